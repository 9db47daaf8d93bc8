/// Welch's t test of two independent samples whose variances may differ.
///
/// B. L. Welch, "The generalization of Student's problem when several different population
/// variances are involved", Biometrika 34 (1947). With e = sd² / n of each sample:
/// t = (mean₁ - mean₂) / √(e₁ + e₂), ν = (e₁ + e₂)² / (e₁² / (n₁ - 1) + e₂² / (n₂ - 1)).
public struct WelchT: Equatable, Sendable {
  /// The mean of the first less that of the second; `nil` where one is empty.
  public let difference: Double?
  /// t; `nil` where a sample has fewer than two values or neither varies.
  public let t: Double?
  /// Welch's degrees of freedom; `nil` without a t.
  public let degreesOfFreedom: Double?
  /// The two-sided p; `nil` without a t.
  public let p: Double?
  /// The limits of the difference; `nil` without a t.
  public let limits: Limits?

  /// The test of two samples.
  public init(_ first: [Double], _ second: [Double], level: Double = 0.95) {
    let (one, two) = (Moments(first, level: level), Moments(second, level: level))
    guard let mean1 = one.mean, let mean2 = two.mean else {
      (difference, t, degreesOfFreedom, p, limits) = (nil, nil, nil, nil, nil)
      return
    }
    let difference = mean1 - mean2
    self.difference = difference
    guard let e1 = one.squaredError, let e2 = two.squaredError, e1 + e2 > 0 else {
      (t, degreesOfFreedom, p, limits) = (nil, nil, nil, nil)
      return
    }
    // The parts of the sum, so that a tiny variance has a square.
    let (part1, part2) = (e1 / (e1 + e2), e2 / (e1 + e2))
    let freedom =
      1 / (part1 * part1 / Double(one.n - 1) + part2 * part2 / Double(two.n - 1))
    let error = (e1 + e2).squareRoot()
    let half = StudentT.factor(level: level, degreesOfFreedom: freedom) * error
    t = difference / error
    degreesOfFreedom = freedom
    p = StudentT.twoSided(difference / error, degreesOfFreedom: freedom)
    limits = Limits(lower: difference - half, upper: difference + half)
  }
}
