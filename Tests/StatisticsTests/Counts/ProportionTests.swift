import Statistics
import TestSupport
import Testing

@Suite struct ProportionTests {
  @Test func `of nobody there is no proportion`() {
    let proportion = Proportion(0, of: 0)
    #expect(proportion.value == nil)
    #expect(proportion.limits == nil)
  }

  @Test func `half of four`() throws {
    // p = 1/2, n = 4: centre 1/2, half width z √(1/16 + z²/64) / (1 + z²/4).
    let z = 1.959963984540054
    let half = z * (1 / 16.0 + z * z / 64).squareRoot() / (1 + z * z / 4)
    let limits = try #require(Proportion(2, of: 4).limits)
    #expect(abs(limits.lower - (0.5 - half)) < 1e-15)
    #expect(abs(limits.upper - (0.5 + half)) < 1e-15)
  }

  @Test func `the limits of none and of all are closed`() throws {
    for n in [1, 2, 7, 10, 1000, 1_000_000] {
      #expect(try #require(Proportion(0, of: n).limits).lower == 0)
      #expect(try #require(Proportion(n, of: n).limits).upper == 1)
    }
  }

  @Test func `a limit is z of its own standard errors away`() throws {
    var random = SeededGenerator(seed: 21)
    for _ in 0..<500 {
      let n = 1 + random.below(400)
      let count = random.below(n + 1)
      let proportion = Proportion(count, of: n, level: 0.9)
      let limits = try #require(proportion.limits)
      let p = Double(count) / Double(n)
      for limit in [limits.lower, limits.upper] where limit > 0 && limit < 1 {
        let error = (limit * (1 - limit) / Double(n)).squareRoot()
        #expect(
          abs(abs(p - limit) / error - 1.6448536269514722) < 1e-9, "\(count) of \(n), seed 21")
      }
      #expect(limits.lower <= p && p <= limits.upper, "\(count) of \(n), seed 21")
      let rest = try #require(Proportion(n - count, of: n, level: 0.9).limits)
      #expect(abs(limits.lower - (1 - rest.upper)) < 1e-15, "\(count) of \(n), seed 21")
    }
  }

  @Test func `a difference is its opposite's opposite`() throws {
    var random = SeededGenerator(seed: 22)
    for _ in 0..<500 {
      let (n1, n2) = (1 + random.below(60), 1 + random.below(60))
      let first = Proportion(random.below(n1 + 1), of: n1)
      let second = Proportion(random.below(n2 + 1), of: n2)
      let one = ProportionDifference(first, second)
      let two = ProportionDifference(second, first)
      let (limits, opposite) = (try #require(one.limits), try #require(two.limits))
      #expect(abs(limits.lower + opposite.upper) < 1e-15, "\(first) \(second), seed 22")
      #expect(abs(limits.upper + opposite.lower) < 1e-15, "\(first) \(second), seed 22")
      let difference = try #require(one.difference)
      #expect(limits.lower <= difference && difference <= limits.upper)
      #expect(limits.lower >= -1 && limits.upper <= 1, "\(first) \(second), seed 22")
    }
  }

  @Test func `against nobody there is no difference`() {
    let difference = ProportionDifference(Proportion(1, of: 2), Proportion(0, of: 0))
    #expect(difference.difference == nil)
    #expect(difference.limits == nil)
  }
}
