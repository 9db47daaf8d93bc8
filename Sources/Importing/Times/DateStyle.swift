import Bytes

/// How a date seems to be written, for messages and for guesses: never for reading one.
enum DateStyle {
  /// Formats that columns are tried against, the plainest first.
  static let common = [
    "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ssXXX",
    "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm", "M/d/yyyy", "d/M/yyyy", "M/d/yyyy H:mm",
    "d/M/yyyy H:mm", "M/d/yyyy h:mm a", "d.M.yyyy", "d.M.yyyy H:mm", "d-MMM-yyyy", "d MMM yyyy",
    "M/d/yy", "d/M/yy", "d.M.yy", "d-MMM-yy", "d MMM yy", "yyyyMMdd", "yyyy/M/d",
  ].compactMap(TimeFormat.init)

  /// In words, how a value seems to be written; `nil` for what is no date.
  static func words(_ text: [UInt8]) -> String? {
    if isSerial(text) { return "a number such as Excel keeps for a day" }
    guard let first = common.first(where: { $0.read(text) != nil }) else { return nil }
    // Whether day or month stands first can be told of some days only.
    guard let other = first.swapped, common.contains(other), other.read(text) != nil else {
      return "like \(first.pattern)"
    }
    return "like \(first.pattern) or \(other.pattern)"
  }

  /// Whether a value is a number of days such as Excel keeps for the years 1982 to 2064.
  static func isSerial(_ text: [UInt8]) -> Bool {
    let whole = text.prefix { $0 != UInt8(ascii: ".") }
    guard whole.count == 5, text.allSatisfy({ $0 &- 0x30 <= 9 || $0 == UInt8(ascii: ".") }),
      let number = Int(Array(whole).text)
    else { return false }
    return (30_000...60_000).contains(number)
  }
}

/// Days as Excel counts them.
enum ExcelDays {
  /// What a mapping calls the two ways of counting.
  static let systems = ["excel-1900": 1900, "excel-1904": 1904]

  /// Smaller numbers are years, scores or doses rather than days: 10,000 is a day of 1927, or of 1931.
  private static let least = 10_000.0

  /// The date of a cell, and the time of day where it says one: 46030 and 46030.0 are a day, 46030.5 is its noon.
  static func parts(_ text: [UInt8], system: Int) -> TimeFormat.Parts? {
    guard let value = ExactDecimal(text.span, in: 0..<text.count), value.double >= least,
      let time = read(text, system: system)
    else { return nil }
    return TimeFormat.Parts(
      year: time.year, month: time.month, day: time.day,
      ofDay: value.scaled(0) == nil ? time.ofDay : nil)
  }

  /// The date and time of day of a serial number, to the second.
  ///
  /// In the system of 1900 day 1 is 1900-01-01 and day 60 a 29 February that never was: numbers up to
  /// 60 are refused. In that of 1904 day 0 is 1904-01-01 (ECMA-376 part 1, 18.17.4).
  static func read(_ text: [UInt8], system: Int) -> LocalTime? {
    guard let value = ExactDecimal(text.span, in: 0..<text.count), !value.isNegative else {
      return nil
    }
    let days = value.double
    guard days > (system == 1900 ? 60 : -1), days < 2_000_000 else { return nil }
    let whole = Int(days.rounded(.down))
    var seconds = Int(((days - Double(whole)) * 86_400).rounded())
    var day = whole
    if seconds == 86_400 { (seconds, day) = (0, whole + 1) }
    // 1899-12-30 and 1904-01-01.
    guard
      let first = system == 1900
        ? Instant(year: 1899, month: 12, day: 30, ofDay: 0)
        : Instant(year: 1904, month: 1, day: 1, ofDay: 0)
    else { return nil }
    let date = Instant(milliseconds: first.milliseconds + Int64(day) * Instant.day)
    return LocalTime(date, ofDay: seconds * 1000)
  }
}

extension LocalTime {
  /// The date that a midnight in UTC stands for, and a time of day.
  init?(_ midnight: Instant, ofDay: Int) {
    let text = Array(midnight.text.utf8)
    guard let year = Int(Array(text[0..<4]).text), let month = Int(Array(text[5..<7]).text),
      let day = Int(Array(text[8..<10]).text)
    else { return nil }
    self.init(year: year, month: month, day: day, ofDay: ofDay)
  }
}
