/// The chi-square distribution. Degrees of freedom need not be whole.
///
/// With ν degrees of freedom the probability up to x is P(ν / 2, x / 2) (Abramowitz and Stegun
/// 26.4.19).
package enum ChiSquare {
  /// The probability of a value beyond x: good in the far tail, 4e-52 as well as 0.04.
  package static func upperTail(_ x: Double, degreesOfFreedom: Double) -> Double {
    x <= 0 ? 1 : IncompleteGamma(degreesOfFreedom / 2, x / 2).upper
  }

  /// The probability of a value up to x.
  package static func cumulative(_ x: Double, degreesOfFreedom: Double) -> Double {
    x <= 0 ? 0 : IncompleteGamma(degreesOfFreedom / 2, x / 2).lower
  }

  /// The x up to which the probability is `p`, for 0 < `p` < 1.
  package static func quantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    precondition(p > 0 && p < 1, "a quantile is asked for a probability between 0 and 1")
    let falls = p > 0.5
    return TailInverse.solve(falls ? 1 - p : p, from: degreesOfFreedom, falls: falls) { x in
      let gamma = IncompleteGamma(degreesOfFreedom / 2, x / 2)
      return (falls ? gamma.upper : gamma.lower, gamma.kernel)
    }
  }
}
