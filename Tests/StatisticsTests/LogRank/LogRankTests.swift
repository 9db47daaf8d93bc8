import Statistics
import Testing

@Suite struct LogRankTests {
  static func test(_ sample: SurvivalSample, groups: Int) -> LogRank {
    LogRank(
      time: sample.time, isEvent: sample.isEvent, group: sample.group, groups: groups,
      entry: sample.entry)
  }

  @Test func `two against two by hand`() {
    // At 1 one of 2 + 2, at 2 one of 1 + 2, at 3 one of 1 + 1, at 4 one of 0 + 1:
    // E = 1/2 + 1/3 + 1/2 = 4/3, V = 1/4 + 2/9 + 1/4 = 13/18, (2 - 4/3)^2 / V = 8/13.
    let test = LogRank(
      time: [4, 1, 2, 3], isEvent: [true, true, true, true], group: [1, 0, 1, 0], groups: 2)
    #expect(test.observed == [2, 2])
    #expect(test.expected[0].isClose(to: Fraction(4, 3)))
    #expect(test.variance[0][0].isClose(to: Fraction(13, 18)))
    #expect(test.variance[1][0].isClose(to: Fraction(-13, 18)))
    #expect(test.chiSquare.isClose(to: Fraction(8, 13)))
    #expect(test.degreesOfFreedom == 1)
  }

  @Test func `without rows, groups or events there is nothing to compare`() {
    let tests = [
      LogRank(time: [], isEvent: [], group: [], groups: 0),
      LogRank(time: [], isEvent: [], group: [], groups: 2, entry: []),
      LogRank(time: [1, 2], isEvent: [false, false], group: [0, 1], groups: 2),
      LogRank(time: [1, 2], isEvent: [true, true], group: [0, 0], groups: 1),
      LogRank(time: [1, 2], isEvent: [true, true], group: [1, 1], groups: 3),
      LogRank(time: [1, 2], isEvent: [true, true], group: [0, 1], groups: 2, entry: [1, 2]),
    ]
    for test in tests {
      #expect(test.chiSquare == 0 && test.degreesOfFreedom == 0 && test.p == nil)
    }
  }

  @Test func `where the variance is 0 nothing speaks for a difference`() {
    // All who are at risk have the event: observed is expected, whatever the groups.
    let test = LogRank(
      time: [3, 3, 3], isEvent: [true, true, true], group: [0, 1, 2], groups: 3)
    #expect(test.variance == [[0, 0, 0], [0, 0, 0], [0, 0, 0]])
    #expect(test.chiSquare == 0 && test.degreesOfFreedom == 2 && test.p == 1)
  }

  @Test func `pairs of groups that never meet add up`() {
    // Groups 0 and 1 leave before 2 and 3 enter: two tests of one degree of freedom each.
    let first = LogRank(
      time: [1, 2, 3, 4], isEvent: [true, true, true, true], group: [0, 0, 1, 1], groups: 2)
    let both = LogRank(
      time: [1, 2, 3, 4, 11, 12, 13, 14], isEvent: Array(repeating: true, count: 8),
      group: [0, 0, 1, 1, 2, 2, 3, 3], groups: 4, entry: [0, 0, 0, 0, 10, 10, 10, 10])
    #expect(both.chiSquare.isClose(to: 2 * first.chiSquare))
  }

  @Test func `sums over event times are those of exact fractions`() {
    for seed in UInt64(0)..<150 {
      let groups = 2 + Int(seed % 3)
      let sample = SurvivalSample(
        seed: seed, rows: Int(seed % 12), times: 2 + Int(seed % 7), groups: groups,
        entries: seed % 2 == 1)
      let found = Self.test(sample, groups: groups)
      let oracle = ExactLogRank(sample, groups: groups)
      #expect(found.observed == oracle.observed, "seed \(seed)")
      for row in 0..<groups {
        #expect(found.expected[row].isClose(to: oracle.expected[row]), "seed \(seed)")
        for column in 0..<groups {
          #expect(
            found.variance[row][column].isClose(to: oracle.variance[row][column]), "seed \(seed)")
        }
      }
      let compared = oracle.expected.count { $0 > Fraction(0) }
      #expect(found.degreesOfFreedom == max(0, compared - 1), "seed \(seed)")
      #expect((found.p == nil) == (found.degreesOfFreedom == 0), "seed \(seed)")
      #expect(found.chiSquare >= 0 && found.chiSquare.isFinite, "seed \(seed)")
    }
  }

  @Test func `order of rows changes nothing, numbering of groups only where its sums stand`() {
    for seed in UInt64(0)..<20 {
      let sample = SurvivalSample(
        seed: seed, rows: 500, times: 70, groups: 4, entries: seed % 2 == 0)
      let first = Self.test(sample, groups: 4)
      let second = Self.test(sample.shuffled(seed: seed), groups: 4)
      #expect(first.expected == second.expected && first.variance == second.variance)
      #expect(first.chiSquare == second.chiSquare && first.p == second.p, "seed \(seed)")
      var turned = sample
      turned.group = sample.group.map { 3 - $0 }
      let third = Self.test(turned, groups: 4)
      #expect(third.observed == Array(first.observed.reversed()), "seed \(seed)")
      #expect(third.chiSquare.isClose(to: first.chiSquare, within: 1e-9), "seed \(seed)")
      #expect(first.expected.reduce(0, +).isClose(to: Double(first.observed.reduce(0, +))))
    }
  }
}

/// Observed, expected and covariance by the definition.
private struct ExactLogRank {
  var observed: [Int]
  var expected: [Fraction]
  var variance: [[Fraction]]

  init(_ sample: SurvivalSample, groups: Int) {
    observed = Array(repeating: 0, count: groups)
    expected = Array(repeating: Fraction(0), count: groups)
    variance = Array(repeating: expected, count: groups)
    for time in sample.exitTimes {
      let ending = sample.exits(time).filter { sample.cause[$0] > 0 }
      let atRisk = sample.atRisk(time)
      let (all, events) = (atRisk.count, ending.count)
      let sizes = (0..<groups).map { group in atRisk.count { sample.group[$0] == group } }
      for group in 0..<groups {
        observed[group] += ending.count { sample.group[$0] == group }
        expected[group] += Fraction(events * sizes[group], all)
        guard all > 1 else { continue }
        let spread = Fraction(events * (all - events), all - 1)
        for other in 0..<groups {
          let own = group == other ? Fraction(sizes[group], all) : Fraction(0)
          variance[group][other] +=
            spread * (own - Fraction(sizes[group] * sizes[other], all * all))
        }
      }
    }
  }
}
