/// The regularised incomplete beta functions I_x(a, b) and I_y(b, a) = 1 - I_x(a, b), y = 1 - x.
///
/// DLMF 8.17.22, by Lentz's method, for the one whose continued fraction is quick.
struct IncompleteBeta {
  /// I_x(a, b): 0 at x = 0, rising to 1.
  let lower: Double
  /// 1 - I_x(a, b).
  let upper: Double
  /// x^a y^b / B(a, b): x y times the slope of `lower`.
  let kernel: Double

  /// Both functions, for `a` and `b` > 0. Of `x` and `y` = 1 - `x` the caller knows each to full
  /// precision; one of them found by a subtraction would cost the far tails their digits.
  init(_ a: Double, _ b: Double, x: Double, y: Double) {
    precondition(a > 0 && a.isFinite && b > 0 && b.isFinite && x >= 0 && y >= 0)
    guard x > 0 && y > 0 else {
      lower = x > 0 ? 1 : 0
      upper = 1 - lower
      kernel = 0
      return
    }
    kernel = SaddlePoint.binomial(a, b, x, y) * a * b / (a + b)
    if x < (a + 1) / (a + b + 2) {
      lower = min(1, kernel / a * Self.fraction(a, b, x))
      upper = 1 - lower
    } else {
      upper = min(1, kernel / b * Self.fraction(b, a, y))
      lower = 1 - upper
    }
  }

  private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    var above = 1.0
    var below = 1 / ContinuedFraction.kept(1 - (a + b) * x / (a + 1))
    var value = below
    var step = 1.0
    while true {
      let even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
      below = 1 / ContinuedFraction.kept(1 + even * below)
      above = ContinuedFraction.kept(1 + even / above)
      value *= above * below
      let odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
      below = 1 / ContinuedFraction.kept(1 + odd * below)
      above = ContinuedFraction.kept(1 + odd / above)
      let factor = above * below
      value *= factor
      if abs(factor - 1) < ContinuedFraction.precision { return value }
      step += 1
    }
  }
}
