/// The difference of two independent proportions, with limits made from their Wilson limits.
///
/// R. G. Newcombe, "Interval estimation for the difference between independent proportions",
/// Statistics in Medicine 17 (1998) 873, method 10, the hybrid score interval:
/// d - √((p₁ - l₁)² + (u₂ - p₂)²) to d + √((u₁ - p₁)² + (p₂ - l₂)²).
public struct ProportionDifference: Equatable, Sendable {
  /// The first less the second; `nil` where one of them is of nobody.
  public let difference: Double?
  /// Its limits, at the level of the proportions.
  public let limits: Limits?

  /// The difference of two proportions of the same level.
  public init(_ first: Proportion, _ second: Proportion) {
    precondition(first.level == second.level, "both have one level")
    guard let p1 = first.value, let p2 = second.value, let limits1 = first.limits,
      let limits2 = second.limits
    else {
      (difference, limits) = (nil, nil)
      return
    }
    let below = Self.length(p1 - limits1.lower, limits2.upper - p2)
    let above = Self.length(limits1.upper - p1, p2 - limits2.lower)
    difference = p1 - p2
    limits = Limits(lower: p1 - p2 - below, upper: p1 - p2 + above)
  }

  private static func length(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
}
