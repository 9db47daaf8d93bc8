package import Bytes

/// What a calendar and a clock on the wall show, without a zone.
package struct LocalTime: Equatable, Sendable {
  package var year: Int
  package var month: Int
  package var day: Int
  /// Milliseconds since midnight.
  package var ofDay: Int

  package init(year: Int, month: Int, day: Int, ofDay: Int) {
    self.year = year
    self.month = month
    self.day = day
    self.ofDay = ofDay
  }

  /// The instant at which clocks that many seconds ahead of UTC show it; `nil` where no calendar does.
  package func instant(ahead: Int) -> Instant? {
    Instant(year: year, month: month, day: day, ofDay: ofDay, ahead: ahead)
  }
}

/// A time as an event carries it: an instant, and how far the clocks on the wall were ahead of UTC.
package struct EventTime: Equatable, Sendable {
  package let instant: Instant
  /// Seconds.
  package let ahead: Int

  package init(_ instant: Instant, ahead: Int) {
    self.instant = instant
    self.ahead = ahead
  }

  /// RFC 3339: `2026-01-05T10:00:00-05:00`, `Z` for UTC; milliseconds only where there are some.
  ///
  /// Before there were zones, clocks differed from UTC by seconds too, which RFC 3339 can't write: such
  /// a time is written in UTC.
  package var text: [UInt8] {
    let shown = ahead % 60 == 0 && abs(ahead) < 86_400 ? ahead : 0
    let local = Instant(milliseconds: instant.milliseconds + Int64(shown) * 1000)
    guard Instant.years.contains(local.milliseconds) else { return Array(instant.text.utf8) }
    var bytes: [UInt8] = []
    local.append(to: &bytes)
    bytes.removeLast()
    if bytes.suffix(4).elementsEqual(".000".utf8) { bytes.removeLast(4) }
    guard shown != 0 else { return bytes + [UInt8(ascii: "Z")] }
    bytes.append(shown < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    let minutes = abs(shown) / 60
    for (number, sign) in [(minutes / 60, UInt8(ascii: ":")), (minutes % 60, 0)] {
      bytes.append(UInt8(ascii: "0") + UInt8(number / 10))
      bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
      if sign != 0 { bytes.append(sign) }
    }
    return bytes
  }
}
