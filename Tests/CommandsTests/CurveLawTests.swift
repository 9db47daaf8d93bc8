import Bytes
import Definitions
import Histories
import Projections
import TestSupport
import Testing

/// Laws of the curves of a whole cohort, from the log on.
@Suite struct CurveLawTests {
  private func registry(_ seed: Int) throws -> Registry {
    let disk = SimulatedDisk()
    let made = Stage(disk: disk).run(
      ["demo", "demo.jsonl", "--subjects", "45", "--seed", "\(seed)"])
    try #require(made.code == 0, "\(made.errors)")
    return try Registry([Replay(disk, .builtIn).histories(of: "demo.jsonl")])
  }

  @Test(arguments: [51, 52], AnalysisPlan.Unit.allCases)
  func `at risk, lost, gone and not yet entered are all units, at every time`(
    seed: Int, unit: AnalysisPlan.Unit
  ) throws {
    for (criterion, confirm) in [(Criterion.response, 2), (.reliable, 1)] {
      var plan = AnalysisPlan()
      (plan.unit, plan.criterion, plan.confirm) = (unit, criterion, confirm)
      let units = ReliefProjection(plan).fold(try registry(seed)).units
        .filter { $0.lowerDays != nil }
      let estimates = try #require(ReliefEstimates(units))
      let title: Comment = "seed \(seed), \(unit), \(criterion)"
      // Who enters when it ends is never at risk.
      let entered = { (ends: (ReliefUnit) -> Double) in
        units.compactMap { unit in
          unit.entryDays.flatMap { $0 < ends(unit) ? $0 : nil }
        }
      }
      let seen = entered { $0.upperDays ?? $0.lowerDays ?? 0 }
      var gone = 0
      for row in estimates.kaplanMeier.rows {
        let waiting = seen.count { $0 >= row.time }
        #expect(row.atRisk + gone + waiting == seen.count, title)
        gone += row.events + row.censored
      }
      #expect(gone == seen.count, title)
      #expect(
        estimates.kaplanMeier.rows.reduce(0) { $0 + $1.events }
          == units.count { $0.status == .lost })

      let left = entered { unit in
        switch unit.reason {
        case .retreated, .exit: elapsedDays(from: unit.t0, to: unit.windowEnd)
        default: unit.upperDays ?? unit.lowerDays ?? 0
        }
      }
      let rows = estimates.cumulativeIncidence.rows
      for (row, next) in zip(rows, rows.dropFirst()) {
        let came = left.count { $0 >= row.time && $0 < next.time }
        // Who is at risk later was at risk before or came since, and did not go.
        #expect(next.atRisk <= row.atRisk + came - row.events.reduce(0, +), title)
        let free = row.survival + row.incidence.reduce(0, +)
        #expect(abs(free - 1) < 1e-12, title)
      }
      #expect(
        rows.reduce([0, 0, 0]) { sums, row in zip(sums, row.events).map(+) } == [
          units.count { $0.status == .lost }, units.count { $0.reason == .retreated },
          units.count { $0.reason == .exit },
        ], title)
      // The masses of Turnbull's estimate are all there is.
      let mass = estimates.turnbull.innermost.reduce(0) { $0 + $1.mass }
      #expect(abs(mass - 1) < 1e-9, title)
    }
  }

  @Test(arguments: [51, 52])
  func `treatments and people add up along the mean cumulative function`(seed: Int) throws {
    let value = IntervalsProjection(AnalysisPlan()).fold(try registry(seed))
    let figures = IntervalsFigures(value)
    let rows = try #require(figures.meanCumulativeFunction).rows
    let treatments = value.histories.reduce(0) { $0 + $1.treatments.count }
    #expect(rows.reduce(0) { $0 + $1.events } == treatments)
    #expect(figures.all.count == treatments && figures.all.open == value.withTreatment)
    var sum = 0.0
    for row in rows {
      let left = value.histories.count { $0.followUpDays < row.time }
      #expect(row.atRisk + left == value.withTreatment, "seed \(seed)")
      sum += Double(row.events) / Double(row.atRisk)
      #expect(abs(row.value - sum) < 1e-9)
    }
    #expect(figures.byKind.reduce(0) { $0 + $1.summary.count } == treatments)
    #expect(figures.byOrdinal.reduce(0) { $0 + $1.summary.closed } == figures.all.closed)
    for (one, next) in zip(figures.byOrdinal, figures.byOrdinal.dropFirst()) {
      #expect(one.summary.closed == next.summary.count, "seed \(seed)")
    }
    #expect(
      TreatmentGap.Why.allCases.reduce(0) { $0 + (figures.why[$1] ?? 0) } == figures.all.closed)
  }
}
