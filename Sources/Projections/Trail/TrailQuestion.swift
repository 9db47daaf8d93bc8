package import Bytes
package import Histories

/// What is asked of a log's audit trail: which entries, and from when on one is late.
package struct TrailQuestion: Sendable {
  /// Hours of the day in UTC, half-open; `22-06` goes over midnight.
  package struct Hours: Equatable, Sendable {
    /// The first hour, 0 to 23.
    package let from: Int
    /// The hour that is no longer in it, 1 to 24.
    package let to: Int

    /// Hours that are neither none nor all; `nil` for everything else.
    package init?(from: Int, to: Int) {
      guard (0...23).contains(from), (1...24).contains(to), from != to, (from, to) != (0, 24)
      else { return nil }
      self.from = from
      self.to = to
    }

    /// Whether an hour of the day lies in it.
    package func contains(_ hour: Int) -> Bool {
      from < to ? from <= hour && hour < to : hour >= from || hour < to
    }

    /// `07-19`.
    package var text: String {
      [from, to].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-")
    }
  }

  /// Hours after which an entry is late, and by which one lies too far before another.
  package var lateHours = 24
  /// The hours in which entries are expected; `nil`: any.
  package var hours: Hours?
  /// Only what is written for this subject, or gives it an event; `nil`: all.
  package var subject: [UInt8]?
  /// Only lines of this type; `nil`: all.
  package var type: [UInt8]?
  /// Only what this actor entered, an empty one: what nobody is named for; `nil`: all.
  package var actor: [UInt8]?
  /// Only lines from here on; `nil`: all.
  package var since: Replay.AsOf?
  /// Only what is said to have happened by then; `nil`: all.
  package var until: Instant?
  /// Whether counts are enough.
  package var isSummary = false

  package init() {}

  /// The threshold in milliseconds.
  package var late: Int64 { Int64(lateHours) * 3_600_000 }

  /// The hour of the day in UTC, 0 to 23.
  package static func hour(of instant: Instant) -> Int {
    Int(rest(instant.milliseconds, Instant.day) / 3_600_000)
  }

  /// Whether an instant lies on a Saturday or Sunday in UTC.
  package static func isWeekend(_ instant: Instant) -> Bool {
    // 1970-01-01 was a Thursday: two days on it is Saturday.
    rest(instant.milliseconds + 5 * Instant.day, 7 * Instant.day) < 2 * Instant.day
  }

  private static func rest(_ number: Int64, _ divisor: Int64) -> Int64 {
    let rest = number % divisor
    return rest < 0 ? rest + divisor : rest
  }
}
