import Statistics
import Testing

@Suite struct AalenJohansenTests {
  static func estimate(_ sample: SurvivalSample, causes: Int) -> AalenJohansen {
    AalenJohansen(time: sample.time, cause: sample.cause, causes: causes, entry: sample.entry)
  }

  @Test func `five people by hand`() {
    // Cause 1: 1/5 at 1, + (4/5)(1/3) = 7/15 at 3. Cause 2: (8/15)(1/2) = 4/15 at 4. S = 4/15.
    let estimate = AalenJohansen(time: [3, 1, 2, 5, 4], cause: [1, 1, 0, 0, 2], causes: 2)
    #expect(estimate.rows.map(\.atRisk) == [5, 4, 3, 2, 1])
    #expect(estimate.rows.map(\.events) == [[1, 0], [0, 0], [1, 0], [0, 1], [0, 0]])
    #expect(estimate.at(3.5).incidence == [7.0 / 15, 0])
    #expect(estimate.at(3.5).atRisk == 2)
    #expect(estimate.at(9).incidence == [7.0 / 15, 4.0 / 15])
    #expect(estimate.at(9).survival == 4.0 / 15 && estimate.at(9).atRisk == 0)
    #expect(estimate.at(0).incidence == [0, 0] && estimate.at(0).survival == 1)
  }

  @Test func `nobody has no rows, and incidences of 0`() {
    for entry in [nil, [Double]()] {
      let estimate = AalenJohansen(time: [], cause: [], causes: 2, entry: entry)
      #expect(estimate.rows.isEmpty)
      #expect(estimate.at(1).incidence == [0, 0] && estimate.at(1).survival == 1)
      #expect(estimate.at(1).atRisk == 0)
    }
  }

  @Test func `with one cause the incidence is 1 - S of Kaplan and Meier`() {
    for seed in UInt64(0)..<40 {
      let sample = SurvivalSample(
        seed: seed, rows: Int(seed) * 20, times: 5 + Int(seed) * 9, entries: seed % 2 == 0)
      let incidence = Self.estimate(sample, causes: 1)
      let survival = KaplanMeier(time: sample.time, isEvent: sample.isEvent, entry: sample.entry)
      #expect(incidence.rows.map(\.survival) == survival.rows.map(\.survival), "seed \(seed)")
      for row in incidence.rows {
        #expect(row.incidence[0].isClose(to: 1 - row.survival, within: 1e-15), "seed \(seed)")
      }
    }
  }

  @Test func `incidences are those of exact fractions, and add up to 1 - S`() {
    for seed in UInt64(0)..<150 {
      let causes = 1 + Int(seed % 3)
      let sample = SurvivalSample(
        seed: seed, rows: Int(seed % 12), times: 2 + Int(seed % 7), causes: causes,
        entries: seed % 2 == 1)
      let estimate = Self.estimate(sample, causes: causes)
      #expect(estimate.rows.map(\.time) == sample.exitTimes, "seed \(seed)")
      var before = Fraction(1)
      var incidence = Array(repeating: Fraction(0), count: causes)
      for row in estimate.rows {
        let all = sample.atRisk(row.time).count
        for cause in 1...causes {
          let events = sample.exits(row.time).count { sample.cause[$0] == cause }
          #expect(row.events[cause - 1] == events, "seed \(seed)")
          incidence[cause - 1] += before * Fraction(events, all)
          #expect(row.incidence[cause - 1].isClose(to: incidence[cause - 1]), "seed \(seed)")
        }
        before = sample.survival(row.time)
        #expect(row.atRisk == all, "seed \(seed)")
        #expect((row.incidence.reduce(0, +) + row.survival).isClose(to: 1), "seed \(seed)")
        #expect(incidence.reduce(before, +) == Fraction(1), "seed \(seed)")
      }
      for half in -2...20 {
        let point = estimate.at(Double(half) / 2)
        #expect(point.atRisk == sample.atRisk(point.time).count, "seed \(seed)")
        #expect(point.survival == sample.survival(point.time).double, "seed \(seed)")
      }
    }
  }

  @Test func `another order of the rows changes nothing, to the bit`() {
    for seed in UInt64(0)..<10 {
      let sample = SurvivalSample(
        seed: seed, rows: 600, times: 80, causes: 3, entries: seed % 2 == 0)
      let first = Self.estimate(sample, causes: 3).rows
      let second = Self.estimate(sample.shuffled(seed: seed), causes: 3).rows
      #expect(first.map(\.incidence) == second.map(\.incidence), "seed \(seed)")
      #expect(first.map(\.survival) == second.map(\.survival), "seed \(seed)")
    }
  }
}
