public import Bytes
package import Events

/// How long relief lasted after one course, treatment or episode: an interval, never a point.
///
/// Source of all members: `docs/spec/definitions.md`, section 6, and `vectors/outcomes/README.md`.
public struct ReliefUnit: Sendable {
  /// What came out, in the order in which it is tested (`docs/spec/definitions.md`, section 6).
  public enum Status: String, CaseIterable, Sendable {
    /// The set has no threshold for instrument and criterion.
    case noThreshold = "no-threshold"
    /// No eligible rating in the days before the first treatment.
    case noBaseline = "no-baseline"
    /// Not a case at baseline, or nothing left to improve.
    case lowBaseline = "low-baseline"
    /// No rating within 7 d after t0.
    case noRating = "no-rating"
    /// The first rating after t0 is not in relief.
    case notInRelief = "not-in-relief"
    /// Relief was lost, confirmed: it lasted between two known times.
    case lost
    /// No confirmed loss was seen: relief lasted longer than a known time.
    case censored
  }

  /// Why there is no rating, or why the loss of relief was not seen.
  public enum Reason: String, CaseIterable, Sendable {
    /// Follow-up ends before 7 d after t0.
    case notYet = "not-yet"
    /// Nobody rated in time.
    case missed
    /// A failing rating follows, which nothing confirms.
    case unconfirmed
    /// The next treatment came.
    case retreated
    /// An exit ended follow-up.
    case exit
    /// The last event ended follow-up.
    case endOfFollowUp = "end-of-follow-up"
  }

  /// What ends the window.
  public enum WindowEnd: String, Sendable {
    /// The start of the next treatment of either kind.
    case treatment
    /// An exit event.
    case exit
    /// The last effective event.
    case lastEvent = "last-event"
  }

  /// A rating that a figure rests on.
  public struct RatingReference: Equatable, Sendable {
    /// Its line.
    public var seq: Int
    /// When it was taken.
    public var time: Instant
    /// Its total, in points.
    public var total: Int
  }

  /// When relief set in: after A, by B at the latest, both from the unit's start.
  public struct Onset: Equatable, Sendable {
    /// Days from the start to the rating before; 0 where the start itself is meant.
    public var afterDays: Double
    /// Days from the start to the first rating in relief; `nil` where there is none.
    public var byDays: Double?
    /// The line of the rating before; `nil` where the start is meant.
    public var afterSeq: Int?
    /// The line of the first rating in relief.
    public var bySeq: Int?
  }

  /// The subject, as shown.
  public var subject: String
  /// The number of the course or treatment, from 1; an episode is 1.
  public var unit: Int
  /// The course that it is or lies in.
  public var course: Int
  /// The index instrument.
  public var instrument: String
  /// Treatments in the unit.
  public var treatments: Int
  /// Start of its first treatment.
  public var start: Instant
  /// End of its last treatment: what durations are counted from.
  public var t0: Instant
  /// Start of the next treatment of either kind, else the end of follow-up.
  public var windowEnd: Instant
  /// What ends the window.
  public var windowEndsBy: WindowEnd
  /// The rating that the others are held against.
  public var baseline: RatingReference?
  /// Where it belongs by `--by`; `nil` where nothing is grouped.
  public var stratum: Stratum?
  /// What came out.
  public var status: Status
  /// Why, where there is something to say.
  public var reason: Reason?
  /// Not in relief at the first rating, but at a later one.
  public var late = false
  /// Without a baseline, since the subject has no rating on the instrument at all.
  package var isUnrated = false
  /// q: the first rating after t0.
  public var entry: RatingReference?
  /// L: the last rating in relief before the loss, or of all.
  public var lastInRelief: RatingReference?
  /// R: the first rating of the confirmed loss.
  public var lost: RatingReference?
  /// The two ratings of the lost run that confirm it.
  public var confirmedBy: (first: Int, second: Int)?
  /// When relief set in; `nil` where it cannot be asked.
  public var onset: Onset?
  /// The phase of its first treatment.
  package var phase: Phase?
  /// Eligible ratings after t0 and before W.
  package var ratings = 0

  /// Days from t0 to a rating.
  public func days(to rating: RatingReference?) -> Double? {
    rating.map { elapsedDays(from: t0, to: $0.time) }
  }

  /// q, in days from t0.
  public var entryDays: Double? { days(to: entry) }
  /// L, in days from t0: relief lasted longer than this.
  public var lowerDays: Double? { days(to: lastInRelief) }
  /// R, in days from t0: relief was lost by then.
  public var upperDays: Double? { days(to: lost) }
}

/// Elapsed days of exactly 86,400 s between two instants.
package func elapsedDays(from start: Instant, to end: Instant) -> Double {
  Double(end.milliseconds - start.milliseconds) / Double(Instant.day)
}
