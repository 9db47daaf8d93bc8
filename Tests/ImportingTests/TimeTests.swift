import Bytes
import Testing

@testable import Importing

/// Dates and times of day as columns hold them, and the instants that they mean.
@Suite struct TimeTests {
  private func local(
    _ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0
  ) -> LocalTime {
    LocalTime(year: year, month: month, day: day, ofDay: (hour * 60 + minute) * 60_000)
  }

  @Test(
    arguments: [
      ("yyyy-MM-dd", "2026-01-05", 2026, 1, 5, nil), ("M/d/yyyy", "1/5/2026", 2026, 1, 5, nil),
      ("M/d/yyyy", "01/05/2026", 2026, 1, 5, nil), ("d.M.yyyy", "5.1.2026", 2026, 1, 5, nil),
      ("dd.MM.yyyy HH:mm", "05.01.2026 09:30", 2026, 1, 5, 34_200_000),
      ("d-MMM-yyyy", "5-Jan-2026", 2026, 1, 5, nil), ("M/d/yy", "1/5/26", 2026, 1, 5, nil),
      ("M/d/yyyy h:mm a", "1/5/2026 12:05 AM", 2026, 1, 5, 300_000),
      ("M/d/yyyy h:mm a", "1/5/2026 12:05 PM", 2026, 1, 5, 43_500_000),
      ("yyyy-MM-ddTHH:mm:ss.SSSXXX", "2026-01-05T09:30:00.250Z", 2026, 1, 5, 34_200_250),
      ("yyyyMMdd", "20260105", 2026, 1, 5, nil),
      ("'on' yyyy-MM-dd", "on 2024-02-29", 2024, 2, 29, nil),
    ] as [(String, String, Int, Int, Int, Int?)])
  func `a format reads what is written so`(
    pattern: String, text: String, year: Int, month: Int, day: Int, ofDay: Int?
  ) throws {
    let parts = try #require(TimeFormat(pattern)?.read(Array(text.utf8)))
    #expect([parts.year, parts.month, parts.day] == [year, month, day])
    #expect(parts.ofDay == ofDay)
  }

  @Test(arguments: [
    ("yyyy-MM-dd", "2026-1-5"), ("yyyy-MM-dd", "2026-02-29"), ("M/d/yyyy", "13/5/2026"),
    ("M/d/yyyy", "2026-01-05"), ("M/d/yyyy", "1/5/26"), ("HH:mm", "24:00"), ("HH:mm", "9:30"),
    ("h:mm a", "13:00 PM"), ("h:mm a", "0:30 AM"), ("yyyy-MM-dd", "2026-01-05 "),
    ("d-MMM-yyyy", "5-Foo-2026"), ("yyyy-MM-dd", ""),
  ])
  func `a format reads nothing else`(pattern: String, text: String) throws {
    #expect(try #require(TimeFormat(pattern)).read(Array(text.utf8)) == nil)
  }

  @Test(arguments: ["YYYY-MM-dd", "yyyy-MM-dd yyyy", "h:mm", "HH:mm a", "Q", "", "yyyyy", "'open"])
  func `a pattern that means nothing is none`(pattern: String) {
    #expect(TimeFormat(pattern) == nil)
  }

  @Test func `Excel counts from 1900 with a day too many, or from 1904`() {
    func read(_ text: String, _ system: Int) -> LocalTime? {
      ExcelDays.read(Array(text.utf8), system: system)
    }
    // 46027 days after 1899-12-30: 126 years of which 31 are leap years, and 6 days.
    #expect(read("46027", 1900) == local(2026, 1, 5))
    #expect(read("46027.3958333333", 1900) == local(2026, 1, 5, 9, 30))
    #expect(read("61", 1900) == local(1900, 3, 1))
    #expect(read("60", 1900) == nil)
    #expect(read("0", 1904) == local(1904, 1, 1))
    #expect(read("44565", 1904) == local(2026, 1, 5))
    #expect(read("46027.9999999", 1900) == local(2026, 1, 6))
    #expect(read("-1", 1904) == nil)
  }

  @Test func `clocks change in the second week of March and the first of November`() throws {
    let rule = try #require(RecurringRule(Array("EST5EDT,M3.2.0,M11.1.0".utf8)))
    func ahead(_ text: String) throws -> Int {
      rule.ahead(at: try #require(Instant(text)).milliseconds / 1000)
    }
    #expect(try ahead("2040-03-11T06:59:59Z") == -18_000)
    #expect(try ahead("2040-03-11T07:00:00Z") == -14_400)
    #expect(try ahead("2040-11-04T05:59:59Z") == -14_400)
    #expect(try ahead("2040-11-04T06:00:00Z") == -18_000)
  }

  @Test func `in the south summer lasts over the new year, and some change by half an hour`() throws
  {
    let sydney = try #require(RecurringRule(Array("AEST-10AEDT,M10.1.0,M4.1.0/3".utf8)))
    let howe = try #require(RecurringRule(Array("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0".utf8)))
    let january = try #require(Instant("2040-01-15T00:00:00Z")).milliseconds / 1000
    let july = try #require(Instant("2040-07-15T00:00:00Z")).milliseconds / 1000
    #expect([sydney.ahead(at: january), sydney.ahead(at: july)] == [39_600, 36_000])
    #expect([howe.ahead(at: january), howe.ahead(at: july)] == [39_600, 37_800])
    #expect(RecurringRule(Array("<-03>3".utf8))?.ahead(at: july) == -10_800)
    #expect(RecurringRule(Array("EST5EDT,M13.2.0,M11.1.0".utf8)) == nil)
  }

  /// A file with one change, from 1 h to 2 h ahead, and no rule behind it.
  private static let file: [UInt8] = {
    func number(_ value: Int64, _ count: Int) -> [UInt8] {
      (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> Int64($0 * 8)) }
    }
    let empty = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
    let none = empty + [UInt8](repeating: 0, count: 24)
    let counts = [0, 0, 0, 1, 2, 8].flatMap { number($0, 4) }
    return none + empty + counts + number(1_000_000_000, 8) + [1] + number(3600, 4) + [0, 0]
      + number(7200, 4) + [1, 4] + Array("AAA\u{0}BBB\u{0}".utf8) + [0x0A, 0x0A]
  }()

  @Test func `a zone file's changes are read, and times that were skipped have no instant`() throws
  {
    let zone = try #require(ZoneRules(Self.file))
    // 2001-09-09T01:46:40Z: clocks went from 02:46:40 to 03:46:40.
    #expect(zone.ahead(at: Instant(milliseconds: 999_999_999_999)) == 3600)
    #expect(zone.ahead(at: Instant(milliseconds: 1_000_000_000_000)) == 7200)
    #expect(zone.instants(local(2001, 9, 9, 3, 0)).isEmpty)
    #expect(
      zone.instants(local(2001, 9, 9, 2, 0)).map(\.instant.text) == ["2001-09-09T01:00:00.000Z"])
    #expect(ZoneRules(Array(Self.file.dropLast(3))) == nil)
    #expect(ZoneRules(Array("TZif".utf8)) == nil)
  }

  private static let folder = "/usr/share/zoneinfo/"

  @Test(
    .enabled(if: (try? SystemDisk().status(at: folder + "America/New_York")) != nil),
    arguments: [
      ("America/New_York", 2026, 1, 5, 10, 0, ["2026-01-05T10:00:00-05:00"]),
      ("America/New_York", 2026, 7, 5, 10, 0, ["2026-07-05T10:00:00-04:00"]),
      ("America/New_York", 2026, 3, 8, 2, 30, []),
      (
        "America/New_York", 2026, 11, 1, 1, 30,
        ["2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"]
      ),
      ("Europe/Berlin", 2050, 7, 1, 12, 0, ["2050-07-01T12:00:00+02:00"]),
      ("Asia/Kolkata", 2026, 1, 5, 10, 0, ["2026-01-05T10:00:00+05:30"]),
      ("Australia/Sydney", 2060, 1, 5, 10, 0, ["2060-01-05T10:00:00+11:00"]),
      ("America/New_York", 1880, 1, 5, 10, 0, ["1880-01-05T14:56:02Z"]),
    ] as [(String, Int, Int, Int, Int, Int, [String])])
  func `the system's zones give the instants`(
    zone: String, year: Int, month: Int, day: Int, hour: Int, minute: Int, wanted: [String]
  ) throws {
    let bytes = try SystemDisk().contents(of: Self.folder + zone)
    let rules = try #require(ZoneRules(bytes))
    let found = rules.instants(local(year, month, day, hour, minute)).map { $0.text.text }
    #expect(found == wanted)
  }

  @Test func `a time is written with its offset, UTC with Z`() throws {
    let instant = try #require(Instant("2026-01-05T10:00:00.250Z"))
    #expect(EventTime(instant, ahead: 0).text.text == "2026-01-05T10:00:00.250Z")
    #expect(EventTime(instant, ahead: -12_600).text.text == "2026-01-05T06:30:00.250-03:30")
    // An offset with seconds can't be written.
    #expect(EventTime(instant, ahead: -17_762).text.text == "2026-01-05T10:00:00.250Z")
  }
}
