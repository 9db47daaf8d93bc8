import Foundation
import Statistics
import TestSupport
import Testing

/// Laws that hold exactly, and closed forms.
@Suite struct DistributionTests {
  private func isClose(_ found: Double, _ wanted: Double, _ relative: Double = 1e-13) -> Bool {
    abs(found - wanted) <= relative * abs(wanted)
  }

  @Test func `the normal distribution is that of the tables`() {
    // Abramowitz and Stegun, table 26.1, and the far tail by mpmath with 50 digits.
    #expect(Normal.cumulative(0) == 0.5)
    #expect(isClose(Normal.cumulative(1), 0.8413447460685429))
    #expect(isClose(Normal.upperTail(6), 9.865876450376981e-10))
    #expect(isClose(Normal.upperTail(10), 7.619853024160526e-24))
    #expect(isClose(Normal.upperTail(37), 5.725571222524576e-300, 2e-13))
    #expect(isClose(Normal.quantile(0.975), 1.959963984540054))
    #expect(isClose(Normal.quantile(0.95), 1.6448536269514722))
    #expect(isClose(Normal.quantile(1e-20), -9.262340089798408))
    #expect(Normal.quantile(0.5) == 0)
  }

  @Test func `limits of 95% lie 1.96 standard errors to each side`() {
    #expect(isClose(Normal.factor(level: 0.95), 1.959963984540054))
    // Student's table: 12.706, 2.571 and 2.042 for 1, 5 and 30 degrees of freedom.
    #expect(abs(StudentT.factor(level: 0.95, degreesOfFreedom: 1) - 12.7062) < 1e-4)
    #expect(abs(StudentT.factor(level: 0.95, degreesOfFreedom: 5) - 2.57058) < 1e-5)
    #expect(abs(StudentT.factor(level: 0.95, degreesOfFreedom: 30) - 2.04227) < 1e-5)
  }

  @Test func `t with one, two and four degrees of freedom has closed forms`() {
    for t in [1e-9, 0.01, 0.3, 1, 2.5, 7, 40, 1e4, 1e8] {
      // ν = 1: atan(1 / t) / π.
      let one = atan(1 / t) / Double.pi
      #expect(isClose(StudentT.upperTail(t, degreesOfFreedom: 1), one), "t \(t)")
      // ν = 2: (1 - t / √(2 + t²)) / 2, that is 1 / (√(2 + t²) (√(2 + t²) + t)).
      let root = (2 + t * t).squareRoot()
      let two = 1 / (root * (root + t))
      #expect(isClose(StudentT.upperTail(t, degreesOfFreedom: 2), two), "t \(t)")
      // ν = 4: with s = t / √(4 + t²) it is (2 - 3 s + s³) / 4 = (1 - s)² (2 + s) / 4,
      // 1 - s = 4 / (√(4 + t²) (√(4 + t²) + t)).
      let wide = (4 + t * t).squareRoot()
      let rest = 4 / (wide * (wide + t))
      let four = rest * rest * (2 + t / wide) / 4
      #expect(isClose(StudentT.upperTail(t, degreesOfFreedom: 4), four), "t \(t)")
    }
  }

  @Test func `chi-square with an even number of degrees of freedom is a Poisson sum`() {
    // Q(m, h) = exp(-h) (1 + h + … + h^(m - 1) / (m - 1)!), h = x / 2.
    for m in [1, 2, 3, 6, 15, 40] {
      for x in [1e-6, 0.1, 1, 5, 20, 80, 300, 600] {
        let half = x / 2
        var (term, sum) = (exp(-half), 0.0)
        for k in 1...m {
          sum += term
          term *= half / Double(k)
        }
        let found = ChiSquare.upperTail(x, degreesOfFreedom: Double(2 * m))
        #expect(isClose(found, sum, 3e-13), "2 * \(m) degrees of freedom, \(x)")
      }
    }
  }

  @Test func `chi-square with one degree of freedom is a squared normal`() {
    for z in [0.001, 0.5, 1, 1.96, 4, 10, 30] {
      let found = ChiSquare.upperTail(z * z, degreesOfFreedom: 1)
      #expect(isClose(found, Normal.twoSided(z), 2e-13), "\(z)")
      let cumulative = ChiSquare.cumulative(z * z, degreesOfFreedom: 1)
      #expect(isClose(cumulative, erf(z / 2.0.squareRoot()), 2e-13), "\(z)")
    }
  }

  @Test func `the p of Cochran's Q of the BCG trials keeps its digits in the far tail`() {
    #expect(
      isClose(
        ChiSquare.upperTail(152.2330080823733, degreesOfFreedom: 12), 1.9967645908459738e-26,
        1e-12))
  }

  @Test func `the tails are one another's rest`() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<500 {
      let df = Double(1 + random.below(4000)) / 8
      let x = Double(random.below(1_000_000)) / 1_000_000 * 3 * df
      let sum =
        ChiSquare.cumulative(x, degreesOfFreedom: df)
        + ChiSquare.upperTail(x, degreesOfFreedom: df)
      #expect(abs(sum - 1) < 1e-15, "chi-square \(x), \(df)")
      let t = Double(random.below(2_000_001) - 1_000_000) / 100_000
      let both =
        StudentT.cumulative(t, degreesOfFreedom: df) + StudentT.upperTail(t, degreesOfFreedom: df)
      #expect(abs(both - 1) < 1e-15, "t \(t), \(df)")
    }
  }

  @Test func `a quantile has its probability below it`() {
    var random = SeededGenerator(seed: 12)
    for _ in 0..<500 {
      let df = Double(1 + random.below(4000)) / 8
      let p = Double(1 + random.below(999_999)) / 1_000_000
      let normal = Normal.cumulative(Normal.quantile(p))
      #expect(isClose(normal, p, 1e-14), "normal, \(p)")
      let t = StudentT.quantile(p, degreesOfFreedom: df)
      #expect(isClose(StudentT.cumulative(t, degreesOfFreedom: df), p, 1e-13), "t \(p), \(df)")
      let x = ChiSquare.quantile(p, degreesOfFreedom: df)
      #expect(
        isClose(ChiSquare.cumulative(x, degreesOfFreedom: df), p, 1e-13), "chi-square \(p), \(df)")
    }
  }

  @Test func `quantiles of tiny probabilities are found too`() {
    for exponent in stride(from: -300, through: -10, by: 10) {
      let p = pow(10, Double(exponent))
      #expect(isClose(Normal.cumulative(Normal.quantile(p)), p, 1e-12), "normal, \(p)")
      // ν = 1: -1 / tan(π p), which is -1 / (π p) here; its square has to be a double.
      let t = StudentT.quantile(p, degreesOfFreedom: 1)
      #expect(p < 1e-150 || isClose(t, -1 / (Double.pi * p), 1e-13), "t, \(p)")
      // ν = 2: -2 log(1 - p), which is 2 p here.
      #expect(isClose(ChiSquare.quantile(p, degreesOfFreedom: 2), 2 * p, 1e-9), "chi-square, \(p)")
    }
  }
}
