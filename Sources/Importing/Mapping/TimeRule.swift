import Bytes

/// When an event happened.
indirect enum TimeBase: Sendable {
  /// The same for all.
  case fixed(EventTime)
  /// What values stand for.
  case listed(columns: [Int], [[UInt8]: EventTime])
  case written(WrittenTime)
  case anchored(TimeRule)
}

/// A time in a column, or a date in one and the time of day in another.
struct WrittenTime: Sendable {
  let column: Int
  let formats: [TimeFormat]
  let clockColumn: Int?
  let clockFormats: [TimeFormat]
  /// The time of day where none is written, in ms; `nil`: such a row is rejected.
  let hour: Int?
}

/// A base, and what is added to it: elapsed days of 24 hours, hours and minutes.
struct TimeRule: Sendable {
  let base: TimeBase
  let zone: ZoneRule
  let offsets: [(milliseconds: Int64, rule: ValueRule)]

  /// The time of a row; `nil` where it says none.
  func time(_ cells: [[UInt8]]) throws(CellFault) -> EventTime? {
    guard var time = try base(cells) else { return nil }
    guard !offsets.isEmpty else { return time }
    var moved = time.instant.milliseconds
    for offset in offsets {
      guard let json = try offset.rule.json(cells) else { return nil }
      guard let number = ExactDecimal(json.span, in: 0..<json.count), abs(number.double) < 1e6
      else { throw CellFault(nil, "an offset of the time is no number, or too large") }
      // Milliseconds of a decimal number of minutes or more are whole for all that people write.
      moved += Int64((number.double * Double(offset.milliseconds)).rounded())
    }
    guard Instant.years.contains(moved) else {
      throw CellFault(nil, "its time lies outside the years 1 to 9999")
    }
    let instant = Instant(milliseconds: moved)
    time = EventTime(instant, ahead: zone.isStated ? zone.ahead(at: instant) : time.ahead)
    return time
  }

  private func base(_ cells: [[UInt8]]) throws(CellFault) -> EventTime? {
    switch base {
    case .fixed(let time): return time
    case .anchored(let rule): return try rule.time(cells)
    case .written(let written): return try written.time(cells, zone)
    case .listed(let columns, let values):
      let text = Array(columns.map { cells[$0] }.joined(separator: [UInt8(ascii: "|")]))
      if let time = values[text] { return time }
      if columns.allSatisfy({ cells[$0].isEmpty }) { return nil }
      throw CellFault(
        columns.count == 1 ? columns[0] : nil,
        "\(ColumnRule.shown(text)) is not among the times of the mapping",
        remedy: "add it there, or mend the cell")
    }
  }
}

extension WrittenTime {
  func time(_ cells: [[UInt8]], _ zone: ZoneRule) throws(CellFault) -> EventTime? {
    let text = cells[column]
    guard !text.isEmpty else { return nil }
    let parts = try DateReading.read(text, formats, column)
    guard let year = parts.year, let month = parts.month, let day = parts.day else { return nil }
    var local = LocalTime(year: year, month: month, day: day, ofDay: parts.ofDay ?? 0)
    var hasClock = parts.ofDay != nil
    if let clockColumn, !cells[clockColumn].isEmpty {
      let parts = try DateReading.read(cells[clockColumn], clockFormats, clockColumn)
      guard let ofDay = parts.ofDay else {
        throw CellFault(clockColumn, "says no time of day")
      }
      local.ofDay = ofDay
      hasClock = true
    }
    if !hasClock {
      guard let hour else {
        throw CellFault(
          clockColumn ?? column, "says no time of day",
          remedy: "say in the mapping which one days without one get, such as \"hour\": \"10:00\"")
      }
      local.ofDay = hour
    }
    if let ahead = parts.ahead {
      guard let instant = local.instant(ahead: ahead) else { throw CellFault(column, "is no time") }
      return EventTime(instant, ahead: ahead)
    }
    return try zone.time(local, column)
  }
}

/// Reads a value in one of several formats.
enum DateReading {
  static func read(
    _ text: [UInt8], _ formats: [TimeFormat], _ column: Int
  ) throws(CellFault) -> TimeFormat.Parts {
    var found: (parts: TimeFormat.Parts, pattern: String)?
    for format in formats {
      guard let parts = format.read(text) else { continue }
      if let earlier = found, earlier.parts != parts {
        throw CellFault(
          column, "can be read as \(earlier.pattern) and as \(format.pattern), and means two times",
          remedy: "let the mapping name one format for the column")
      }
      found = (parts, format.pattern)
    }
    guard let found else {
      let wanted = formats.map(\.pattern).joined(separator: " or ")
      guard let words = DateStyle.words(text) else {
        throw CellFault(
          column, "is no date or time that is written \(wanted)", remedy: "mend the cell")
      }
      throw CellFault(
        column, "is not written \(wanted), but \(words)", remedy: remedy(text, formats))
    }
    return found.parts
  }

  /// What would do, as it stands in a mapping.
  private static func remedy(_ text: [UInt8], _ formats: [TimeFormat]) -> String {
    guard DateStyle.isSerial(text), formats.allSatisfy(\.hasDate) else {
      return "let one column hold dates in one style, or let \"format\" list the styles"
    }
    let list = (formats.map(\.pattern) + ["excel-1900"]).map { "\"\($0)\"" }
    return
      "mend the cell; or, if it is a day as Excel counts them, say \"format\": [\(list.joined(separator: ", "))]"
  }
}
