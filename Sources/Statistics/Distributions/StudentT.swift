/// Student's t distribution. Degrees of freedom need not be whole.
package enum StudentT {
  /// The probability of a value beyond t.
  package static func upperTail(_ t: Double, degreesOfFreedom: Double) -> Double {
    let half = beta(abs(t), degreesOfFreedom).lower / 2
    return t < 0 ? 1 - half : half
  }

  /// The probability of a value up to t.
  package static func cumulative(_ t: Double, degreesOfFreedom: Double) -> Double {
    upperTail(-t, degreesOfFreedom: degreesOfFreedom)
  }

  /// The probability of a value as far from 0 as t or farther.
  package static func twoSided(_ t: Double, degreesOfFreedom: Double) -> Double {
    min(1, 2 * upperTail(abs(t), degreesOfFreedom: degreesOfFreedom))
  }

  /// The t up to which the probability is `p`, for 0 < `p` < 1. Its square has to be a double,
  /// which leaves out `p` below 1e-150 where there is one degree of freedom.
  package static func quantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    precondition(p > 0 && p < 1, "a quantile is asked for a probability between 0 and 1")
    if p == 0.5 { return 0 }
    let distance = TailInverse.solve(
      min(p, 1 - p), from: abs(Normal.quantile(p)), falls: true
    ) { t in
      let beta = beta(t, degreesOfFreedom)
      return (beta.lower / 2, beta.kernel)
    }
    return p < 0.5 ? -distance : distance
  }

  /// How many standard errors limits of a level lie to each side: 2.571 for 0.95 and ν = 5.
  package static func factor(level: Double, degreesOfFreedom: Double) -> Double {
    precondition(level > 0 && level < 1, "a level is between 0 and 1")
    return quantile(0.5 + level / 2, degreesOfFreedom: degreesOfFreedom)
  }

  /// I_x(ν / 2, 1 / 2) at x = ν / (ν + t²), which is the probability of both tails (Abramowitz and
  /// Stegun 26.7.1). Its kernel is t times the density.
  private static func beta(_ t: Double, _ degreesOfFreedom: Double) -> IncompleteBeta {
    precondition(degreesOfFreedom > 0 && t.isFinite, "t is finite, its degrees of freedom positive")
    // Written so that a huge t has a square, and a small x all its digits.
    let scaled = t / degreesOfFreedom.squareRoot()
    let x = scaled < 1 ? 1 / (1 + scaled * scaled) : 1 / scaled / (scaled + 1 / scaled)
    let y = scaled < 1 ? scaled * scaled * x : scaled / (scaled + 1 / scaled)
    return IncompleteBeta(degreesOfFreedom / 2, 0.5, x: x, y: y)
  }
}
