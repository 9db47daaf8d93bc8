import Bytes

/// What clocks on the wall showed, and what becomes of times that they showed never or twice.
struct ZoneRule: Sendable {
  /// How far ahead of UTC.
  enum Clocks: Sendable { case fixed(Int), region(ZoneRules) }
  /// Of a time that clocks were put forward over.
  enum Skipped: String, CaseIterable, Sendable { case reject, after }
  /// Of a time that clocks showed twice.
  enum Doubled: String, CaseIterable, Sendable { case reject, first, second }

  let clocks: Clocks
  let name: String
  var skipped = Skipped.reject
  var doubled = Doubled.reject
  /// Whether the mapping names it.
  var isStated = true

  /// Seconds ahead of UTC at an instant.
  func ahead(at instant: Instant) -> Int {
    switch clocks {
    case .fixed(let ahead): ahead
    case .region(let rules): rules.ahead(at: instant)
    }
  }

  /// The instant at which clocks showed a time.
  func time(_ local: LocalTime, _ column: Int) throws(CellFault) -> EventTime {
    let found: [EventTime]
    switch clocks {
    case .fixed(let ahead):
      guard let instant = local.instant(ahead: ahead) else {
        throw CellFault(column, "lies outside the years 1 to 9999 in UTC", remedy: "mend the cell")
      }
      found = [EventTime(instant, ahead: ahead)]
    case .region(let rules): found = rules.instants(local)
    }
    switch (found.count, skipped, doubled) {
    case (1, _, _), (2, _, .first): return found[0]
    case (2, _, .second): return found[1]
    case (2, _, .reject):
      throw CellFault(
        column, "was shown twice by the clocks of \(name), which were put back then",
        remedy:
          "write it with its offset, or say in the mapping's zone which is meant: \"doubled\": \"first\""
      )
    case (0, .after, _):
      // As if clocks had not been put forward: 02:30 is 30 minutes behind 02:00, when they showed 03:00.
      if let early = local.instant(ahead: 0) {
        let before = ahead(at: Instant(milliseconds: early.milliseconds - Instant.day))
        if let instant = local.instant(ahead: before) {
          return EventTime(instant, ahead: ahead(at: instant))
        }
      }
      fallthrough
    default:
      throw CellFault(
        column, "is a time that the clocks of \(name) never showed: they were put forward over it",
        remedy: "mend it, or say \"skipped\": \"after\" in the mapping's zone")
    }
  }
}
