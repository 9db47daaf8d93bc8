import Glibc

/// The standard normal distribution.
enum Normal {
  /// The value that a share `p` of the distribution lies below, for 0 < p < 1.
  ///
  /// Newton's steps on the error function, from the middle outwards, where it is convex.
  static func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1)
    guard p <= 0.5 else { return -quantile(1 - p) }
    var x = p > 0.25 ? 0 : -(-2 * log(p)).squareRoot()
    for _ in 0..<60 {
      let excess = p > 0.25 ? (0.5 - p) + erf(x / 2.squareRoot()) / 2 : tail(-x) - p
      let step = excess / (exp(-x * x / 2) / (2 * Double.pi).squareRoot())
      // Halley's correction for the curvature of the distribution.
      let next = x - step / (1 + x * step / 2)
      if abs(next - x) <= 1e-16 * abs(x) { return next }
      x = next
    }
    return x
  }

  /// The share above `x`.
  static func tail(_ x: Double) -> Double { erfc(x / 2.squareRoot()) / 2 }
}

/// The chi-square distribution.
enum ChiSquare {
  /// The probability of `x` or more, by the finite sums for whole degrees of freedom
  /// (Abramowitz and Stegun, 26.4.4 and 26.4.5).
  static func upperTail(_ x: Double, degreesOfFreedom: Double) -> Double {
    let degrees = Int(degreesOfFreedom)
    precondition(degrees > 0 && Double(degrees) == degreesOfFreedom)
    guard x > 0 else { return 1 }
    let half = x / 2
    let isOdd = degrees % 2 == 1
    var sum = isOdd ? erfc(half.squareRoot()) : 0
    // The terms are e^-h h^j / gamma(j + 1), j whole or a half and a whole.
    var position = isOdd ? 0.5 : 0
    while position < Double(degrees) / 2 {
      sum += exp(position * log(half) - half - lgamma(position + 1))
      position += 1
    }
    return min(1, sum)
  }
}
