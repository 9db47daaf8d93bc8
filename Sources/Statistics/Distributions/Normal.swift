import Glibc

/// The standard normal distribution.
package enum Normal {
  /// The probability of a value up to x.
  package static func cumulative(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  /// The probability of a value beyond x: good in the far tail, where 1 - `cumulative` is 0.
  package static func upperTail(_ x: Double) -> Double { cumulative(-x) }

  /// The probability of a value as far from 0 as x or farther.
  package static func twoSided(_ x: Double) -> Double { min(1, 2 * upperTail(abs(x))) }

  /// The x up to which the probability is `p`, for 0 < `p` < 1.
  ///
  /// M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution",
  /// Applied Statistics 37 (1988): PPND16, good to about 1 part in 10^16.
  package static func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1, "a quantile is asked for a probability between 0 and 1")
    let centred = p - 0.5
    if abs(centred) <= 0.425 {
      return centred * ratio(centre, at: 0.180625 - centred * centred)
    }
    let depth = (-log(min(p, 1 - p))).squareRoot()
    let distance = depth <= 5 ? ratio(tail, at: depth - 1.6) : ratio(farTail, at: depth - 5)
    return centred < 0 ? -distance : distance
  }

  /// How many standard errors limits of a level lie to each side: 1.96 for 0.95.
  package static func factor(level: Double) -> Double {
    precondition(level > 0 && level < 1, "a level is between 0 and 1")
    return quantile(0.5 + level / 2)
  }

  private typealias Fraction = (above: [Double], below: [Double])

  private static func ratio(_ fraction: Fraction, at x: Double) -> Double {
    // The coefficients stand from the highest power down.
    fraction.above.reduce(0) { $0 * x + $1 } / fraction.below.reduce(0) { $0 * x + $1 }
  }

  private static let centre: Fraction = (
    [
      2509.0809287301226727, 33430.575583588128105, 67265.770927008700853,
      45921.953931549871457, 13731.693765509461125, 1971.5909503065514427,
      133.14166789178437745, 3.387132872796366608,
    ],
    [
      5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
      5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1,
    ]
  )

  private static let tail: Fraction = (
    [
      7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
      1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055,
      4.6303378461565452959, 1.42343711074968357734,
    ],
    [
      1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
      0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494,
      2.05319162663775882187, 1,
    ]
  )

  private static let farTail: Fraction = (
    [
      2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
      0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358,
      5.4637849111641143699, 6.6579046435011037772,
    ],
    [
      2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
      7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531,
      0.59983220655588793769, 1,
    ]
  )
}
