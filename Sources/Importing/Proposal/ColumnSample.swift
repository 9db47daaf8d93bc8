import Bytes

/// What stands in the first rows of a column.
struct ColumnSample: Sendable {
  /// What stands in its cells, trimmed, those left out that are empty or a word for nothing.
  private(set) var values: [[UInt8]] = []
  /// Words for nothing that were met.
  private(set) var missing: Set<String> = []

  /// Words that people write where there is nothing to say.
  private static let words: Set<String> = [
    "na", "n/a", "#n/a", ".", "-", "--", "null", "none", "nan", "missing", "not done", "nd", "?",
  ]

  mutating func take(_ cell: [UInt8]) {
    if let text = Self.said(cell) {
      values.append(text)
    } else {
      let word = DelimitedText.trimmed(cell)
      if !word.isEmpty { missing.insert(word.text) }
    }
  }

  /// What a cell says; `nil` where it is empty or holds a word for nothing.
  static func said(_ cell: [UInt8]) -> [UInt8]? {
    let text = DelimitedText.trimmed(cell)
    guard !text.isEmpty else { return nil }
    return text.count <= 8 && words.contains(text.text.lowercased()) ? nil : text
  }

  /// Its different values in the order in which they come, at most twenty; `nil` where there are more.
  var distinct: [String]? {
    var found: [[UInt8]] = []
    for value in values where !found.contains(value) {
      guard found.count < 20 else { return nil }
      found.append(value)
    }
    return found.map(\.text)
  }

  /// How its dates are written.
  enum Dates {
    case none
    case excel
    /// Formats in which all are written, at most two: more than one where days and months can't be told
    /// apart.
    case all([String])
    /// The formats in which most are written, and how many are not: two where each reads values that the
    /// other can't.
    case most([String], others: Int)
  }

  var dates: Dates {
    guard !values.isEmpty else { return .none }
    if values.allSatisfy(DateStyle.isSerial) { return .excel }
    let fits = DateStyle.common.map { format in
      (format.pattern, values.count { format.read($0) != nil })
    }
    let whole = fits.filter { $0.1 == values.count }.map(\.0)
    if !whole.isEmpty { return .all(Array(whole.prefix(2))) }
    guard let best = fits.max(by: { $0.1 < $1.1 }), best.1 * 2 > values.count else { return .none }
    let first = DateStyle.common.first { $0.pattern == best.0 }
    let others = values.filter { first?.read($0) == nil }
    // A second style only where no value means two days.
    let seconds = DateStyle.common.filter { second in
      values.allSatisfy { value in
        guard let one = first?.read(value), let other = second.read(value) else { return true }
        return one == other
      }
    }.map { format in (format.pattern, others.count { format.read($0) != nil }) }
    guard let second = seconds.max(by: { $0.1 < $1.1 }), second.1 > 0 else {
      return .most([best.0], others: others.count)
    }
    return .most([best.0, second.0], others: others.count - second.1)
  }

  /// How dates are written, for a mapping; empty where none were recognised.
  var formats: [String] {
    switch dates {
    case .none, .excel: []
    case .all(let patterns): [patterns[0]]
    case .most(let patterns, _): patterns
    }
  }

  /// Whether a value is a number, whichever sign its decimals stand behind.
  static func isNumber(_ value: [UInt8]) -> Bool {
    let digits = value.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    return !digits.isEmpty && digits.contains { $0 &- 0x30 <= 9 }
      && digits.count { $0 &- 0x30 > 9 } <= 1
      && digits.allSatisfy { $0 &- 0x30 <= 9 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
  }

  /// How times of day are written; `nil` where they are none.
  var clocks: String? {
    ["HH:mm", "H:mm", "HH:mm:ss", "h:mm a", "h:mma"].first { pattern in
      guard let format = TimeFormat(pattern), !values.isEmpty else { return false }
      return values.allSatisfy { format.read($0) != nil }
    }
  }

  /// How many digits identifiers have that are filled up with zeros; `nil` where they are not.
  var paddedDigits: Int? {
    guard values.contains(where: { $0.first == 0x30 }),
      values.allSatisfy({ $0.allSatisfy { $0 &- 0x30 <= 9 } })
    else { return nil }
    return values.map(\.count).max()
  }

  /// Whether a value is a number with decimals behind that sign.
  static func hasDecimal(_ value: [UInt8], _ sign: UInt8) -> Bool {
    let parts = value.split(separator: sign, omittingEmptySubsequences: false)
    return parts.count == 2
      && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 &- 0x30 <= 9 } }
  }
}
