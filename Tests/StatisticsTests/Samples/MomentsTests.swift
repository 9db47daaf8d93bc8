import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct MomentsTests {
  @Test func `eight values, also far from 0`() throws {
    // Mean 40/8 = 5; squares 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, SD √(32/7).
    let values = [2.0, 4, 4, 4, 5, 5, 7, 9]
    for offset in [0, 1e9, -4_503_599_627_370_496] {
      let moments = Moments(values.map { $0 + offset })
      #expect(moments.mean == 5 + offset)
      #expect(try abs(#require(moments.sd) - (32 / 7.0).squareRoot()) < 1e-15)
    }
  }

  @Test func `equal values have an SD of exactly 0, and no limits`() {
    for value in [0.1, 1 / 3.0, 28, 1e15 + 0.3] {
      for n in 2...20 {
        let moments = Moments(Array(repeating: value, count: n))
        #expect(moments.mean == value)
        #expect(moments.sd == 0)
        #expect(moments.limits == nil)
      }
    }
  }

  @Test func `one value has a mean and no SD, none has nothing`() {
    let one = Moments([4])
    #expect(one.n == 1 && one.mean == 4 && one.sd == nil && one.limits == nil)
    let none = Moments([])
    #expect(none.n == 0 && none.mean == nil && none.sd == nil && none.limits == nil)
  }

  @Test func `two pairs`() throws {
    // Changes -8, -4: mean -6, SD √8, t = -6 / (√8 / √2) = -3. With one degree of freedom
    // p = 2 atan(1/3) / π, limits -6 ± 2 tan(0.475 π).
    let test = PairedT(before: [20, 18], after: [12, 14])
    #expect(test.meanDifference == -6)
    #expect(test.degreesOfFreedom == 1)
    #expect(try abs(#require(test.t) + 3) < 1e-14)
    #expect(try abs(#require(test.p) - 2 * atan(1 / 3.0) / Double.pi) < 1e-14)
    let half = 2 * tan(0.475 * Double.pi)
    #expect(try abs(#require(test.limits).lower - (-6 - half)) < 1e-12)
    #expect(try abs(#require(test.limits).upper - (-6 + half)) < 1e-12)
  }

  @Test func `changes that are all the same have no t`() {
    let test = PairedT(before: [20, 18, 22], after: [15, 13, 17])
    #expect(test.meanDifference == -5 && test.sdDifference == 0 && test.degreesOfFreedom == 2)
    #expect(test.t == nil && test.p == nil && test.limits == nil)
    let empty = PairedT(before: [], after: [])
    #expect(empty.n == 0 && empty.meanDifference == nil && empty.degreesOfFreedom == nil)
  }

  @Test func `a t test says no where its limits hold 0`() throws {
    var random = SeededGenerator(seed: 71)
    for _ in 0..<300 {
      let n = 2 + random.below(20)
      let before = (0..<n).map { _ in Double(random.below(30)) }
      let after = (0..<n).map { _ in Double(random.below(26)) }
      let test = PairedT(before: before, after: after)
      guard let p = test.p, let limits = test.limits else { continue }
      #expect((p > 0.05) == (limits.lower < 0 && limits.upper > 0), "\(before) \(after)")
      let turned = PairedT(before: after, after: before)
      #expect(try abs(#require(turned.p) - p) <= 1e-12 * p, "\(before) \(after), seed 71")
    }
  }

  @Test func `two groups of two`() throws {
    // Means 1 and 5; variances 2 and 8, over 2: 1 and 4. t = -4 / √5;
    // ν = 25 / (1 + 16) = 25/17.
    let test = WelchT([0, 2], [3, 7])
    #expect(test.difference == -4)
    #expect(try abs(#require(test.t) + 4 / 5.0.squareRoot()) < 1e-15)
    #expect(try abs(#require(test.degreesOfFreedom) - 25 / 17.0) < 1e-14)
  }

  @Test func `with equal sizes and variances Welch's test is Student's`() throws {
    // Variances 1 and 1, n = 3: ν = 4, t = -2 / √(2/3) = -√6. For ν = 4 with s = t / √(4 + t²)
    // p = (1 - s)² (2 + s) / 2, s = √(6/10).
    let test = WelchT([1, 2, 3], [3, 4, 5])
    let s = 0.6.squareRoot()
    #expect(try abs(#require(test.degreesOfFreedom) - 4) < 1e-14)
    #expect(try abs(#require(test.p) - (1 - s) * (1 - s) * (2 + s) / 2) < 1e-14)
  }

  @Test func `groups that do not vary or are too small have no t`() {
    #expect(WelchT([1, 1], [2, 2, 2]).t == nil)
    #expect(WelchT([1, 1], [2, 2, 2]).difference == -1)
    #expect(WelchT([1], [2, 3]).limits == nil)
    #expect(WelchT([], [2, 3]).difference == nil)
    // One that varies is enough: e = 0 and 1/4 · 2, ν = n₂ - 1.
    #expect(WelchT([1, 1, 1], [2, 3]).degreesOfFreedom == 1)
  }
}

extension MomentsTests {
  /// 86 / 50 = 1.72: the sum is a whole number, so that one division rounds.
  @Test func `the mean of whole numbers is the double nearest to it`() {
    let values = [Double](repeating: 2, count: 36) + [Double](repeating: 1, count: 14)
    #expect(Moments(values).mean == 1.72)
    #expect(Moments(Array(values.reversed())) == Moments(values))
  }

  @Test func `another order of the values changes nothing`() {
    for seed in UInt64(0)..<20 {
      var random = SeededGenerator(seed: seed)
      let values = (0..<40).map { _ in Double(random.below(100_000)) / 7 }
      #expect(Moments(values.shuffled(using: &random)) == Moments(values), "seed \(seed)")
    }
  }
}
