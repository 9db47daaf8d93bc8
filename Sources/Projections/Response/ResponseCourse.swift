public import Bytes

/// What the named visits after one course showed (`docs/spec/definitions.md`, section 7).
public struct ResponseCourse: Sendable {
  /// Why a visit has no rating.
  public enum Unrated: String, CaseIterable, Sendable {
    /// The next treatment of either kind starts at or before the window's end.
    case retreated
    /// Follow-up ends before the window's end.
    case followUpTooShort = "follow-up-too-short"
    /// Nobody rated.
    case missed
  }

  /// One visit of the list, in its order.
  public struct Visit: Sendable {
    /// The eligible rating closest to the nominal day, the earlier of two; `nil`: unrated.
    public var rating: ReliefUnit.RatingReference?
    /// Why there is none; `nil` where rated.
    public var unrated: Unrated?
    /// Rating minus baseline, in points; `nil` where unrated or the baseline is not usable.
    public var change: Int?
    /// Whether the response percentage is reached; `nil` also without a threshold.
    public var response: Bool?
    /// Whether the total is within the remission cut-off; `nil` also without one.
    public var remission: Bool?
    /// 1 reliably improved, -1 reliably worse, 0 neither; `nil` also without a threshold.
    public var reliable: Int?
  }

  /// The subject, as shown.
  public var subject: String
  /// The number of the course, from 1.
  public var course: Int
  /// The index instrument.
  public var instrument: String
  /// Start of its last treatment: what visits are counted from.
  public var start: Instant
  /// The rating that the others are held against.
  public var baseline: ReliefUnit.RatingReference?
  /// Whether there is a baseline, and one that can be improved on.
  public var isUsable: Bool
  /// Eligible ratings after the start and before the next treatment that lie in no window.
  public var betweenVisits: Int
  /// One for each visit of the list.
  public var visits: [Visit]
}
