/// Who is in a relief figure and who is not, and why: the head of every table.
public struct ReliefFlow: Equatable, Sendable {
  /// Subjects with an effective event.
  public internal(set) var subjects = 0
  /// Those with a treatment that courses are built from.
  public internal(set) var withTreatment = 0
  /// Courses, treatments or episodes.
  public internal(set) var units = 0
  /// Without a threshold.
  public internal(set) var noThreshold = 0
  /// Without a baseline.
  public internal(set) var noBaseline = 0
  /// Of those without a baseline, the ones whose subject has no rating on the instrument at all.
  package var noBaselineUnrated = 0
  /// With a baseline too good to improve from.
  public internal(set) var lowBaseline = 0
  /// Without a rating, follow-up being too short.
  public internal(set) var noRatingNotYet = 0
  /// Without a rating in time.
  public internal(set) var noRatingMissed = 0
  /// Not in relief at the first rating.
  public internal(set) var notInRelief = 0
  /// Of those not in relief at first, the ones with a later rating in relief.
  public internal(set) var notInReliefLate = 0
  /// Relief was lost, confirmed.
  public internal(set) var lost = 0
  /// Censored: a failing rating follows.
  public internal(set) var censoredUnconfirmed = 0
  /// Censored by the next treatment.
  public internal(set) var censoredRetreated = 0
  /// Censored by an exit.
  public internal(set) var censoredExit = 0
  /// Censored at the last event.
  public internal(set) var censoredEndOfFollowUp = 0

  init() {}

  /// Without a rating within 7 d after t0.
  public var noRating: Int { noRatingNotYet + noRatingMissed }
  /// In relief, and no confirmed loss was seen.
  public var censored: Int {
    censoredUnconfirmed + censoredRetreated + censoredExit + censoredEndOfFollowUp
  }
  /// Units that say something about the duration of relief.
  public var analysed: Int { lost + censored }

  /// Counts a unit.
  mutating func count(_ unit: ReliefUnit) {
    units += 1
    switch (unit.status, unit.reason) {
    case (.noThreshold, _): noThreshold += 1
    case (.noBaseline, _):
      noBaseline += 1
      if unit.isUnrated { noBaselineUnrated += 1 }
    case (.lowBaseline, _): lowBaseline += 1
    case (.noRating, .notYet): noRatingNotYet += 1
    case (.noRating, _): noRatingMissed += 1
    case (.notInRelief, _):
      notInRelief += 1
      if unit.late { notInReliefLate += 1 }
    case (.lost, _): lost += 1
    case (.censored, .unconfirmed): censoredUnconfirmed += 1
    case (.censored, .retreated): censoredRetreated += 1
    case (.censored, .exit): censoredExit += 1
    case (.censored, _): censoredEndOfFollowUp += 1
    }
  }

  /// Adds the counts of other subjects.
  mutating func add(_ other: ReliefFlow) {
    subjects += other.subjects
    withTreatment += other.withTreatment
    units += other.units
    noThreshold += other.noThreshold
    noBaseline += other.noBaseline
    noBaselineUnrated += other.noBaselineUnrated
    lowBaseline += other.lowBaseline
    noRatingNotYet += other.noRatingNotYet
    noRatingMissed += other.noRatingMissed
    notInRelief += other.notInRelief
    notInReliefLate += other.notInReliefLate
    lost += other.lost
    censoredUnconfirmed += other.censoredUnconfirmed
    censoredRetreated += other.censoredRetreated
    censoredExit += other.censoredExit
    censoredEndOfFollowUp += other.censoredEndOfFollowUp
  }
}
