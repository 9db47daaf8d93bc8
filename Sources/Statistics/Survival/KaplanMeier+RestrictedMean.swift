extension KaplanMeier {
  /// The mean of the time to the event, where it is cut off at tau.
  public struct RestrictedMean: Equatable, Sendable {
    /// The time at which times are cut off.
    public let tau: Double
    /// The area under S from 0 to tau.
    public let mean: Double
    /// Its standard error; `nil` where nobody was ever at risk.
    public let standardError: Double?
    /// Whether tau is beyond the last time while S is not 0 there: the last S is carried on, so
    /// part of the area is no observation.
    public let isBeyondFollowUp: Bool
  }

  /// The area under S from 0 to `tau`; 0 for a `tau` before 0.
  ///
  /// Its variance is the sum of A(s)² d / (n (n - d)) over event times s <= tau, A(s) the area from
  /// s to tau (Klein and Moeschberger, section 4.5), without a factor for small samples. Where
  /// n = d the area after s is 0, and so is the term.
  public func restrictedMean(to tau: Double) -> RestrictedMean {
    precondition(tau.isFinite)
    let tau = max(tau, 0)
    var area = 0.0
    var variance = 0.0
    var end = tau
    for step in steps[..<steps.boundary { $0.time > tau }].reversed() {
      area += step.survival * (end - max(step.time, 0))
      end = max(step.time, 0)
      let left = step.atRisk - step.events
      if step.events > 0, left > 0 {
        variance += area * area * Double(step.events) / (Double(step.atRisk) * Double(left))
      }
    }
    return RestrictedMean(
      tau: tau, mean: area + end,
      standardError: steps.isEmpty ? nil : variance.squareRoot(),
      isBeyondFollowUp: steps.last.map { tau > $0.time && $0.survival > 0 } ?? (tau > 0))
  }
}
