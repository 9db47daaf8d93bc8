/// Who is in a relief figure and who is not, and why: the head of every table.
package struct ReliefFlow: Equatable, Sendable {
  /// Subjects with an effective event.
  package var subjects = 0
  /// Those with a treatment that courses are built from.
  package var withTreatment = 0
  package var units = 0
  package var noThreshold = 0
  package var noBaseline = 0
  package var lowBaseline = 0
  package var noRatingNotYet = 0
  package var noRatingMissed = 0
  package var notInRelief = 0
  /// Of those not in relief at first, the ones with a later rating in relief.
  package var notInReliefLate = 0
  package var lost = 0
  package var censoredUnconfirmed = 0
  package var censoredRetreated = 0
  package var censoredExit = 0
  package var censoredEndOfFollowUp = 0

  package init() {}

  package var noRating: Int { noRatingNotYet + noRatingMissed }
  package var censored: Int {
    censoredUnconfirmed + censoredRetreated + censoredExit + censoredEndOfFollowUp
  }
  /// Units that say something about the duration of relief.
  package var analysed: Int { lost + censored }

  /// Counts a unit.
  package mutating func count(_ unit: ReliefUnit) {
    units += 1
    switch (unit.status, unit.reason) {
    case (.noThreshold, _): noThreshold += 1
    case (.noBaseline, _): noBaseline += 1
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
  package mutating func add(_ other: ReliefFlow) {
    subjects += other.subjects
    withTreatment += other.withTreatment
    units += other.units
    noThreshold += other.noThreshold
    noBaseline += other.noBaseline
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
