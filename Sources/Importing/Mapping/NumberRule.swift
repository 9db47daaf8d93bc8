import Bytes

/// How numbers of a column are written, and what is computed from them.
struct NumberRule: Equatable, Sendable {
  /// Whether a comma stands before decimals.
  var hasComma = false
  /// What the number is subtracted from: the year of a study less an age.
  var from: Int64?
  /// What it is multiplied with, and to how many decimals the product is rounded, halves up: a weight in
  /// pounds times 0.45359237.
  var times: ExactDecimal?
  var decimals = 0

  /// The number as JSON.
  func read(_ text: [UInt8], _ column: Int, isShown: Bool) throws(CellFault) -> [UInt8] {
    let point = hasComma ? UInt8(ascii: ",") : UInt8(ascii: ".")
    let other = hasComma ? UInt8(ascii: ".") : UInt8(ascii: ",")
    let what = isShown ? ColumnRule.shown(text) : "a value"
    if text.contains(other) {
      throw CellFault(
        column, "\(what) has a \(hasComma ? "point" : "comma")",
        remedy: hasComma
          ? "the mapping says that decimals stand behind a comma: write it so"
          : "write decimals behind a point; where all of the file stand behind a comma, say \"decimal\": \",\" in the mapping"
      )
    }
    let isSigned = text.first == UInt8(ascii: "+")
    var digits = isSigned ? Array(text.dropFirst()) : text
    if let place = digits.firstIndex(of: point) { digits[place] = UInt8(ascii: ".") }
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits.removeFirst() }
    while digits.count > 1, digits[0] == 0x30, digits[1] &- 0x30 <= 9 { digits.removeFirst() }
    if digits.first == UInt8(ascii: ".") { digits.insert(0x30, at: 0) }
    if isNegative { digits.insert(UInt8(ascii: "-"), at: 0) }
    // With two signs, as in "+-4", it is no number.
    guard !(isSigned && isNegative),
      digits.allSatisfy({ $0 &- 0x30 <= 9 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }),
      let token = NumberToken(digits.span, in: 0..<digits.count)
    else {
      throw CellFault(
        column, "\(what) is no number",
        remedy: !isShown && DateStyle.words(text) != nil
          ? "of a column of birth dates the year alone enters: say \"format\" and \"part\": \"year\""
          : "a word for nothing belongs in \"missing\", a unit in no cell")
    }
    guard from != nil || times != nil else { return digits }
    guard let value = token.decimal, let result = computed(value) else {
      throw CellFault(column, "\(what) is too large to compute with")
    }
    return result
  }

  private func computed(_ value: ExactDecimal) -> [UInt8]? {
    if let from {
      guard let whole = value.scaled(0) else { return nil }
      let (rest, overflow) = from.subtractingReportingOverflow(whole)
      return overflow ? nil : Array("\(rest)".utf8)
    }
    guard let times else { return nil }
    let (product, overflow) = value.mantissa.multipliedReportingOverflow(by: times.mantissa)
    guard !overflow else { return nil }
    return Self.rounded(product, exponent: Int(value.exponent + times.exponent), to: decimals)
  }

  /// A decimal with so many decimals, halves away from zero.
  private static func rounded(_ mantissa: Int64, exponent: Int, to decimals: Int) -> [UInt8]? {
    var value = mantissa
    var power = exponent
    while power > -decimals {
      let (larger, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      (value, power) = (larger, power - 1)
    }
    var divisor: Int64 = 1
    while power < -decimals {
      let (larger, overflow) = divisor.multipliedReportingOverflow(by: 10)
      if overflow { return Array("0".utf8) }
      (divisor, power) = (larger, power + 1)
    }
    let magnitude = (value.magnitude + UInt64(divisor / 2)) / UInt64(divisor)
    var digits = Array("\(magnitude)".utf8)
    while digits.count <= decimals { digits.insert(0x30, at: 0) }
    if decimals > 0 {
      digits.insert(UInt8(ascii: "."), at: digits.count - decimals)
      while digits.last == 0x30 { digits.removeLast() }
      if digits.last == UInt8(ascii: ".") { digits.removeLast() }
    }
    return (value < 0 && magnitude > 0 ? [UInt8(ascii: "-")] : []) + digits
  }
}
