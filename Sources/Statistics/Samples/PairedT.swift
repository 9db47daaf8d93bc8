/// The paired t test of a change, with Student's t limits of its mean.
///
/// "Student", "The probable error of a mean", Biometrika 6 (1908): t = mean √n / sd of the changes
/// after - before, n - 1 degrees of freedom, two-sided p.
public struct PairedT: Equatable, Sendable {
  /// The number of pairs.
  public let n: Int
  /// The mean of after - before; `nil` without pairs.
  public let meanDifference: Double?
  /// The standard deviation of the changes over n - 1; `nil` of fewer than two pairs.
  public let sdDifference: Double?
  /// t; `nil` where the SD is 0 or there is none.
  public let t: Double?
  /// n - 1; `nil` of fewer than two pairs.
  public let degreesOfFreedom: Double?
  /// The two-sided p; `nil` without a t.
  public let p: Double?
  /// The limits of the mean change; `nil` without a t.
  public let limits: Limits?

  /// The test of pairs: the n-th of `before` belongs to the n-th of `after`.
  public init(before: [Double], after: [Double], level: Double = 0.95) {
    precondition(before.count == after.count, "each before has its after")
    let changes = Moments(zip(before, after).map { $1 - $0 }, level: level)
    n = changes.n
    meanDifference = changes.mean
    sdDifference = changes.sd
    limits = changes.limits
    degreesOfFreedom = n > 1 ? Double(n - 1) : nil
    guard let mean = changes.mean, let sd = changes.sd, sd > 0 else {
      (t, p) = (nil, nil)
      return
    }
    let t = mean / (sd / Double(n).squareRoot())
    self.t = t
    p = StudentT.twoSided(t, degreesOfFreedom: Double(n - 1))
  }
}
