import Statistics
import Testing

@Suite struct ReliableChangeTests {
  @Test func `the example of Jacobson and Truax`() throws {
    // SD 7.5, r 0.80: SEM 7.5 √0.2 = 3.35, Sdiff 4.74, (32.5 - 47.5) / 4.74 = -3.16.
    let scale = try #require(ReliableChange(sd: 7.5, reliability: 0.8))
    #expect(abs(scale.standardErrorOfMeasurement - 3.35) < 0.005)
    #expect(abs(scale.standardErrorOfDifference - 4.74) < 0.005)
    #expect(try abs(#require(scale.index(baseline: 47.5, score: 32.5)) + 3.16) < 0.005)
    #expect(scale.isReliable(baseline: 47.5, score: 32.5))
    #expect(scale.isReliable(baseline: 32.5, score: 47.5))
    #expect(!scale.isReliable(baseline: 40, score: 32.5))
  }

  @Test func `the cut-off is as many SDs from one mean as from the other`() throws {
    let clinical = ReliableChange.Norm(mean: 58, sd: 9)
    let functional = ReliableChange.Norm(mean: 30, sd: 5)
    // (5 · 58 + 9 · 30) / 14 = 560/14 = 40: two SDs from each.
    let cutoff = try #require(ReliableChange.cutoffC(clinical: clinical, functional: functional))
    #expect(cutoff == 40)
    let point = ReliableChange.Norm(mean: 3, sd: 0)
    #expect(ReliableChange.cutoffC(clinical: point, functional: point) == nil)
  }

  @Test func `a scale without error has no index, and every change is reliable`() throws {
    let scale = try #require(ReliableChange(sd: 5, reliability: 1))
    #expect(scale.points == 0)
    #expect(scale.index(baseline: 10, score: 9) == nil)
    #expect(scale.isReliable(baseline: 10, score: 9))
  }

  @Test func `figures that no scale can have are refused`() {
    #expect(ReliableChange(sd: 0, reliability: 0.8) == nil)
    #expect(ReliableChange(sd: -1, reliability: 0.8) == nil)
    #expect(ReliableChange(sd: 5, reliability: 1.01) == nil)
    #expect(ReliableChange(sd: 5, reliability: -0.01) == nil)
    #expect(ReliableChange(sd: 5, reliability: .nan) == nil)
    #expect(ReliableChange(sd: .infinity, reliability: 0.5) == nil)
  }
}
