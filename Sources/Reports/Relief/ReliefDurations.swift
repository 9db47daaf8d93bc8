import Projections
import Statistics

/// How long relief lasted as single numbers, in days from t0: medians and restricted means, as they
/// may be shown.
///
/// Where counts are rounded, days are whole: lower ends are rounded down and upper ends up, so that an
/// interval holds what it held before; a number without ends goes to the nearest day.
struct ReliefDurations: Sendable {
  /// A mean up to a horizon.
  struct Mean: Sendable {
    let days: Double
    let low: Double
    let high: Double
  }

  /// The median of the Turnbull estimate lies after this.
  let medianAfter: Double
  /// And at this or before; `nil`: beyond all that was seen.
  let medianThrough: Double?
  /// Restricted means of the Turnbull estimate, at least and at most.
  let means: [Mean]
  /// The median of the Kaplan-Meier estimate; `nil`: not reached.
  let kaplanMeierMedian: Double?
  let kaplanMeierLower: Double?
  let kaplanMeierUpper: Double?
  /// Restricted means of the Kaplan-Meier estimate, by horizon.
  let kaplanMeierMeans: [(days: Double, mean: Double, isBeyondFollowUp: Bool)]

  init(_ estimates: ReliefEstimates, isWhole: Bool) {
    func down(_ days: Double) -> Double { isWhole ? days.rounded(.down) : days }
    func up(_ days: Double) -> Double { isWhole ? days.rounded(.up) : days }
    func near(_ days: Double) -> Double { isWhole ? days.rounded() : days }
    let median = estimates.turnbull.median
    medianAfter = down(median.after)
    medianThrough = median.through.map(up)
    means = ReliefEstimates.horizons.map { days in
      let mean = estimates.turnbull.restrictedMean(to: days)
      return Mean(days: days, low: down(mean.low), high: up(mean.high))
    }
    let quantile = estimates.kaplanMeier.quantile(0.5)
    kaplanMeierMedian = quantile.time.map(near)
    kaplanMeierLower = quantile.lower.map(down)
    kaplanMeierUpper = quantile.upper.map(up)
    kaplanMeierMeans = ReliefEstimates.horizons.map { days in
      let mean = estimates.kaplanMeier.restrictedMean(to: days)
      return (days, near(mean.mean), mean.isBeyondFollowUp)
    }
  }
}
