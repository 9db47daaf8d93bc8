import Glibc

/// The two parts of a Poisson or binomial probability that are lost when large logarithms are
/// subtracted: the error of Stirling's formula, and the deviance.
///
/// C. Loader, "Fast and accurate computation of binomial probabilities" (2000). Written with them
/// a probability of 1e-50 has as many good digits as one of 0.5.
enum SaddlePoint {
  /// log Γ(n + 1) less Stirling's n log n - n + log(2πn) / 2, for n > 0.
  ///
  /// The asymptotic series is good from 16 on. Below that, steps of one lead there: the error at
  /// n is that at n + 1 and (n + 1/2) log(1 + 1/n) - 1.
  static func stirlingError(_ n: Double) -> Double {
    var error = 0.0
    var at = n
    while at < 16 {
      error += (at + 0.5) * log1p(1 / at) - 1
      at += 1
    }
    let square = 1 / (at * at)
    let series =
      1 / 12.0 - square
      * (1 / 360.0 - square * (1 / 1260.0 - square * (1 / 1680.0 - square / 1188)))
    return error + series / at
  }

  /// x log(x / mean) + mean - x, which is never negative.
  static func deviance(_ x: Double, mean: Double) -> Double {
    let difference = x - mean
    guard abs(difference) < 0.1 * (x + mean) else { return x * log(x / mean) - difference }
    // Near the mean the terms cancel; this is their series.
    let ratio = difference / (x + mean)
    var sum = difference * ratio
    var term = 2 * x * ratio
    var odd = 3.0
    while true {
      term *= ratio * ratio
      let next = sum + term / odd
      if next == sum { return sum }
      sum = next
      odd += 2
    }
  }

  /// mean^x exp(-mean) / Γ(x + 1), for x > 0 and mean > 0.
  static func poisson(_ x: Double, mean: Double) -> Double {
    exp(-stirlingError(x) - deviance(x, mean: mean)) / (2 * Double.pi * x).squareRoot()
  }

  /// Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) x^a y^b, for a, b, x and y > 0 and x + y = 1.
  static func binomial(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    let n = a + b
    let exponent =
      stirlingError(n) - stirlingError(a) - stirlingError(b)
      - deviance(a, mean: n * x) - deviance(b, mean: n * y)
    return exp(exponent) * (n / (2 * Double.pi * a * b)).squareRoot()
  }
}
