import Statistics
import Testing

/// Against the definitions, followed literally in exact fractions.
@Suite struct KaplanMeierOracleTests {
  static let seeds = Array(UInt64(0)..<200)

  static func sample(_ seed: UInt64) -> SurvivalSample {
    SurvivalSample(
      seed: seed, rows: Int(seed % 12), times: 2 + Int(seed % 9), entries: seed % 2 == 1)
  }

  static func estimate(_ sample: SurvivalSample) -> KaplanMeier {
    KaplanMeier(time: sample.time, isEvent: sample.isEvent, entry: sample.entry)
  }

  @Test func `S is the double nearest to the exact fraction, at every row and between them`() {
    for seed in Self.seeds {
      let sample = Self.sample(seed)
      let estimate = Self.estimate(sample)
      #expect(estimate.rows.map(\.time) == sample.exitTimes, "seed \(seed)")
      for row in estimate.rows {
        #expect(row.survival == sample.survival(row.time).double, "seed \(seed)")
        #expect(row.atRisk == sample.atRisk(row.time).count, "seed \(seed)")
        let events = sample.exits(row.time).count { sample.cause[$0] > 0 }
        #expect(row.events == events, "seed \(seed)")
        #expect(row.censored == sample.exits(row.time).count - events, "seed \(seed)")
      }
      for half in -2...24 {
        let point = estimate.at(Double(half) / 2)
        #expect(point.survival == sample.survival(point.time).double, "seed \(seed)")
        #expect(point.atRisk == sample.atRisk(point.time).count, "seed \(seed)")
        #expect(point.isHeld == sample.exitTimes.allSatisfy { $0 < point.time }, "seed \(seed)")
      }
    }
  }

  @Test func `Greenwood's sum is there while S is above 0`() {
    for seed in Self.seeds {
      let sample = Self.sample(seed)
      var sum = Fraction(0)
      var isZero = false
      for row in Self.estimate(sample).rows {
        let (all, events) = (row.atRisk, row.events)
        if all == events {
          isZero = true
        } else {
          sum += Fraction(events, all * (all - events))
        }
        #expect((row.greenwood == nil) == isZero, "seed \(seed)")
        #expect((row.standardError == nil) == isZero, "seed \(seed)")
        #expect(row.greenwood?.isClose(to: sum) ?? true, "seed \(seed)")
        #expect((row.limits == nil) == (isZero || row.survival == 1), "seed \(seed)")
        if let limits = row.limits {
          #expect(limits.lower < row.survival && row.survival < limits.upper, "seed \(seed)")
          #expect(limits.lower >= 0 && limits.upper <= 1, "seed \(seed)")
        }
      }
    }
  }

  @Test func `quantiles compare exact fractions`() {
    for seed in Self.seeds {
      let sample = Self.sample(seed)
      let estimate = Self.estimate(sample)
      for twelfth in 1...11 {
        let goal = Fraction(12 - twelfth, 12)
        let time = sample.exitTimes.first { sample.survival($0) <= goal }
        let found = estimate.quantile(Double(twelfth) / 12).time
        #expect(found == time, "seed \(seed), p \(twelfth)/12")
      }
    }
  }

  @Test func `the restricted mean is the area under S, unit by unit`() {
    for seed in Self.seeds {
      let sample = Self.sample(seed)
      let estimate = Self.estimate(sample)
      func area(_ start: Int, _ end: Int) -> Fraction {
        (start..<max(start, end)).reduce(Fraction(0)) { $0 + sample.survival(Double($1)) }
      }
      for tau in 0...12 {
        let variance = sample.exitTimes.filter { $0 <= Double(tau) }.reduce(Fraction(0)) {
          let (all, ending) = (sample.atRisk($1).count, sample.exits($1))
          let events = ending.count { sample.cause[$0] > 0 }
          guard events > 0, events < all else { return $0 }
          let rest = area(Int($1), tau)
          return $0 + rest * rest * Fraction(events, all * (all - events))
        }
        let found = estimate.restrictedMean(to: Double(tau))
        #expect(found.mean.isClose(to: area(0, tau)), "seed \(seed), tau \(tau)")
        #expect((found.standardError == nil) == sample.exitTimes.isEmpty, "seed \(seed)")
        let error = found.standardError ?? 0
        #expect((error * error).isClose(to: variance), "seed \(seed), tau \(tau)")
        let last = sample.exitTimes.last ?? -1
        #expect(
          found.isBeyondFollowUp
            == (Double(tau) > max(last, 0) && sample.survival(last) > Fraction(0)
              || sample.exitTimes.isEmpty && tau > 0),
          "seed \(seed), tau \(tau)")
      }
    }
  }
}
