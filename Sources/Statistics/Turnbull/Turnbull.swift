/// The nonparametric maximum likelihood estimate of survival from interval-censored observations
/// (Turnbull 1976).
///
/// An observation says that an event came in (L, R]: after L and no later than R; that it came at
/// exactly L where both are equal; or that it had not come by L where R is `nil`. The estimate is
/// the maximum itself: its mass lies on innermost intervals, and how it is spread inside one of them
/// is not determined, so there survival has two bounds.
public struct Turnbull: Sendable {
  /// An interval from a left end to the next right end with no end in between.
  public struct Innermost: Equatable, Sendable {
    /// The event comes after this, or at it where it is a point.
    public let left: Double
    /// The event comes no later than this; `nil` where it may come at any time later.
    public let right: Double?
    /// Whether it is an exact time, both ends being equal.
    public let isPoint: Bool
    /// The probability that the event comes in it; maybe 0.
    public let mass: Double
    /// The probability that the event comes after it.
    public let survivalAfter: Double
  }

  /// All innermost intervals in order, those without mass too.
  public let innermost: [Innermost]
  /// The log-likelihood: the sum over the observations of the logarithm of the mass they cover.
  public let logLikelihood: Double
  /// The largest derivative of the log-likelihood by a mass, over the number of observations, less 1.
  /// No other masses have a log-likelihood that is higher by more than this times that number.
  public let gap: Double

  /// The estimate; `nil` where there is no row, the counts differ, or a row is not an interval: a
  /// left end that is not finite, a right end before it or one that is not a number.
  ///
  /// - Parameters:
  ///   - left: for each observation L.
  ///   - right: for each observation R; `nil`: never seen to come.
  public init?(left: [Double], right: [Double?]) {
    guard let intervals = InnermostIntervals(left: left, right: right) else { return nil }
    let likelihood = MaximumSearch(intervals.runs).likelihood
    let masses = likelihood.masses
    var innermost: [Innermost] = []
    innermost.reserveCapacity(masses.count)
    var after = TwofoldSum()
    for index in masses.indices.reversed() {
      let (isPoint, end) = (intervals.isPoint[index], intervals.right[index])
      innermost.append(
        Innermost(
          left: isPoint ? end : intervals.left[index], right: end.isFinite ? end : nil,
          isPoint: isPoint, mass: masses[index], survivalAfter: min(1, after.value)))
      after.add(masses[index])
    }
    self.innermost = innermost.reversed()
    logLikelihood = likelihood.logarithm
    gap = likelihood.gap
  }

  /// The bounds of the probability that the event comes after a time. They differ where the time is
  /// inside an innermost interval with mass: low, if all of it is at its left end; high, at its right.
  public func survival(at time: Double) -> (atLow: Double, atHigh: Double) {
    let begun = innermost.prefix { $0.isPoint ? $0.left <= time : $0.left < time }
    let over = begun.prefix { interval in interval.right.map { $0 <= time } ?? false }
    return (begun.last?.survivalAfter ?? 1, over.last?.survivalAfter ?? 1)
  }

  /// The first innermost interval after which survival is at most 1/2, with a slack of 1e-9;
  /// `through` is `nil` where that is beyond all that was seen.
  public var median: (after: Double, through: Double?) {
    let slack = 1e-9
    let half = innermost.first { $0.survivalAfter <= 0.5 + slack } ?? innermost[innermost.count - 1]
    return (half.left, half.right)
  }

  /// The bounds of the mean time to the event where times beyond `tau` count as `tau`: with all
  /// masses at the left ends of their intervals, and with all of them at the right ends.
  public func restrictedMean(to tau: Double) -> (low: Double, high: Double) {
    var (low, high) = (TwofoldSum(), TwofoldSum())
    for interval in innermost {
      low.add(interval.mass * min(tau, interval.left))
      high.add(interval.mass * min(tau, interval.right ?? tau))
    }
    return (low.value, high.value)
  }
}
