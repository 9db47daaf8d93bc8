import Bytes
import Definitions
import Histories
import Projections
import TestSupport
import Testing

/// Random people: what their standing says is what relief's units say.
@Suite struct StandingLawTests {
  /// Where somebody stands by the unit of the last course and the ratings alone.
  private func wanted(
    _ unit: ReliefUnit?, _ record: CaseRecord, _ plan: AnalysisPlan
  ) -> Set<Standing.State> {
    guard let unit else { return record.treatments.isEmpty ? [.untreated] : [.noCourse] }
    switch unit.status {
    case .noThreshold: return [.noThreshold]
    case .noBaseline: return [.noBaseline]
    case .lowBaseline: return [.lowBaseline]
    default: break
    }
    if unit.windowEndsBy == .treatment { return [.otherTreatment] }
    let after = record.eligible.filter { $0.time > unit.t0 && $0.time <= unit.windowEnd }
    guard after.last != nil else { return [.unrated] }
    switch (unit.status, unit.reason) {
    case (.censored, .unconfirmed?): return [.notInRelief]
    case (.censored, _): return [.inRelief]
    case (.notInRelief, _) where !unit.late: return [.notInRelief]
    // Lost and found again; never rated in time: the units do not tell.
    default: return [.inRelief, .notInRelief]
    }
  }

  @Test func `the state is the one that the last unit of relief allows`() throws {
    var seen: [Standing.State: Int] = [:]
    for seed in 0..<24 {
      let until = seed % 3 == 0 ? HandWrittenLog.day(70) : nil
      let registry = try FoldTests.log(seed: UInt64(seed)).registry(until: until)
      for criterion in Criterion.allCases {
        var plan = AnalysisPlan()
        plan.criterion = criterion
        if seed % 4 == 1 { plan.drug = "ketamine,placebo" }
        let units = ReliefProjection(plan).fold(registry).units
        let recorded = try registry.logs[0].lastRecorded()
        let vantage = Vantage(until: until, asOf: nil, lastRecorded: recorded)
        registry.forEach { name, history in
          let record = CaseRecord(history, plan)
          let found = Standing(record, plan, shownAs: name, at: vantage)
          let mine = units.filter { $0.subject == name }
          let allowed = wanted(mine.last, record, plan)
          #expect(allowed.contains(found.state), "seed \(seed), \(name): \(found.state)")
          #expect(found.earlier.map(\.t0) == mine.dropLast().map(\.t0))
          #expect((found.ageDays ?? 0) >= 0, "seed \(seed), \(name)")
          #expect((found.later == nil) == (found.vantage.instant >= history.followUp.end))
          seen[found.state, default: 0] += 1
        }
      }
    }
    for state in Standing.State.allCases where state != .noThreshold {
      #expect(seen[state, default: 0] > 3, "\(state): \(seen)")
    }
  }
}
