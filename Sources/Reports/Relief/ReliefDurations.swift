import Projections
import Statistics

/// How long relief lasted as single numbers, in days from t0: medians and restricted means, as they
/// may be shown.
///
/// Every one of them is a time of one person, or made of such times. Under a rule days are whole: lower
/// ends are rounded down and others up, so that an interval holds what it held before; and one that is
/// reached only where fewer than the least number are at risk is not there, as if it were not reached.
package struct ReliefDurations: Sendable {
  /// A mean up to a horizon.
  struct Mean: Sendable {
    let days: Double
    /// `nil`: kept back.
    let low: Double?
    /// `nil`: kept back.
    let high: Double?
  }

  /// The restricted mean of the Kaplan-Meier estimate up to a horizon.
  struct LaterMean: Sendable {
    let days: Double
    /// `nil`: kept back.
    let mean: Double?
    /// Whether the last S was carried on; `nil`: kept back, since it tells when the last one left.
    let isBeyondFollowUp: Bool?
  }

  /// The median of the Turnbull estimate lies after this; `nil`: kept back.
  package let medianAfter: Double?
  /// And at this or before; `nil`: beyond all that was seen, or kept back.
  package let medianThrough: Double?
  /// Restricted means of the Turnbull estimate, at least and at most.
  let means: [Mean]
  /// The median of the Kaplan-Meier estimate; `nil`: not reached.
  package let kaplanMeierMedian: Double?
  /// Its lower 95 % limit; `nil`: not reached.
  package let kaplanMeierLower: Double?
  /// Its upper 95 % limit; `nil`: not reached.
  package let kaplanMeierUpper: Double?
  /// Restricted means of the Kaplan-Meier estimate, by horizon.
  let kaplanMeierMeans: [LaterMean]
  /// The least number that must be at risk; `nil`: none.
  private let minimum: Int?

  /// - Parameter rule: by which is shown; `nil`: everything is.
  init(_ estimates: ReliefEstimates, _ rule: ReleaseRule? = nil) {
    let curve = estimates.kaplanMeier
    let minimum = rule?.minimum
    func isBacked(_ days: Double) -> Bool {
      minimum.map { curve.at(days).atRisk >= $0 } ?? true
    }
    func down(_ days: Double) -> Double { minimum == nil ? days : days.rounded(.down) }
    func up(_ days: Double) -> Double { minimum == nil ? days : days.rounded(.up) }
    func reached(_ days: Double?) -> Double? { days.flatMap { isBacked(up($0)) ? $0 : nil } }
    let median = estimates.turnbull.median
    let through = reached(median.through).map(up)
    medianThrough = through
    medianAfter = minimum == nil || through != nil ? down(median.after) : nil
    means = ReliefEstimates.horizons.map { days in
      guard isBacked(days) else { return Mean(days: days, low: nil, high: nil) }
      let mean = estimates.turnbull.restrictedMean(to: days)
      return Mean(days: days, low: down(mean.low), high: up(mean.high))
    }
    let quantile = curve.quantile(0.5)
    kaplanMeierMedian = reached(quantile.time).map(up)
    kaplanMeierLower = reached(quantile.lower).map(down)
    kaplanMeierUpper = reached(quantile.upper).map(up)
    kaplanMeierMeans = ReliefEstimates.horizons.map { days in
      guard isBacked(days) else {
        return LaterMean(days: days, mean: nil, isBeyondFollowUp: nil)
      }
      let mean = curve.restrictedMean(to: days)
      return LaterMean(
        days: days, mean: minimum == nil ? mean.mean : mean.mean.rounded(),
        isBeyondFollowUp: mean.isBeyondFollowUp)
    }
    self.minimum = minimum
  }

  /// What is said of a time that is not there: `not reached`, under a rule `not reached while 5 or more
  /// are at risk`, which holds whether it is reached later or never.
  package var absence: String {
    "not reached" + (minimum.map { " while \($0) or more are at risk" } ?? "")
  }
}
