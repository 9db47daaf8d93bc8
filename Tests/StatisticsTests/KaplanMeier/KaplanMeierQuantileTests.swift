import Statistics
import TestSupport
import Testing

@Suite struct KaplanMeierQuantileTests {
  @Test func `every decile of ten is reached where S is exactly 1 - p`() {
    // S after the k-th of ten is (10 - k)/10; 1 - 0.9 in doubles is not the double nearest to 1/10.
    let estimate = KaplanMeier(
      time: (1...10).map(Double.init), isEvent: Array(repeating: true, count: 10))
    for decile in 1...9 {
      #expect(estimate.quantile(Double(decile) / 10).time == Double(decile), "decile \(decile)")
    }
  }

  @Test func `a share of nothing or of everything has no quantile`() {
    let estimate = KaplanMeier(time: [1, 2], isEvent: [true, true])
    for p in [0, 1, -0.5, 1.5] {
      #expect(estimate.quantile(p).ends == [nil, nil, nil])
    }
  }

  @Test(arguments: [false, true])
  func `limits are those of a look at every row`(hasEntries: Bool) {
    for seed in UInt64(0)..<40 {
      let sample = SurvivalSample(
        seed: seed, rows: 20 + Int(seed) * 30, times: 10 + Int(seed) * 20, entries: hasEntries)
      let estimate = KaplanMeier(time: sample.time, isEvent: sample.isEvent, entry: sample.entry)
      let rows = estimate.rows
      for p in [0.05, 0.1, 0.25, 1.0 / 3, 0.5, 0.75, 0.9, 0.99] {
        let goal = 1 - p + 1e-12
        func first(_ isReached: (KaplanMeier.Row) -> Bool?) -> Double? {
          rows.first { isReached($0) ?? false }?.time
        }
        let found = estimate.quantile(p)
        #expect(found.time == first { $0.survival <= goal }, "seed \(seed), p \(p)")
        #expect(
          found.lower == first { $0.limits.map { $0.lower <= goal } }, "seed \(seed), p \(p)")
        #expect(
          found.upper == first { $0.limits.map { $0.upper <= goal } }, "seed \(seed), p \(p)")
      }
    }
  }
}

extension KaplanMeier.Quantile {
  /// The time and its limits.
  var ends: [Double?] { [time, lower, upper] }
}
