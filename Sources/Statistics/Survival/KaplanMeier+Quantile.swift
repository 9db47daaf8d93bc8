import Glibc

extension KaplanMeier {
  /// A quantile of the time to the event, with its limits.
  public struct Quantile: Equatable, Sendable {
    /// The first time at which S is at most 1 - p; `nil` where it is not reached.
    public let time: Double?
    /// The first time at which the lower limit of S is at most 1 - p.
    public let lower: Double?
    /// The first time at which the upper limit of S is at most 1 - p.
    public let upper: Double?
  }

  /// The time by which a share `p` has had the event.
  ///
  /// Where S is 1 - p over an interval, that is the interval's start. The limits are those of
  /// Brookmeyer and Crowley (1982) on the log-log scale; times at which S has no limits do not
  /// count for them. All three are `nil` unless 0 < p < 1.
  public func quantile(_ p: Double) -> Quantile {
    guard p > 0, p < 1 else { return Quantile(time: nil, lower: nil, upper: nil) }
    // S is the nearest double to the exact fraction; 1 - p is off by less than this.
    let goal = 1 - p + 2 * Double.ulpOfOne
    let reached = steps.boundary { $0.survival <= goal }
    let within = steps.boundary { $0.survival < 1 }..<steps.boundary { $0.survival <= 0 }
    return Quantile(
      time: reached < steps.count ? steps[reached].time : nil,
      lower: firstTime(within, limit: 1, atMost: 1 - p + Self.slack),
      upper: firstTime(within, limit: -1, atMost: 1 - p + Self.slack))
  }

  /// Of a limit, which is computed with logarithms, against 1 - p.
  private static let slack = 1e-12

  /// The cumulative hazard that belongs to a limit of S: the lower limit for `sign` 1, the upper
  /// one for -1.
  ///
  /// exp(-exp(log(-log S) ± z sqrt(g) / |log S|)) is exp(-x) with x = |log S| exp(± z sqrt(g) /
  /// |log S|).
  func hazard(_ step: Step, sign: Double) -> Double {
    hazard(-log(step.survival), -log(step.survival), step.greenwood, sign)
  }

  private func hazard(
    _ hazard: Double, _ divisor: Double, _ greenwood: Double, _ sign: Double
  ) -> Double {
    hazard * exp(sign * deviate * greenwood.squareRoot() / divisor)
  }

  /// The first time in a range of steps at which a limit of S is at most `goal`.
  ///
  /// The lower limit need not fall from time to time, so every step counts. But S falls and
  /// Greenwood's sum grows, which bounds the limit over a range: where the bound stays above the
  /// goal the whole range does, and is passed over. So of a million steps a few hundred are
  /// looked at.
  private func firstTime(_ range: Range<Int>, limit sign: Double, atMost goal: Double) -> Double? {
    guard let first = range.first, let last = range.last else { return nil }
    if range.count <= 4 {
      return range.first { exp(-hazard(steps[$0], sign: sign)) <= goal }.map { steps[$0].time }
    }
    let most = -log(steps[last].survival)
    let bound =
      sign > 0
      ? hazard(most, -log(steps[first].survival), steps[last].greenwood, sign)
      : hazard(most, most, steps[first].greenwood, sign)
    if exp(-bound * (1 + 1e-9)) > goal { return nil }
    let middle = range.lowerBound + range.count / 2
    return firstTime(range.lowerBound..<middle, limit: sign, atMost: goal)
      ?? firstTime(middle..<range.upperBound, limit: sign, atMost: goal)
  }
}
