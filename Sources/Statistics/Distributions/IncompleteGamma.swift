/// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x).
///
/// DLMF 8.11.4 (series) below a + 1, DLMF 8.9.2 (continued fraction, by Lentz's method) above:
/// so the smaller of the two is mostly found without a subtraction. About the square root of `a`
/// times ten steps for large `a`.
struct IncompleteGamma {
  /// P(a, x): 0 at x = 0, rising to 1.
  let lower: Double
  /// Q(a, x): 1 at x = 0, falling to 0.
  let upper: Double
  /// x^a exp(-x) / Γ(a): x times the slope of `lower`.
  let kernel: Double

  /// Both functions, for `a` > 0 and `x` >= 0.
  init(_ a: Double, _ x: Double) {
    precondition(a > 0 && a.isFinite && x >= 0 && x.isFinite)
    guard x > 0 else {
      (lower, upper, kernel) = (0, 1, 0)
      return
    }
    let poisson = SaddlePoint.poisson(a, mean: x)
    kernel = poisson * a
    if x < a + 1 {
      lower = min(1, poisson * Self.series(a, x))
      upper = 1 - lower
    } else {
      upper = min(1, kernel * Self.fraction(a, x))
      lower = 1 - upper
    }
  }

  /// 1 + x / (a + 1) + x² / ((a + 1) (a + 2)) + …
  private static func series(_ a: Double, _ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    var divisor = a
    repeat {
      divisor += 1
      term *= x / divisor
      sum += term
    } while term > sum * 1e-17
    return sum
  }

  /// 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - …)))
  private static func fraction(_ a: Double, _ x: Double) -> Double {
    var denominator = x + 1 - a
    var above = 1 / ContinuedFraction.least
    var below = 1 / denominator
    var value = below
    var step = 1.0
    while true {
      let numerator = -step * (step - a)
      denominator += 2
      below = 1 / ContinuedFraction.kept(numerator * below + denominator)
      above = ContinuedFraction.kept(denominator + numerator / above)
      let factor = above * below
      value *= factor
      if abs(factor - 1) < ContinuedFraction.precision { return value }
      step += 1
    }
  }
}

/// What Lentz's method needs wherever it is used.
enum ContinuedFraction {
  /// Stands for 0 where a quotient would be infinite.
  static let least = 1e-300
  /// A factor that is no farther than this from 1 is the last.
  static let precision = 1e-15

  /// The number, or `least` where it is as good as 0.
  static func kept(_ number: Double) -> Double { abs(number) < least ? least : number }
}
