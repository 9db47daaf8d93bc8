/// The spans of time that the definitions use.
public struct Windows: Equatable, Sendable {
  /// A baseline lies at most so many days before the treatment.
  public var baselineDays = 14
  /// A new course begins where more than so many days lie between two starts.
  public var courseGapDays = 14
  /// Treatments up to so many days after the start of their course can be induction.
  public var inductionDays = 28
  /// A later course is an induction where it begins more than so many days after the last start.
  public var newInductionAfterDays = 60
  /// Ratings up to so many minutes after the end of a treatment say nothing about relief.
  public var periMinutes = 60
  /// The first rating must come within so many days after t0.
  public var firstRatingDays = 7
  /// Two failing ratings confirm a loss where they lie at least so many days apart …
  public var confirmFromDays = 1
  /// … and at most so many.
  public var confirmThroughDays = 21
  /// Why somebody was treated again is asked of a rating at most so many days before.
  public var beforeRetreatmentDays = 7

  /// The windows of `docs/spec/definitions.md`.
  public init() {}

  /// The names that a definitions file may give, with the values that they stand for.
  static let names: [(name: String, path: any WritableKeyPath<Windows, Int> & Sendable)] = [
    ("baselineDays", \.baselineDays), ("courseGapDays", \.courseGapDays),
    ("inductionDays", \.inductionDays), ("newInductionAfterDays", \.newInductionAfterDays),
    ("periMinutes", \.periMinutes), ("firstRatingDays", \.firstRatingDays),
    ("confirmFromDays", \.confirmFromDays), ("confirmThroughDays", \.confirmThroughDays),
    ("beforeRetreatmentDays", \.beforeRetreatmentDays),
  ]
}
