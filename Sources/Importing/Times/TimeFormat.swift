import Bytes

/// How a date or a time of day is written in a column: a pattern in the letters of Unicode TR 35.
///
/// `yyyy` year, `yy` a year of this century, `M` `MM` month, `MMM` its English abbreviation, `d` `dd`
/// day, `H` `HH` hour, `h` `hh` hour before `a` (AM or PM), `m` `mm` minute, `s` `ss` second, `SSS`
/// milliseconds, `XXX` offset or `Z`. One letter takes one digit or two, two letters take two. All else
/// stands for itself; letters that do are put between apostrophes.
///
/// `excel-1900` and `excel-1904` are no patterns of letters: days as Excel counts them.
package struct TimeFormat: Equatable, Sendable {
  /// What a value in this format says; what it does not say is `nil`.
  package struct Parts: Equatable, Sendable {
    package var year: Int?
    package var month: Int?
    package var day: Int?
    /// Milliseconds since midnight.
    package var ofDay: Int?
    /// Seconds ahead of UTC.
    package var ahead: Int?
  }

  private enum Token: Equatable { case field(Character, Int), sign(UInt8) }

  /// The pattern as it was written.
  package let pattern: String
  private let tokens: [Token]
  /// 1900 or 1904 where values are days as Excel counts them.
  package let excel: Int?

  /// A format; `nil` where the pattern has letters that mean nothing, or says nothing.
  package init?(_ pattern: String) {
    self.pattern = pattern
    excel = ExcelDays.systems[pattern]
    guard excel == nil else {
      tokens = []
      hasDate = true
      hasClock = false
      return
    }
    var tokens: [Token] = []
    var isQuoted = false
    for letter in pattern {
      if letter == "'" {
        isQuoted.toggle()
      } else if isQuoted || !letter.isASCII || !letter.isLetter || letter == "T" {
        tokens += letter.utf8.map { .sign($0) }
      } else if case .field(letter, let count)? = tokens.last {
        tokens[tokens.count - 1] = .field(letter, count + 1)
      } else {
        tokens.append(.field(letter, 1))
      }
    }
    let known: [Character: Set<Int>] = [
      "y": [2, 4], "M": [1, 2, 3], "d": [1, 2], "H": [1, 2], "h": [1, 2], "m": [1, 2],
      "s": [1, 2], "S": [3], "a": [1], "X": [3],
    ]
    var seen: Set<Character> = []
    for case .field(let letter, let count) in tokens {
      guard known[letter]?.contains(count) == true, seen.insert(letter).inserted else { return nil }
    }
    guard !isQuoted, !seen.isEmpty, seen.contains("h") == seen.contains("a"),
      !(seen.contains("h") && seen.contains("H"))
    else { return nil }
    self.tokens = tokens
    hasDate = seen.isSuperset(of: ["y", "M", "d"])
    hasClock = seen.contains("H") || seen.contains("h")
  }

  /// Whether it says year, month and day.
  package let hasDate: Bool
  /// Whether it says an hour. Of days as Excel counts them only some say one.
  package let hasClock: Bool

  /// The same with day and month in each other's place, as others write it; `nil` where the year stands first
  /// or the month is a word, and nobody mistakes one for the other.
  package var swapped: TimeFormat? {
    var dateFields: [Character] = []
    for case .field(let letter, let count) in tokens where "yMd".contains(letter) {
      if letter == "M", count == 3 { return nil }
      dateFields.append(letter)
    }
    guard hasDate, excel == nil, dateFields.first != "y" else { return nil }
    var isQuoted = false
    let letters = pattern.map { letter -> Character in
      if letter == "'" { isQuoted.toggle() }
      guard !isQuoted else { return letter }
      return letter == "M" ? "d" : letter == "d" ? "M" : letter
    }
    return TimeFormat(String(letters))
  }

  /// What a value says; `nil` where it is not written so, or says what no calendar or clock shows.
  package func read(_ text: [UInt8]) -> Parts? {
    if let excel { return ExcelDays.parts(text, system: excel) }
    var parts = Parts()
    var clock = Clock()
    var at = 0
    for token in tokens {
      switch token {
      case .sign(let byte):
        guard at < text.count, text[at] == byte else { return nil }
        at += 1
      case .field(let letter, let count):
        guard take(letter, count, text, &at, &parts, &clock) else { return nil }
      }
    }
    guard at == text.count else { return nil }
    if hasClock {
      guard let ofDay = clock.ofDay else { return nil }
      parts.ofDay = ofDay
    }
    if hasDate {
      let (year, month, day) = (parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
      guard Instant(year: year, month: month, day: day, ofDay: 0) != nil else { return nil }
    }
    return parts
  }

  /// A time of day as it is read.
  private struct Clock {
    var hour = 0
    var isHalf = false
    var isAfternoon = false
    var minute = 0
    var second = 0
    var thousandths = 0

    var ofDay: Int? {
      guard isHalf ? (1...12).contains(hour) : hour <= 23, minute <= 59, second <= 59 else {
        return nil
      }
      let hours = isHalf ? hour % 12 + (isAfternoon ? 12 : 0) : hour
      return ((hours * 60 + minute) * 60 + second) * 1000 + thousandths
    }
  }

  private func take(
    _ letter: Character, _ count: Int, _ text: [UInt8], _ at: inout Int, _ parts: inout Parts,
    _ clock: inout Clock
  ) -> Bool {
    switch (letter, count) {
    case ("a", _): return takeHalf(text, &at, &clock)
    case ("X", _): return takeOffset(text, &at, &parts)
    case ("M", 3):
      guard let month = Self.month(text, &at) else { return false }
      parts.month = month
      return true
    default: break
    }
    guard let number = Self.number(text, &at, least: count, most: count == 1 ? 2 : count) else {
      return false
    }
    switch letter {
    case "y": parts.year = count == 2 ? 2000 + number : number
    case "M": parts.month = number
    case "d": parts.day = number
    case "H": clock.hour = number
    case "h": (clock.hour, clock.isHalf) = (number, true)
    case "m": clock.minute = number
    case "s": clock.second = number
    default: clock.thousandths = number
    }
    return true
  }

  private static func number(
    _ text: [UInt8], _ at: inout Int, least: Int, most: Int
  ) -> Int? {
    let start = at
    var number = 0
    while at < text.count, at - start < most, text[at] &- UInt8(ascii: "0") <= 9 {
      number = number * 10 + Int(text[at] - UInt8(ascii: "0"))
      at += 1
    }
    return at - start >= least ? number : nil
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  private static func month(_ text: [UInt8], _ at: inout Int) -> Int? {
    guard at + 3 <= text.count else { return nil }
    let name = Array(text[at..<at + 3]).text.lowercased()
    guard let place = months.firstIndex(of: name) else { return nil }
    at += 3
    return place + 1
  }

  private func takeHalf(_ text: [UInt8], _ at: inout Int, _ clock: inout Clock) -> Bool {
    guard at + 2 <= text.count else { return false }
    switch Array(text[at..<at + 2]).text.lowercased() {
    case "am": clock.isAfternoon = false
    case "pm": clock.isAfternoon = true
    default: return false
    }
    at += 2
    return true
  }

  private func takeOffset(_ text: [UInt8], _ at: inout Int, _ parts: inout Parts) -> Bool {
    guard at < text.count else { return false }
    if text[at] == UInt8(ascii: "Z") {
      at += 1
      parts.ahead = 0
      return true
    }
    guard let ahead = FixedOffset.read(Array(text[at...].prefix(6))) else { return false }
    at += 6
    parts.ahead = ahead
    return true
  }
}
