import Bytes

/// Times as a log has them and as FHIR's `dateTime` has them: nearly the same, RFC 3339.
///
/// FHIR allows any number of decimals and offsets up to 14:00, and dates without a time of day; a log
/// none or three decimals, any offset, and no date alone.
package enum FHIRTime {
  /// A log's time as a `dateTime`: as written, where FHIR allows its offset, else in UTC.
  package static func dateTime(_ time: String) -> String {
    guard let offset = offset(time), abs(offset) > 14 * 60 else { return time }
    return Instant(time)?.text ?? time
  }

  /// The `dateTime` so many milliseconds later, with the same offset, and decimals only where they
  /// are needed; `nil` beyond the year 9999.
  package static func dateTime(_ time: String, later milliseconds: Int64) -> String? {
    let start = dateTime(time)
    guard let instant = Instant(start), let offset = offset(start) else { return nil }
    let (end, overflow) = instant.milliseconds.addingReportingOverflow(milliseconds)
    let local = end + Int64(offset) * 60_000
    guard !overflow, Instant.years.contains(end), Instant.years.contains(local) else { return nil }
    // As if it were UTC; the offset takes the place of the Z.
    var text = String(Instant(milliseconds: local).text.dropLast())
    if text.hasSuffix(".000"), !start.contains(".") { text = String(text.dropLast(4)) }
    return text + zone(start)
  }

  /// The offset of a time in minutes; `nil` where it has none.
  private static func offset(_ time: String) -> Int? {
    let zone = zone(time)
    if zone == "Z" { return 0 }
    guard zone.utf8.count == 6, let hours = Int(zone.dropFirst().prefix(2)),
      let minutes = Int(zone.suffix(2))
    else { return nil }
    return (zone.hasPrefix("-") ? -1 : 1) * (hours * 60 + minutes)
  }

  private static func zone(_ time: String) -> String {
    time.hasSuffix("Z") ? "Z" : String(time.suffix(6))
  }

  /// What a `dateTime` says.
  package enum Reading: Equatable, Sendable {
    /// A point in time, as a log takes it.
    case time(String)
    /// A day without a time of day, `2026-01-05`.
    case day(String)
    /// A month or a year: too little to place an event.
    case coarse(String)
    /// No `dateTime` at all.
    case wrong(String)
  }

  /// Reads a `dateTime`, `date` or `instant`. More than three decimals of a second are cut off.
  package static func read(_ text: String) -> Reading {
    if Instant(text) != nil { return .time(text) }
    let isYear = text.utf8.count == 4 && Instant(text + "-01-01T00:00:00Z") != nil
    let isMonth = text.utf8.count == 7 && Instant(text + "-01T00:00:00Z") != nil
    if isYear || isMonth { return .coarse(text) }
    if text.utf8.count == 10, Instant(text + "T00:00:00Z") != nil { return .day(text) }
    guard let point = text.firstIndex(of: ".") else { return .wrong(text) }
    let behind = text[text.index(after: point)...]
    let decimals = behind.prefix { $0.isASCII && $0.isNumber }
    guard !decimals.isEmpty else { return .wrong(text) }
    let three = String((decimals + "00").prefix(3))
    let time = text[..<point] + "." + three + behind.dropFirst(decimals.count)
    return Instant(String(time)) == nil ? .wrong(text) : .time(String(time))
  }
}
