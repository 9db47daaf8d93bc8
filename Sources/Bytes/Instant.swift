/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Durations are differences of instants; a day is exactly 86,400,000 ms. Calendar days are never
/// used for a duration (`docs/spec/definitions.md`).
public struct Instant: Hashable, Comparable, BitwiseCopyable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z; negative before.
  public var milliseconds: Int64

  /// An instant from milliseconds since 1970-01-01T00:00:00Z.
  @inlinable
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Order in time.
  @inlinable
  public static func < (left: Instant, right: Instant) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// Milliseconds of one day.
  public static let day: Int64 = 86_400_000

  private static let earliest: Int64 = -62_135_596_800_000
  /// The last millisecond of the year 9999.
  package static let latest: Int64 = 253_402_300_799_999
  /// The milliseconds of the years 0001 to 9999: all that can be written.
  package static let years = earliest...latest

  /// The RFC 3339 time in `bytes[range]` as an event may carry it: upper-case `T` and `Z` or an
  /// offset, seconds or exactly three decimals, no second 60, no hour 24, years 0001 to 9999.
  package init?(_ bytes: Span<UInt8>, in range: Range<Int>) {
    let start = range.lowerBound
    let length = range.count
    guard length >= 20, length <= 29, range.upperBound <= bytes.count else { return nil }
    // Two words hold all digits but those of the day:  YYYY-MM-  and  HH:MM:SS.  What should be a
    // digit becomes its value, what should be a sign becomes 0, and all are judged at once.
    let date = bytes.word(at: start) ^ 0x2D30_302D_3030_3030
    let time = bytes.word(at: start + 11) ^ 0x3030_3A30_303A_3030
    let tens = bytes[start + 8] ^ 0x30
    let ones = bytes[start + 9] ^ 0x30
    let signs = date & 0xFF00_00FF_0000_0000 | time & 0x0000_FF00_00FF_0000
    let broken = (date &+ 0x7676_7676_7676_7676) | date | (time &+ 0x7676_7676_7676_7676) | time
    guard signs == 0, broken & 0x8080_8080_8080_8080 == 0, tens <= 9, ones <= 9,
      bytes[start + 10] == UInt8(ascii: "T")
    else { return nil }
    func two(_ word: UInt64, _ place: UInt64) -> Int {
      let pair = word &>> (place &* 8)
      return Int(pair & 15) &* 10 &+ Int(pair &>> 8 & 15)
    }
    let year = two(date, 0) &* 100 &+ two(date, 2)
    let month = two(date, 5)
    let day = Int(tens) &* 10 &+ Int(ones)
    let hour = two(time, 0)
    let minute = two(time, 3)
    let second = two(time, 6)
    guard year >= 1, month >= 1, month <= 12, day >= 1,
      day <= Calendar.days(in: month, of: year), hour <= 23, minute <= 59, second <= 59
    else { return nil }
    var at = start + 19
    var thousandths = 0
    if bytes[at] == UInt8(ascii: ".") {
      guard length >= 24, let decimals = digits(bytes, at + 1, 3) else { return nil }
      thousandths = decimals
      at += 4
    }
    var offsetMinutes = 0
    switch bytes[at] {
    case UInt8(ascii: "Z"):
      guard at + 1 == range.upperBound else { return nil }
    case UInt8(ascii: "+"), dash:
      guard at + 6 == range.upperBound, let hours = digits(bytes, at + 1, 2),
        bytes[at + 3] == colon, let minutes = digits(bytes, at + 4, 2), hours <= 23, minutes <= 59
      else { return nil }
      offsetMinutes = hours * 60 + minutes
      if bytes[at] == dash { offsetMinutes = -offsetMinutes }
    default: return nil
    }
    let days = Calendar.day(year: year, month: month, day: day)
    let minutes = (days * 24 + hour) * 60 + minute - offsetMinutes
    milliseconds = Int64(minutes * 60 + second) * 1000 + Int64(thousandths)
    // An offset may carry the first or last day out of the four-digit years in UTC.
    guard milliseconds >= Instant.earliest, milliseconds <= Instant.latest else { return nil }
  }

  /// The instant at which clocks show a date and a time of day, that many seconds ahead of UTC; `nil`
  /// where there is no such date or time of day, or it lies outside the years 0001 to 9999.
  ///
  /// - Parameter ofDay: milliseconds since midnight.
  package init?(year: Int, month: Int, day: Int, ofDay: Int, ahead: Int = 0) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Calendar.days(in: month, of: year), (0..<86_400_000).contains(ofDay)
    else { return nil }
    let days = Calendar.day(year: year, month: month, day: day)
    let total = Int64(days) * Instant.day + Int64(ofDay) - Int64(ahead) * 1000
    guard Instant.years.contains(total) else { return nil }
    milliseconds = total
  }

  /// The instant that a text says, or `nil` where it is not an RFC 3339 time with an offset.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    self.init(bytes.span, in: 0..<bytes.count)
  }

  /// `2026-01-05T10:00:00.000Z`: UTC with milliseconds, as every answer writes it.
  public var text: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes.text
  }

  /// `2026-01-05`: the day in UTC.
  public var dayText: String { String(text.prefix(10)) }

  /// Adds the instant as `2026-01-05T10:00:00.000Z`.
  package func append(to bytes: inout [UInt8]) {
    let days = milliseconds.quotientRoundedDown(by: Instant.day)
    var rest = Int(milliseconds - days * Instant.day)
    let (year, month, day) = Calendar.date(day: Int(days))
    append(year, 4, to: &bytes)
    bytes.append(dash)
    append(month, 2, to: &bytes)
    bytes.append(dash)
    append(day, 2, to: &bytes)
    bytes.append(UInt8(ascii: "T"))
    append(rest / 3_600_000, 2, to: &bytes)
    rest %= 3_600_000
    bytes.append(colon)
    append(rest / 60_000, 2, to: &bytes)
    rest %= 60_000
    bytes.append(colon)
    append(rest / 1000, 2, to: &bytes)
    bytes.append(UInt8(ascii: "."))
    append(rest % 1000, 3, to: &bytes)
    bytes.append(UInt8(ascii: "Z"))
  }

  /// The calendar day in UTC, in days since 1970-01-01.
  package var dayNumber: Int { Int(milliseconds.quotientRoundedDown(by: Instant.day)) }

  /// The year in UTC.
  package var year: Int {
    Calendar.date(day: Int(milliseconds.quotientRoundedDown(by: Instant.day))).year
  }

  private func append(_ number: Int, _ width: Int, to bytes: inout [UInt8]) {
    var divisor = 1
    for _ in 1..<width { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
      divisor /= 10
    }
  }
}

private let dash = UInt8(ascii: "-")
private let colon = UInt8(ascii: ":")

@inline(__always)
private func digits(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
  var number = 0
  for index in start..<start &+ count {
    let digit = bytes[index] &- UInt8(ascii: "0")
    guard digit <= 9 else { return nil }
    number = number &* 10 &+ Int(digit)
  }
  return number
}

extension Int64 {
  fileprivate func quotientRoundedDown(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}

/// The proleptic Gregorian calendar in whole days from 1970-01-01.
///
/// The arithmetic counts from 1 March, so that the leap day is a year's last
/// (E. G. Richards, "Mapping Time", Oxford 1998, chapter 25).
private enum Calendar {
  @inline(__always)
  static func days(in month: Int, of year: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
  }

  @inline(__always)
  static func day(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let fromMarch = month <= 2 ? month + 9 : month - 3
    let dayOfYear = (153 * fromMarch + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }

  static func date(day: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * dayOfYear + 2) / 153
    let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
  }
}
