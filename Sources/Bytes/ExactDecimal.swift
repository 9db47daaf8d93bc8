/// A decimal number, kept exactly: `mantissa` × 10 to the power of `exponent`.
///
/// Milligrams, minutes and weights are decimals that people wrote down; a binary fraction would
/// already be another number.
public struct ExactDecimal: Equatable, BitwiseCopyable, Sendable {
  /// The digits, without trailing zeros unless the number is 0.
  public let mantissa: Int64
  /// The power of ten.
  public let exponent: Int32

  /// A decimal from its digits and power of ten.
  public init(mantissa: Int64, exponent: Int32) {
    var digits = mantissa
    var power = digits == 0 ? 0 : exponent
    while digits != 0, digits % 10 == 0 {
      digits /= 10
      power += 1
    }
    self.mantissa = digits
    self.exponent = power
  }

  /// The JSON number in `bytes[range]`, or `nil` where it is no number or has more than 18
  /// significant digits or an exponent beyond ±1000.
  package init?(_ bytes: Span<UInt8>, in range: Range<Int>) {
    guard let token = NumberToken(bytes, in: range), let value = token.decimal else { return nil }
    self = value
  }

  /// The number times ten to the power of `places`, where that is whole and fits, else `nil`.
  package func scaled(_ places: Int32) -> Int64? {
    let power = exponent + places
    if mantissa == 0 { return 0 }
    guard power >= 0, power <= 18 else { return nil }
    var result = mantissa
    for _ in 0..<power {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      result = product
    }
    return result
  }

  /// The exact product; `nil` where its digits do not fit.
  package func times(_ other: ExactDecimal) -> ExactDecimal? {
    let (product, overflow) = mantissa.multipliedReportingOverflow(by: other.mantissa)
    return overflow ? nil : ExactDecimal(mantissa: product, exponent: exponent + other.exponent)
  }

  /// The number as JSON has it, without an exponent: `27.5`, `0.001`, `1200`.
  package var written: String {
    let sign = mantissa < 0 ? "-" : ""
    var digits = String(mantissa.magnitude)
    guard exponent < 0 else {
      return sign + digits + String(repeating: "0", count: mantissa == 0 ? 0 : Int(exponent))
    }
    let decimals = Int(-exponent)
    if digits.count <= decimals {
      digits = String(repeating: "0", count: decimals - digits.count + 1) + digits
    }
    return sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
  }

  /// Whether the number is negative.
  public var isNegative: Bool { mantissa < 0 }

  /// `self / other` as the double nearest to the exact quotient of the two decimals,
  /// as long as both sides, brought to whole numbers, have at most 15 digits.
  package func divided(by other: ExactDecimal) -> Double {
    let shift = exponent - other.exponent
    var above = Double(mantissa)
    var below = Double(other.mantissa)
    if shift >= 0 { above *= powerOfTen(shift) } else { below *= powerOfTen(-shift) }
    return above / below
  }

  /// The nearest double.
  public var double: Double {
    exponent >= 0
      ? Double(mantissa) * powerOfTen(exponent) : Double(mantissa) / powerOfTen(-exponent)
  }

  private func powerOfTen(_ power: Int32) -> Double {
    var result = 1.0
    for _ in 0..<power { result *= 10 }
    return result
  }
}

/// A JSON number as it was written: its digits, how many of them are decimals, its exponent.
package struct NumberToken {
  package let isNegative: Bool
  /// All digits before the exponent, the point left out.
  package let digits: [UInt8]
  /// Digits behind the point.
  package let decimalsWritten: Int
  /// The exponent as written; 0 where there is none, clamped to ±1,000,000.
  package let exponent: Int

  /// The token in `bytes[range]`, or `nil` where it is not a JSON number (RFC 8259, section 6).
  package init?(_ bytes: Span<UInt8>, in range: Range<Int>) {
    var at = range.lowerBound
    let end = range.upperBound
    guard at >= 0, at < end, end <= bytes.count else { return nil }
    isNegative = bytes[at] == UInt8(ascii: "-")
    if isNegative { at += 1 }
    var digits: [UInt8] = []
    func isDigit(_ index: Int) -> Bool { index < end && bytes[index] &- UInt8(ascii: "0") <= 9 }
    guard isDigit(at) else { return nil }
    let leadingZero = bytes[at] == UInt8(ascii: "0")
    while isDigit(at) {
      digits.append(bytes[at] - UInt8(ascii: "0"))
      at += 1
    }
    if leadingZero && digits.count > 1 { return nil }
    var decimals = 0
    if at < end, bytes[at] == UInt8(ascii: ".") {
      at += 1
      guard isDigit(at) else { return nil }
      while isDigit(at) {
        digits.append(bytes[at] - UInt8(ascii: "0"))
        decimals += 1
        at += 1
      }
    }
    var power = 0
    if at < end, bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      var negative = false
      if at < end, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
        negative = bytes[at] == UInt8(ascii: "-")
        at += 1
      }
      guard isDigit(at) else { return nil }
      while isDigit(at) {
        power = min(power * 10 + Int(bytes[at] - UInt8(ascii: "0")), 1_000_000)
        at += 1
      }
      if negative { power = -power }
    }
    guard at == end else { return nil }
    self.digits = digits
    decimalsWritten = decimals
    exponent = power
  }

  /// The digits without leading and trailing zeros, and the power of ten of the last of them:
  /// equal for equal values, whatever their spelling.
  package var normal: (negative: Bool, digits: [UInt8], exponent: Int) {
    var significant = Array(digits.drop { $0 == 0 })
    var power = exponent - decimalsWritten
    while significant.last == 0 {
      significant.removeLast()
      power += 1
    }
    if significant.isEmpty { return (false, [], 0) }
    return (isNegative, significant, power)
  }

  /// Decimals that the number has as written: `12.50` has two, `4e1` none, `25e-4` four.
  package var decimals: Int { max(0, decimalsWritten - exponent) }

  /// The value, where it has at most 18 significant digits.
  package var decimal: ExactDecimal? {
    let (negative, significant, power) = normal
    guard significant.count <= 18, abs(power) <= 1000 else { return nil }
    let magnitude = significant.reduce(Int64(0)) { $0 * 10 + Int64($1) }
    return ExactDecimal(mantissa: negative ? -magnitude : magnitude, exponent: Int32(power))
  }

  /// The value, where it is whole and fits.
  package var whole: Int64? { decimal?.scaled(0) }

  /// Whether the value is whole, however large.
  package var isWhole: Bool { normal.exponent >= 0 }
}
