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
    let text = DelimitedText.trimmed(cell)
    guard !text.isEmpty else { return }
    if text.count <= 8, Self.words.contains(text.text.lowercased()) {
      missing.insert(text.text)
    } else {
      values.append(text)
    }
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
    /// The format in which most are written, and how many are not.
    case most(String, others: Int)
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
    return .most(best.0, others: values.count - best.1)
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
  func hasDecimal(_ sign: UInt8) -> Bool {
    values.contains { value in
      let parts = value.split(separator: sign, omittingEmptySubsequences: false)
      return parts.count == 2
        && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 &- 0x30 <= 9 } }
    }
  }
}
