package import Bytes

/// One value of a table, with the way in which it is shown to people and written for programs.
package enum Cell: Equatable, Sendable {
  /// Does not exist for these data.
  case missing
  /// Kept back by `--min-cell-count`.
  case withheld
  /// Words.
  case text(String)
  /// A count.
  case integer(Int)
  /// A number, shown with so many decimals.
  case number(Double, decimals: Int)
  /// A lower end in days, shown rounded down.
  case atLeastDays(Double)
  /// An upper end in days, shown rounded up.
  case atMostDays(Double)
  /// A fraction of 1, shown in percent.
  case share(Double)
  /// A p-value, shown with so many digits as it deserves.
  case p(Double)
  /// A truth value.
  case bool(Bool)
  /// A point in time, shown as a day.
  case instant(Instant)

  /// A cell, missing where there is no value.
  package static func optional<Value>(_ value: Value?, _ cell: (Value) -> Cell) -> Cell {
    value.map(cell) ?? .missing
  }

  /// A count, missing where there is none.
  package static func optional(_ count: Int?) -> Cell { optional(count) { .integer($0) } }

  /// A number of days, the nearest tenth shown.
  package static func days(_ days: Double?) -> Cell { optional(days) { .number($0, decimals: 1) } }

  /// What a person reads; never a not-a-number.
  package var shown: String {
    switch self {
    case .missing: "-"
    case .withheld: "withheld"
    case .text(let text): Visible.text(text)
    case .integer(let count): "\(count)"
    case .number(let number, let decimals): Digits.fixed(number, decimals)
    case .atLeastDays(let days): Digits.down(days)
    case .atMostDays(let days): Digits.up(days)
    case .share(let share): Digits.fixed(share * 100, 1) + " %"
    case .p(let p): p < 0.0001 ? "<0.0001" : Digits.fixed(p, 4)
    case .bool(let value): value ? "yes" : "no"
    case .instant(let instant): instant.dayText
    }
  }

  /// What a program reads: the shortest digits that give the same number, nothing for missing.
  package var exact: String {
    if case .text(let text) = self { return text }
    var bytes: [UInt8] = []
    appendExact(to: &bytes)
    return bytes.text
  }

  /// Adds what a program reads.
  func appendExact(to bytes: inout [UInt8]) {
    switch self {
    case .missing, .withheld: break
    case .text(let text): bytes.append(text: text)
    case .integer(let count): bytes.append(decimal: count)
    case .number(let number, _), .atLeastDays(let number), .atMostDays(let number),
      .share(let number), .p(let number):
      Digits.append(exact: number, to: &bytes)
    case .bool(let value): bytes.append(value ? "true" : "false")
    case .instant(let instant): instant.append(to: &bytes)
    }
  }

  /// Writes the cell as a member whose name is data.
  package func write(named key: String, to json: inout JSONWriter) {
    json.key(key)
    switch self {
    case .missing, .withheld: json.null()
    // An indent is for eyes.
    case .text(let text): json.string(nil, String(text.drop { $0 == "\u{2003}" }))
    case .integer(let count): json.integer(nil, count)
    case .number(let number, _), .atLeastDays(let number), .atMostDays(let number),
      .share(let number), .p(let number):
      json.double(nil, number)
    case .bool(let value): json.bool(nil, value)
    case .instant(let instant): json.instant(nil, instant)
    }
  }

  /// The other number less this one; missing where one of them is none.
  func difference(to other: Cell) -> Cell {
    switch (self, other) {
    case (.withheld, _), (_, .withheld): .withheld
    case (.integer(let left), .integer(let right)): .integer(right - left)
    case (.share(let left), .share(let right)): .share(right - left)
    case (.number(let left, let decimals), .number(let right, _)):
      .number(right - left, decimals: decimals)
    case (.atLeastDays(let left), .atLeastDays(let right)),
      (.atMostDays(let left), .atMostDays(let right)):
      .number(right - left, decimals: 1)
    case (.p(let left), .p(let right)): .number(right - left, decimals: 4)
    default: .missing
    }
  }
}
