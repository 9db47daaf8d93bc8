package import Bytes

/// How long relief lasted after one course, treatment or episode: an interval, never a point.
package struct ReliefUnit: Sendable {
  /// What came out, in the order in which it is tested (`spec/definitions.md`, section 6).
  package enum Status: String, CaseIterable, Sendable {
    case noThreshold = "no-threshold"
    case noBaseline = "no-baseline"
    case lowBaseline = "low-baseline"
    case noRating = "no-rating"
    case notInRelief = "not-in-relief"
    case lost
    case censored
  }

  /// Why there is no rating, or why the loss of relief was not seen.
  package enum Reason: String, CaseIterable, Sendable {
    case notYet = "not-yet"
    case missed
    case unconfirmed
    case retreated
    case exit
    case endOfFollowUp = "end-of-follow-up"
  }

  /// What ends the window.
  package enum WindowEnd: String, Sendable {
    case treatment, exit
    case lastEvent = "last-event"
  }

  /// A rating that a figure rests on.
  package struct RatingReference: Equatable, Sendable {
    /// Its line.
    package var seq: Int
    /// When it was taken.
    package var time: Instant
    /// Its total, in points.
    package var total: Int
  }

  /// When relief set in: after A, by B at the latest, both from the unit's start.
  package struct Onset: Equatable, Sendable {
    /// Days from the start to the rating before; 0 where the start itself is meant.
    package var afterDays: Double
    /// Days from the start to the first rating in relief; `nil` where there is none.
    package var byDays: Double?
    package var afterSeq: Int?
    package var bySeq: Int?
  }

  /// The subject, as shown.
  package var subject: String
  /// The number of the course or treatment, from 1; an episode is 1.
  package var unit: Int
  /// The course that it is or lies in.
  package var course: Int
  package var instrument: String
  /// Treatments in the unit.
  package var treatments: Int
  /// Start of its first treatment.
  package var start: Instant
  /// End of its last treatment: what durations are counted from.
  package var t0: Instant
  package var windowEnd: Instant
  package var windowEndsBy: WindowEnd
  package var baseline: RatingReference?
  package var status: Status
  package var reason: Reason?
  /// Not in relief at the first rating, but at a later one.
  package var late = false
  /// The first rating (q), the last in relief (L) and the first lost (R).
  package var entry: RatingReference?
  package var lastInRelief: RatingReference?
  package var lost: RatingReference?
  /// The two ratings of the lost run that confirm it.
  package var confirmedBy: (first: Int, second: Int)?
  package var onset: Onset?

  /// Days from t0 to a rating.
  package func days(to rating: RatingReference?) -> Double? {
    rating.map { elapsedDays(from: t0, to: $0.time) }
  }

  /// q, in days from t0.
  package var entryDays: Double? { days(to: entry) }
  /// L, in days from t0: relief lasted longer than this.
  package var lowerDays: Double? { days(to: lastInRelief) }
  /// R, in days from t0: relief was lost by then.
  package var upperDays: Double? { days(to: lost) }
}

/// Elapsed days of exactly 86,400 s between two instants.
package func elapsedDays(from start: Instant, to end: Instant) -> Double {
  Double(end.milliseconds - start.milliseconds) / Double(Instant.day)
}
