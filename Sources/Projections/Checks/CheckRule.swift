/// What can be odd about the data of a subject, worst first.
package enum CheckRule: String, CaseIterable, Sendable {
  // Left out of figures, or impossible.
  case doseWithoutInfusion = "dose-without-infusion"
  case duplicateLabel = "duplicate-label"
  case ratingPartial = "rating-partial"
  case ratingAfterDeath = "rating-after-death"
  // Probably a slip, and figures rest on it.
  case drugNameNotKnown = "drug-name-not-known"
  case infusionWithoutDose = "infusion-without-dose"
  case doseFarFromOrdered = "dose-far-from-ordered"
  case orderContradictsItself = "order-contradicts-itself"
  case dosePerKilogramOutOfRange = "dose-per-kg-out-of-range"
  case durationOutOfRange = "duration-out-of-range"
  case twoTreatmentsWithin20Hours = "two-treatments-within-20h"
  case weightStale = "weight-stale"
  case weightChanged = "weight-changed"
  case afterFollowUp = "after-follow-up"
  case timeAfterRecorded = "time-after-recorded"
  case adverseOnNothing = "adverse-on-nothing"
  case vitalOnNothing = "vital-on-nothing"
  case birthYearImplausible = "birth-year-implausible"
  case unknownInstrument = "unknown-instrument"
  case noRatingOnIndexInstrument = "no-rating-on-index-instrument"
  case noBaselineBeforeCourse = "no-baseline-before-course"
  case noRatingAfterTreatment = "no-rating-after-treatment"
  case raterChangedMidCourse = "rater-changed-mid-course"
  // Worth knowing.
  case identicalItems = "identical-items"
  case itemNotAssessed = "item-not-assessed"
  case baselineSeveral = "baseline-several"
  case weightMissing = "weight-missing"
  case minutesMissing = "minutes-missing"
  case totalWithoutItems = "total-without-items"
  case versionChanged = "version-changed"
  case versionMissing = "version-missing"
  case unknownType = "unknown-type"

  /// How much it matters.
  package enum Severity: String, CaseIterable, Comparable, Sendable {
    /// The log contradicts itself, or what was meant to count counts nowhere.
    case error
    /// Probably a slip that moves a figure.
    case warning
    /// Worth knowing when a figure surprises.
    case note

    /// Whether it matters less.
    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .error: 2
      case .warning: 1
      case .note: 0
      }
    }
  }

  /// How much it matters.
  package var severity: Severity {
    switch self {
    case .doseWithoutInfusion, .duplicateLabel, .ratingPartial, .ratingAfterDeath: .error
    case .identicalItems, .itemNotAssessed, .baselineSeveral, .weightMissing, .minutesMissing,
      .totalWithoutItems, .versionChanged, .versionMissing, .unknownType:
      .note
    default: .warning
    }
  }
}

extension CheckRule {
  /// Names of drugs that no rule objects to.
  package static let knownDrugs = CheckLimits.drugs
}

/// The lines of one subject that a rule objects to, and what it found there.
package struct CheckFinding: Equatable, Sendable {
  /// What is found: numbers and names, for a report to put into words.
  package enum Fact: Equatable, Sendable {
    /// Nothing but the rule itself.
    case none
    /// A session's label.
    case session([UInt8])
    /// An instrument, a type, a drug.
    case name([UInt8])
    /// A name that nobody knows, and one that may be meant.
    case unknown([UInt8], nearest: String?)
    /// Delivered and ordered, in mg; partial below nine tenths.
    case dose(given: Double, ordered: Double, isPartial: Bool)
    /// Two amounts that should be one, in mg.
    case amounts(Double, Double)
    /// A dose, in mg per kg.
    case perKilogram(Double)
    /// Two weights, in kg.
    case weights(from: Double, to: Double)
    /// A duration, in milliseconds.
    case duration(Int64)
    /// How many of something.
    case count(Int)
    /// A year.
    case year(Int)
    /// Instruments, where another one was expected.
    case instruments(expected: String, found: [String])
    /// One word and then another, on an instrument.
    case change(instrument: [UInt8], from: [UInt8], to: [UInt8])
  }

  /// What is odd.
  package var rule: CheckRule
  /// The subject, as shown.
  package var subject: String
  /// The lines, in the order in which they tell it.
  package var seqs: [Int]
  /// What was found.
  package var fact: Fact

  package init(rule: CheckRule, subject: String, seqs: [Int], fact: Fact) {
    self.rule = rule
    self.subject = subject
    self.seqs = seqs
    self.fact = fact
  }
}
