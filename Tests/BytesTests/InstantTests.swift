import Bytes
import Foundation
import TestSupport
import Testing

@Suite struct InstantTests {
  /// Milliseconds worked by hand: a day has 86,400,000, an hour 3,600,000.
  ///
  /// 2000-02-29 is day 11,016 (30 years of 365 days + 7 leap days + 31 + 28 = 11,016); 0001-01-01
  /// is day -719,162 (1969 years: 1969 × 365 + 492 - 19 + 4 = 719,162).
  static let accepted: [(text: String, milliseconds: Int64)] = [
    ("1970-01-01T00:00:00Z", 0),
    ("1970-01-01T00:00:00.001Z", 1),
    ("1969-12-31T23:59:59.999Z", -1),
    ("1970-01-01T01:00:00+01:00", 0),
    ("1969-12-31T18:30:00-05:30", 0),
    ("1970-01-01T00:00:00-00:00", 0),
    ("1970-01-01T00:00:00+00:00", 0),
    ("1970-01-01T23:59:00.250+23:59", 250),
    ("1970-01-02T00:00:00.000Z", 86_400_000),
    ("2000-02-29T00:00:00Z", 11_016 * 86_400_000),
    ("2024-02-29T12:00:00Z", 19_782 * 86_400_000 + 43_200_000),
    ("0001-01-01T00:00:00Z", -719_162 * 86_400_000),
    ("0001-01-01T01:00:00+01:00", -719_162 * 86_400_000),
    ("0001-01-01T00:00:00-01:00", -719_162 * 86_400_000 + 3_600_000),
    ("9999-12-31T23:59:59.999Z", 2_932_897 * 86_400_000 - 1),
    ("9999-12-31T23:59:59+01:00", 2_932_897 * 86_400_000 - 1000 - 3_600_000),
  ]

  static let refused: [String] = [
    "", "2026-01-05", "2026-01-05T10:00:00", "2026-01-05T10:00Z", "2026-01-05 10:00:00Z",
    "2026-01-05t10:00:00Z", "2026-01-05T10:00:00z", "2026-01-05T10:00:60Z",
    "2016-12-31T23:59:60Z", "2026-01-05T24:00:00Z", "2026-01-05T23:60:00Z",
    "2026-01-05T10:00:00.Z", "2026-01-05T10:00:00.1Z", "2026-01-05T10:00:00.12Z",
    "2026-01-05T10:00:00.1234Z", "2026-01-05T10:00:00,123Z", "2026-01-05T10:00:00.12aZ",
    "2026-01-05T10:00:00.123456789Z", "2026-01-05T10:00:00.123", "2026-01-05T10:00:00.1+01:00",
    "2026-00-05T10:00:00Z", "2026-13-05T10:00:00Z", "2026-01-00T10:00:00Z",
    "2026-01-32T10:00:00Z", "2026-02-30T10:00:00Z", "2026-02-29T10:00:00Z",
    "1900-02-29T10:00:00Z", "2100-02-29T10:00:00Z", "2026-04-31T10:00:00Z",
    "2026-06-31T10:00:00Z", "2026-09-31T10:00:00Z", "2026-11-31T10:00:00Z",
    "0000-01-01T00:00:00Z", "0000-12-31T23:59:59Z", "-001-01-01T00:00:00Z",
    "10000-01-01T00:00:00Z", "+2026-01-05T10:00:00Z", "26-01-05T10:00:00Z",
    "2026-1-05T10:00:00Z", "2026-01-5T10:00:00Z", "2026-01-05T1:00:00Z",
    "2026/01/05T10:00:00Z", "20260105T100000Z", "2026-01-05T10:00:00+0100",
    "2026-01-05T10:00:00+01", "2026-01-05T10:00:00+1:00", "2026-01-05T10:00:00+24:00",
    "2026-01-05T10:00:00+01:60", "2026-01-05T10:00:00+01:00Z", "2026-01-05T10:00:00Z+01:00",
    "2026-01-05T10:00:00 Z", " 2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z ",
    "2026-01-05T10:00:00ZZ", "2026-01-05T10:00:00\u{2212}01:00", "２026-01-05T10:00:00Z",
    "9999-12-31T23:59:59-01:00", "9999-12-31T23:00:00.000-00:60", "0001-01-01T00:59:59+01:00",
    "0001-01-01T00:00:00+00:01", "2026-01-05T10:00:00±01:00", "2026-W02-1T10:00:00Z",
  ]

  @Test(arguments: accepted)
  func `a time is read to the millisecond`(text: String, milliseconds: Int64) {
    #expect(Instant(text)?.milliseconds == milliseconds)
  }

  @Test(arguments: refused) func `other spellings are no time`(text: String) {
    #expect(Instant(text) == nil)
  }

  /// Several bytes are judged at once: every byte in every place, against one digit after another.
  @Test func `every byte counts in every place`() {
    for text in ["2026-01-05T10:00:00Z", "1999-12-28T20:38:49.123Z", "2024-06-15T11:22:33+05:45"] {
      let good = Array(text.utf8)
      for place in good.indices {
        for byte in UInt8.min...UInt8.max {
          var bytes = good
          bytes[place] = byte
          let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(good[place])
          // A byte of the same kind gives another time or none, as the tables above say.
          if isDigit && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { continue }
          let isSign = good[place] == UInt8(ascii: "+") && byte == UInt8(ascii: "-")
          let isTime = Instant(bytes.span, in: 0..<bytes.count) != nil
          if isTime != (byte == good[place] || isSign) {
            Issue.record("\(byte) in \(place) of \(text)")
          }
        }
      }
    }
  }

  @Test func `a time inside of other bytes is read from its range alone`() {
    let bytes = Array("92026-01-05T10:00:00Z9".utf8)
    #expect(Instant(bytes.span, in: 1..<21) == Instant("2026-01-05T10:00:00Z"))
    #expect(Instant(bytes.span, in: 0..<21) == nil)
    #expect(Instant(bytes.span, in: 1..<22) == nil)
    #expect(Instant(bytes.span, in: 1..<41) == nil, "a range past the end")
    let cut = Array("2026-01-05T10:00:00.123+01:0".utf8)
    for end in 20...cut.count {
      #expect(Instant(cut.span, in: 0..<end) == nil, "cut at \(end)")
    }
  }

  /// Counts days and months with nothing but the lengths of months, from 1 January of year 1.
  @Test func `every year's days are numbered without a gap`() {
    var day = -719_162
    for year in 1...9999 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      let name = String(10_000 + year).dropFirst()
      let leapDay = Instant("\(name)-02-29T00:00:00Z")
      #expect(leapDay?.milliseconds == (isLeap ? Int64(day + 59) * Instant.day : nil))
      // All days of some years, elsewhere a day of two months, another one each year.
      let isWhole = [1, 4, 100, 400, 1582, 1899, 1900, 1969, 1970, 2000, 2024, 9999].contains(year)
      for (month, length) in lengths.enumerated() {
        let isChosen = isWhole || month == year % 12 || month == 1
        let days = isWhole ? Array(1...length) : isChosen ? [year % length + 1] : []
        for date in days {
          let text = "\(name)-\(twoDigits(month + 1))-\(twoDigits(date))T00:00:00.000Z"
          let instant = Instant(milliseconds: Int64(day + date - 1) * Instant.day)
          #expect(instant.text == text)
          #expect(Instant(text) == instant, "\(text)")
        }
        day += length
      }
    }
    #expect(day == 2_932_897)
  }

  private func twoDigits(_ number: Int) -> String { String(String(100 + number).dropFirst()) }

  /// Foundation's calendar is the Julian one before October 1582: years from 1583 on.
  @Test func `agrees with Foundation on seeded instants`() throws {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let (low, high) = (-12_212_553_600_000, 253_402_300_799_999)
    var generator = SeededGenerator(seed: 3339)
    for round in 0..<10_000 {
      let milliseconds = low + generator.below(high - low + 1)
      let instant = Instant(milliseconds: Int64(milliseconds))
      let text = instant.text
      let date = try style.parse(text)
      let theirs = (date.timeIntervalSince1970 * 1000).rounded()
      #expect(Int(theirs) == milliseconds, "seed 3339, round \(round): \(text)")
      #expect(Instant(text) == instant, "seed 3339, round \(round): \(text)")
      #expect(instant.dayText == text.prefix(10))
      #expect(instant.year == Int(text.prefix(4)))
    }
  }

  @Test func `an offset moves the instant and nothing else`() {
    let noon = Int64(20_458) * Instant.day + 43_200_000
    for minutes in stride(from: -1439, through: 1439, by: 7) {
      let (hours, rest) = abs(minutes).quotientAndRemainder(dividingBy: 60)
      let sign = minutes < 0 ? "-" : "+"
      let text = "2026-01-05T12:00:00\(sign)\(twoDigits(hours)):\(twoDigits(rest))"
      #expect(Instant(text)?.milliseconds == noon - Int64(minutes) * 60_000, "\(text)")
    }
  }

  @Test func `instants are ordered by time`() {
    #expect(Instant("2026-01-05T10:00:00Z")! < Instant("2026-01-05T10:00:00.001Z")!)
    #expect(Instant("2026-01-05T10:00:00+02:00")! < Instant("2026-01-05T09:00:00Z")!)
    #expect(Instant("1969-12-31T23:59:59.999Z")! < Instant("1970-01-01T00:00:00Z")!)
    #expect(!(Instant("2026-01-05T10:00:00Z")! < Instant("2026-01-05T11:00:00+01:00")!))
  }
}
