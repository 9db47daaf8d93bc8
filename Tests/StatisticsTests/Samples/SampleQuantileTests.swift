import Statistics
import TestSupport
import Testing

@Suite struct SampleQuantileTests {
  @Test func `quartiles of four values by three rules`() {
    let values = [7.0, 1, 3, 9]
    // Type 7: position 1 + 3/4 = 1.75 from 1: 1 + 3/4 (3 - 1) = 5/2.
    #expect(SampleQuantile.type7(values, 0.25) == 2.5)
    // Type 6: position 5/4: 1 + 1/4 (3 - 1) = 3/2.
    #expect(SampleQuantile.type6(values, 0.25) == 1.5)
    // Type 2: just one of four lies up to 1: (1 + 3) / 2.
    #expect(SampleQuantile.type2(values, 0.25) == 2)
    #expect(SampleQuantile.median(values) == 5)
  }

  @Test func `no values, no quantile`() {
    #expect(SampleQuantile.median([]) == nil)
    #expect(SampleQuantile.type6([], 0) == nil)
    #expect(SampleQuantile.type2([], 1) == nil)
  }

  @Test func `a tenth of ten is one, though 0.1 is no tenth`() {
    let values = (1...100).map(Double.init)
    for percent in 1..<100 {
      let middle = Double(percent) + 0.5
      #expect(SampleQuantile.type2(values, Double(percent) / 100) == middle, "\(percent) percent")
    }
  }

  @Test func `type 2 leaves n p values on each side`() throws {
    var random = SeededGenerator(seed: 51)
    for _ in 0..<500 {
      let values = (0..<1 + random.below(30)).map { _ in Double(random.below(20)) }
      let p = Double(random.below(10_001)) / 10_000
      let quantile = try #require(SampleQuantile.type2(values, p))
      let (n, slack) = (Double(values.count), 1e-9)
      #expect(Double(values.count { $0 < quantile }) <= n * p + slack, "\(values) \(p)")
      #expect(Double(values.count { $0 > quantile }) <= n * (1 - p) + slack, "\(values) \(p)")
    }
  }

  @Test func `quantiles rise with p, keep the order of rules and do not see the order of values`()
    throws
  {
    var random = SeededGenerator(seed: 52)
    for _ in 0..<200 {
      let values = (0..<2 + random.below(30)).map { _ in Double(random.below(1000)) / 8 }
      for rule in [SampleQuantile.type2, SampleQuantile.type6, SampleQuantile.type7] {
        let all = try (0...16).map { try #require(rule(values, Double($0) / 16)) }
        #expect(all == all.sorted(), "\(values), seed 52")
        #expect(all.first == values.min() && all.last == values.max(), "\(values), seed 52")
        #expect(rule(values.reversed(), 0.375) == all[6], "\(values), seed 52")
      }
    }
  }
}
