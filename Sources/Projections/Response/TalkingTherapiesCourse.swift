/// A course as NHS Talking Therapies counts it: PHQ-9 beside one anxiety measure, first and last.
///
/// Source: `docs/spec/definitions.md`, section 7.
public struct TalkingTherapiesCourse: Sendable {
  /// A measure's first and last score.
  public struct Pair: Sendable {
    /// The measure.
    public var instrument: String
    /// The last eligible score before the course.
    public var first: ReliefUnit.RatingReference
    /// The last eligible score after the course's first start and before the next course.
    public var last: ReliefUnit.RatingReference
  }

  /// What became of a case.
  public struct Outcome: Equatable, Sendable {
    /// Whether either measure was that of a case at the start.
    public var isCaseAtStart: Bool
    /// Whether neither measure is that of a case at the end; `nil` where not a case at the start.
    public var recovery: Bool?
    /// Whether a measure is reliably better and none reliably worse.
    public var reliableImprovement: Bool
    /// Whether a measure is reliably worse and none reliably better.
    public var reliableDeterioration: Bool
    /// Recovery with reliable improvement; `nil` where not a case at the start.
    public var reliableRecovery: Bool? { recovery.map { $0 && reliableImprovement } }
  }

  /// The subject, as shown.
  public var subject: String
  /// The number of the course, from 1.
  public var course: Int
  /// Treatments in it.
  public var treatments: Int
  /// PHQ-9; `nil` without both scores.
  public var depression: Pair?
  /// The anxiety measure of the first indication, else GAD-7; `nil` without both scores.
  public var anxiety: Pair?
  /// `nil` where one of the measures is not paired.
  public var outcome: Outcome?
}

/// Courses by what NHS Talking Therapies makes of them.
public struct TalkingTherapiesCounts: Equatable, Sendable {
  /// Courses.
  public internal(set) var courses = 0
  /// Courses with both measures, first and last.
  public internal(set) var paired = 0
  /// The others.
  public var unpaired: Int { courses - paired }
  /// Of the paired: a case at the start, the denominator of recovery.
  public internal(set) var caseAtStart = 0
  /// Of those: no case at the end.
  public internal(set) var recovery = 0
  /// Of those: reliably improved too.
  public internal(set) var reliableRecovery = 0
  /// Of the paired: reliably better.
  public internal(set) var reliableImprovement = 0
  /// Of the paired: reliably worse.
  public internal(set) var reliableDeterioration = 0

  init() {}

  mutating func count(_ row: TalkingTherapiesCourse) {
    courses += 1
    guard let outcome = row.outcome else { return }
    paired += 1
    if outcome.isCaseAtStart { caseAtStart += 1 }
    if outcome.recovery == true { recovery += 1 }
    if outcome.reliableRecovery == true { reliableRecovery += 1 }
    if outcome.reliableImprovement { reliableImprovement += 1 }
    if outcome.reliableDeterioration { reliableDeterioration += 1 }
  }
}
