import Bytes

/// How a cell that stands in an id is read: what it says, not how it is spelled. A spreadsheet that is saved
/// again writes 3/2/2024 for 03/02/2024 and 52 for 52.0, and the events must keep their ids. So it is with the
/// label of a session that is told apart by its day.
enum CellReading: Sendable {
  case text
  case date([TimeFormat])
  case number(NumberRule)

  /// What the cell says; of dates and times as ISO 8601 writes them.
  func read(_ cell: [UInt8], _ column: Int) throws(CellFault) -> [UInt8] {
    guard !cell.isEmpty else { return [] }
    switch self {
    case .text: return cell
    case .number(let rule):
      let json = try rule.read(cell, column, isShown: true)
      return Self.shortest(json)
    case .date(let formats):
      let parts = try DateReading.read(cell, formats, column)
      return Self.text(parts)
    }
  }

  /// A number without zeros at the end of its decimals.
  private static func shortest(_ number: [UInt8]) -> [UInt8] {
    guard number.contains(UInt8(ascii: ".")) else { return number }
    var digits = number
    while digits.last == 0x30 { digits.removeLast() }
    if digits.last == UInt8(ascii: ".") { digits.removeLast() }
    return digits
  }

  private static func text(_ parts: TimeFormat.Parts) -> [UInt8] {
    var text = ""
    if let year = parts.year, let month = parts.month, let day = parts.day {
      text = Instant(year: year, month: month, day: day, ofDay: 0)?.dayText ?? ""
    }
    if let ofDay = parts.ofDay {
      func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
      let (seconds, thousandths) = (ofDay / 1000, ofDay % 1000)
      text += "T\(two(seconds / 3600)):\(two(seconds / 60 % 60))"
      if seconds % 60 != 0 || thousandths != 0 { text += ":\(two(seconds % 60))" }
      if thousandths != 0 { text += ".\(thousandths)" }
    }
    if let ahead = parts.ahead { text += "~\(ahead)" }
    return Array(text.utf8)
  }
}

extension EventRule {
  /// How the rules of this event read columns, the first that reads one.
  var readings: [Int: CellReading] {
    var found: [Int: CellReading] = [:]
    func add(_ column: Int, _ reading: CellReading) {
      if found[column] == nil { found[column] = reading }
    }
    func add(_ time: TimeRule) {
      switch time.base {
      case .fixed, .listed: break
      case .anchored(let anchor): add(anchor)
      case .written(let written):
        add(written.column, .date(written.formats))
        if let clock = written.clockColumn { add(clock, .date(written.clockFormats)) }
      }
    }
    add(time)
    for (_, member) in data {
      switch member {
      case .time(let time): add(time)
      case .value(.column(let rule)) where rule.columns.count == 1 && rule.values == nil:
        switch rule.kind {
        case .date where rule.without.isEmpty && rule.prefix.isEmpty:
          add(rule.columns[0], .date(rule.formats))
        case .number where rule.without.isEmpty && rule.prefix.isEmpty:
          var plain = rule.number
          (plain.from, plain.times) = (nil, nil)
          add(rule.columns[0], .number(plain))
        default: break
        }
      case .value: break
      }
    }
    return found
  }

  /// Lets columns in the id be read as this event's rules do, or as others of the table, and dates in the label
  /// of its session too.
  mutating func settleID(_ others: [Int: CellReading]) {
    let own = readings
    id = id.map { part in
      guard case .column(let column, _) = part else { return part }
      return .column(column, own[column] ?? others[column] ?? .text)
    }
    data = data.map { name, member in
      guard name == "infusion", case .value(let value) = member else { return (name, member) }
      return (name, .value(value.readingDays { own[$0] ?? others[$0] }))
    }
  }
}

extension ValueRule {
  /// The same with columns read as the days that they are, where the value is text.
  fileprivate func readingDays(_ reading: (Int) -> CellReading?) -> ValueRule {
    switch self {
    case .joined(let separator, let rules):
      return .joined(separator: separator, rules.map { $0.readingDays(reading) })
    case .column(var rule):
      guard rule.kind == .text, rule.values == nil, rule.columns.count == 1,
        case .date? = reading(rule.columns[0])
      else { return self }
      rule.reading = reading(rule.columns[0])
      return .column(rule)
    default: return self
    }
  }
}
