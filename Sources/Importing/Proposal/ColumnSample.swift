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

  /// How its dates are written: each cell in one style.
  var dates: WrittenDates { WrittenDates(values) }

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
