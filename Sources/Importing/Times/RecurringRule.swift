import Bytes

/// When clocks change each year: the text at the end of a TZif file, such as
/// `EST5EDT,M3.2.0,M11.1.0` (POSIX 1003.1, chapter 8, with the wider hours of RFC 8536).
struct RecurringRule: Equatable, Sendable {
  /// A day of each year, and seconds since its midnight by the clocks until then.
  private struct Turn: Equatable, Sendable {
    enum Day: Equatable, Sendable {
      /// Month 1 to 12, week 1 to 5 where 5 is the last, day of the week from Sunday 0.
      case week(month: Int, week: Int, day: Int)
      /// Day 1 to 365, 29 February never counted.
      case julian(Int)
      /// Day 0 to 365, 29 February counted.
      case ordinal(Int)
    }

    let day: Day
    let seconds: Int
  }

  private let standard: Int
  private let summer: (ahead: Int, start: Turn, end: Turn)?

  static func == (left: RecurringRule, right: RecurringRule) -> Bool {
    left.standard == right.standard && left.summer?.ahead == right.summer?.ahead
      && left.summer?.start == right.summer?.start && left.summer?.end == right.summer?.end
  }

  /// Reads the text; `nil` where it is none, or says nothing.
  init?(_ text: [UInt8]) {
    var reader = Reader(text)
    guard reader.skipName(), let west = reader.offset() else { return nil }
    standard = -west
    guard !reader.isAtEnd else {
      summer = nil
      return
    }
    guard reader.skipName() else { return nil }
    let ahead = reader.offset().map { -$0 } ?? standard + 3600
    guard reader.take(UInt8(ascii: ",")), let start = Self.turn(&reader),
      reader.take(UInt8(ascii: ",")), let end = Self.turn(&reader), reader.isAtEnd
    else { return nil }
    summer = (ahead, start, end)
  }

  private static func turn(_ reader: inout Reader) -> Turn? {
    let day: Turn.Day
    if reader.take(UInt8(ascii: "M")) {
      guard let month = reader.number(), reader.take(UInt8(ascii: ".")), let week = reader.number(),
        reader.take(UInt8(ascii: ".")), let weekday = reader.number(), (1...12).contains(month),
        (1...5).contains(week), weekday <= 6
      else { return nil }
      day = .week(month: month, week: week, day: weekday)
    } else if reader.take(UInt8(ascii: "J")) {
      guard let number = reader.number(), (1...365).contains(number) else { return nil }
      day = .julian(number)
    } else {
      guard let number = reader.number(), number <= 365 else { return nil }
      day = .ordinal(number)
    }
    guard reader.take(UInt8(ascii: "/")) else { return Turn(day: day, seconds: 7200) }
    guard let seconds = reader.offset() else { return nil }
    return Turn(day: day, seconds: seconds)
  }

  /// Seconds ahead of UTC at a second since 1970.
  func ahead(at second: Int64) -> Int {
    guard let summer else { return standard }
    let year = Instant(milliseconds: (second + Int64(standard)) * 1000).year
    guard let start = Self.second(of: summer.start, year),
      let end = Self.second(of: summer.end, year)
    else { return standard }
    let from = start - Int64(standard)
    let to = end - Int64(summer.ahead)
    // In the south summer lasts over the new year.
    let isSummer = from < to ? (from..<to).contains(second) : !(to..<from).contains(second)
    return isSummer ? summer.ahead : standard
  }

  /// The second at which a turn comes, as if clocks showed UTC.
  private static func second(of turn: Turn, _ year: Int) -> Int64? {
    guard let newYear = Instant(year: year, month: 1, day: 1, ofDay: 0) else { return nil }
    let first = newYear.milliseconds / 1000
    let day: Int64
    switch turn.day {
    case .ordinal(let number): day = first / 86_400 + Int64(number)
    case .julian(let number):
      let isLeap = Instant(year: year, month: 2, day: 29, ofDay: 0) != nil
      day = first / 86_400 + Int64(number - 1) + (isLeap && number >= 60 ? 1 : 0)
    case .week(let month, let week, let weekday):
      guard let start = Instant(year: year, month: month, day: 1, ofDay: 0) else { return nil }
      let firstDay = start.milliseconds / 86_400_000
      // 1970-01-01 was a Thursday.
      let skipped = (Int64(weekday) - (firstDay + 4) % 7 + 14) % 7
      var date = Int(1 + skipped) + (week - 1) * 7
      while Instant(year: year, month: month, day: date, ofDay: 0) == nil { date -= 7 }
      day = firstDay + Int64(date - 1)
    }
    return day * 86_400 + Int64(turn.seconds)
  }

  /// Reads the parts of the text.
  private struct Reader {
    private let text: [UInt8]
    private var at = 0

    init(_ text: [UInt8]) { self.text = text }

    var isAtEnd: Bool { at == text.count }

    mutating func take(_ byte: UInt8) -> Bool {
      guard at < text.count, text[at] == byte else { return false }
      at += 1
      return true
    }

    /// Passes over `EST` or `<+03>`.
    mutating func skipName() -> Bool {
      let start = at
      if take(UInt8(ascii: "<")) {
        while at < text.count, text[at] != UInt8(ascii: ">") { at += 1 }
        return take(UInt8(ascii: ">"))
      }
      while at < text.count, text[at] | 0x20 >= UInt8(ascii: "a"),
        text[at] | 0x20 <= UInt8(ascii: "z")
      {
        at += 1
      }
      return at > start
    }

    mutating func number() -> Int? {
      let start = at
      var number = 0
      while at < text.count, at - start < 4, text[at] &- 0x30 <= 9 {
        number = number * 10 + Int(text[at] - 0x30)
        at += 1
      }
      return at > start ? number : nil
    }

    /// Seconds of `5`, `-3:30`, `24:00:00`.
    mutating func offset() -> Int? {
      let isNegative = take(UInt8(ascii: "-"))
      if !isNegative { _ = take(UInt8(ascii: "+")) }
      guard var seconds = number().map({ $0 * 3600 }) else { return nil }
      for unit in [60, 1] {
        guard take(UInt8(ascii: ":")) else { break }
        guard let number = number() else { return nil }
        seconds += number * unit
      }
      return isNegative ? -seconds : seconds
    }
  }
}
