import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct RateTests {
  /// The probability of `events` or fewer where `mean` are expected.
  private func poisson(upTo events: Int, _ mean: Double) -> Double {
    var (term, sum) = (exp(-mean), 0.0)
    for k in 0...events {
      sum += term
      term *= mean / Double(k + 1)
    }
    return sum
  }

  @Test func `no event in ten days`() throws {
    // The upper limit is that of exp(-10 u) = 0.025: log(40) / 10.
    let rate = Rate(events: 0, exposure: 10)
    let limits = try #require(rate.limits)
    #expect(rate.value == 0)
    #expect(limits.lower == 0)
    #expect(abs(limits.upper - log(40.0) / 10) < 1e-14)
  }

  @Test func `without exposure there is no rate`() {
    #expect(Rate(events: 0, exposure: 0).value == nil)
    #expect(Rate(events: 2, exposure: 0).limits == nil)
  }

  @Test func `a limit leaves half of the rest to each tail`() throws {
    var random = SeededGenerator(seed: 41)
    for _ in 0..<300 {
      let events = random.below(200)
      let exposure = Double(1 + random.below(100_000)) / 100
      let limits = try #require(Rate(events: events, exposure: exposure, level: 0.9).limits)
      let above = poisson(upTo: events, limits.upper * exposure)
      #expect(abs(above - 0.05) < 1e-12, "\(events) in \(exposure), seed 41")
      guard events > 0 else { continue }
      let below = 1 - poisson(upTo: events - 1, limits.lower * exposure)
      #expect(abs(below - 0.05) < 1e-12, "\(events) in \(exposure), seed 41")
    }
  }
}
