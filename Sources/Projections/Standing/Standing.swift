package import Bytes
import Definitions
import Events
import Histories

/// Where one person stands, as of an instant: `standing.v1`. It describes; it recommends nothing.
///
/// Everything is said of courses, whatever unit relief is asked for, and of the whole person,
/// whatever `--where` leaves of their units. Source: `docs/decisions/0035`.
package struct Standing: Sendable {
  /// Whether the person is in relief at the last rating, tested in this order.
  package enum State: String, CaseIterable, Sendable {
    /// No treatment.
    case untreated
    /// Treatments, and none that courses are built from.
    case noCourse = "no-course"
    /// The set has no threshold for instrument and criterion.
    case noThreshold = "no-threshold"
    /// The last course has no baseline.
    case noBaseline = "no-baseline"
    /// The last course has a baseline from which nothing can improve.
    case lowBaseline = "low-baseline"
    /// A treatment of the other kind followed on the last course.
    case otherTreatment = "other-treatment"
    /// No rating that counts since the last course ended.
    case unrated
    case inRelief = "in-relief"
    case notInRelief = "not-in-relief"
  }

  /// As of when.
  package let vantage: Vantage
  package let state: State
  /// The index instrument.
  package let instrument: String
  /// The last rating on it that counts, wherever it lies; `nil`: there is none.
  package let lastRating: ReliefUnit.RatingReference?
  /// How old that is, in days; `nil` where it is dated later than the instant.
  package let ageDays: Double?
  /// Events within follow-up that are dated later than the instant, and the last of these.
  package let later: (events: Int, last: Instant)?
  /// The drugs of treatments that courses are not built from, sorted.
  package let otherDrugs: [String]
  /// The last course and relief after it; `nil`: there is none.
  package let last: ReliefUnit?
  /// The courses before it, and relief after them, in order.
  package let earlier: [ReliefUnit]
  /// When the next treatment is due.
  package let treatment: TreatmentDue
  /// When a rating is due.
  package let rating: RatingDue

  /// Where a person stands.
  ///
  /// - Parameter vantage: of the log; see `Vantage.reaching`.
  package init(
    _ record: CaseRecord, _ plan: AnalysisPlan, shownAs name: String, at vantage: Vantage
  ) {
    let units = ReliefAlgorithm.units(of: record, plan.aboutCourses, shownAs: name)
    let followUp = record.history.followUp
    self.vantage = vantage.reaching(followUp)
    instrument = record.instrument
    let rating = record.eligible.last?.reference
    lastRating = rating
    let now = self.vantage.instant
    ageDays = rating.flatMap { $0.time > now ? nil : elapsedDays(from: $0.time, to: now) }
    let beyond = record.history.followed.count { $0.event.time > now }
    later = beyond > 0 ? (beyond, followUp.end) : nil
    let others = Set(record.treatments.filter { !$0.isChosen }.map(\.drug))
    otherDrugs = others.map(record.words.bytes).sorted(by: bytesPrecede).map(\.text)
    last = units.last
    earlier = Array(units.dropLast())
    state =
      units.isEmpty && !record.treatments.isEmpty
      ? .noCourse : Self.state(of: units.last, rating, record.yardstick, plan.criterion)
    treatment = TreatmentDue(record, asOf: now)
    self.rating = RatingDue(
      units.last, ended: followUp.exit != nil,
      within: plan.definitions.windows.firstRatingDays, asOf: now)
  }

  /// - Parameter rating: the last one; where it counts for the last course nothing came after that.
  private static func state(
    of unit: ReliefUnit?, _ rating: ReliefUnit.RatingReference?, _ yardstick: Yardstick?,
    _ criterion: Criterion
  ) -> State {
    guard let unit else { return .untreated }
    guard let yardstick, yardstick.decides(criterion) else { return .noThreshold }
    guard let baseline = unit.baseline else { return .noBaseline }
    guard !yardstick.isLow(baseline: baseline.total) else { return .lowBaseline }
    guard unit.windowEndsBy != .treatment else { return .otherTreatment }
    guard let rating, unit.ratings > 0 else { return .unrated }
    return yardstick.isRelief(rating.total, baseline: baseline.total, criterion)
      ? .inRelief : .notInRelief
  }
}

extension AnalysisPlan {
  /// The same question about all courses of whomever it is asked.
  var aboutCourses: AnalysisPlan {
    var plan = self
    plan.unit = .course
    plan.selection = nil
    plan.strata = nil
    plan.stratum = nil
    return plan
  }
}
