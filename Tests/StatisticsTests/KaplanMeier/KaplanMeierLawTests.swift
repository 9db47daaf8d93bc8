import Statistics
import TestSupport
import Testing

@Suite struct KaplanMeierLawTests {
  @Test func `at risk, ended and not yet entered are everybody, at every time`() {
    for seed in UInt64(0)..<30 {
      let sample = SurvivalSample(
        seed: seed, rows: 10 + Int(seed) * 40, times: 5 + Int(seed) * 15, entries: seed % 2 == 0)
      let estimate = KaplanMeier(time: sample.time, isEvent: sample.isEvent, entry: sample.entry)
      let kept = sample.rows.filter { row in sample.entry.map { $0[row] < sample.time[row] } ?? true
      }
      var ended = 0
      for row in estimate.rows {
        let waiting = sample.entry.map { entry in kept.count { entry[$0] >= row.time } } ?? 0
        #expect(row.atRisk + ended + waiting == kept.count, "seed \(seed), time \(row.time)")
        ended += row.events + row.censored
      }
      #expect(ended == kept.count, "seed \(seed)")
    }
  }

  @Test func `another order of the rows changes nothing, to the bit`() {
    for seed in UInt64(0)..<20 {
      let sample = SurvivalSample(seed: seed, rows: 700, times: 90, entries: seed % 2 == 0)
      let other = sample.shuffled(seed: seed)
      let (first, second) = (estimate(sample), estimate(other))
      #expect(first.rows.map(\.survival) == second.rows.map(\.survival), "seed \(seed)")
      #expect(first.rows.map(\.greenwood) == second.rows.map(\.greenwood), "seed \(seed)")
      #expect(first.rows.map(\.limits) == second.rows.map(\.limits), "seed \(seed)")
      #expect(first.restrictedMean(to: 60) == second.restrictedMean(to: 60), "seed \(seed)")
      #expect(first.quantile(0.5) == second.quantile(0.5), "seed \(seed)")
    }
  }

  /// Times of every kind that the sorting by digits treats differently.
  static let kinds: [(String, @Sendable (inout SeededGenerator) -> Double)] = [
    ("whole days", { Double($0.below(400)) }),
    ("milliseconds", { Double($0.below(1_000_000_000)) / 86_400_000 }),
    ("one and very little more", { 1 + Double($0.below(3000)) * 0x1p-52 }),
    (
      "two crowds of neighbours", { ($0.coin() ? 1 : 1e6) * (1 + Double($0.below(2000)) * 0x1p-50) }
    ),
    (
      "all magnitudes",
      {
        Double(
          sign: $0.coin() ? .plus : .minus, exponent: $0.below(1900) - 1000,
          significand: 1 + Double($0.below(7)) / 8)
      }
    ),
    ("the smallest there are", { Double($0.below(5000)) * .leastNonzeroMagnitude }),
    ("before and after 0", { Double($0.below(2001)) - 1000 }),
    ("one time", { _ in 7 }),
  ]

  @Test(arguments: kinds.indices)
  func `times come out in order, each as often as it came in`(kind: Int) {
    let (name, make) = Self.kinds[kind]
    for (seed, count) in [2, 17, 255, 256, 257, 1000, 40_000].enumerated() {
      var random = SeededGenerator(seed: UInt64(seed))
      let times = (0..<count).map { _ in make(&random) }
      let isEvent = times.map { _ in random.coin() }
      var events: [Double: Int] = [:]
      var exits: [Double: Int] = [:]
      for (time, isEvent) in zip(times, isEvent) {
        exits[time, default: 0] += 1
        events[time, default: 0] += isEvent ? 1 : 0
      }
      let rows = KaplanMeier(time: times, isEvent: isEvent).rows
      let order = exits.keys.sorted()
      #expect(rows.map(\.time) == order, "\(name), \(count) rows")
      #expect(rows.map(\.events) == order.map { events[$0] }, "\(name), \(count) rows")
      #expect(
        rows.map { $0.events + $0.censored } == order.map { exits[$0] }, "\(name), \(count) rows")
    }
  }

  private func estimate(_ sample: SurvivalSample) -> KaplanMeier {
    KaplanMeier(time: sample.time, isEvent: sample.isEvent, entry: sample.entry)
  }
}
