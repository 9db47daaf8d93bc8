import Bytes
import Histories
import Projections
import Reports
import TestSupport
import Testing

/// A cohort can be folded in parts, and the parts put together: the answer is the same to the byte.
@Suite struct MergeTests {
  private static let log = "demo.jsonl"

  private static func registry(seed: Int) throws -> Registry {
    let disk = SimulatedDisk()
    let made = Stage(disk: disk).run(
      ["demo", log, "--subjects", "17", "--seed", "\(seed)"])
    try #require(made.code == 0, "\(made.errors)")
    return try Registry([Replay(disk, .builtIn).histories(of: log)])
  }

  private static let seeds = [21]

  private static func plan(_ change: (inout AnalysisPlan) throws -> Void) rethrows
    -> AnalysisPlan
  {
    var plan = AnalysisPlan()
    try change(&plan)
    return plan
  }

  private static func json<Body: Report>(
    _ body: Body, _ registry: Registry, isSummary: Bool = false
  ) -> String {
    let replay = Replay(SimulatedDisk(), .builtIn)
    let header = AnswerHeader("test.v1", AnalysisPlan(), registry, replay, instruments: [])
    return Answer(header, body, isSummary: isSummary).render(.json, tidy: false).text
  }

  /// Folds in one go, and in parts put together in an order drawn by chance: the same bytes. And in
  /// parts that are no neighbours: the same figures, where rows are left out.
  private func check<Base: Projection, Body: Report>(
    _ projection: Base, _ report: (Base.Value) -> Body
  ) throws {
    for seed in Self.seeds {
      let registry = try Self.registry(seed: seed)
      var generator = SeededGenerator(seed: UInt64(seed))
      var values: [Base.Value] = []
      registry.forEach { name, history in
        values.append(projection.project(history, shownAs: name))
      }
      #expect(values.count == 17)
      func merged(_ range: Range<Int>) -> Base.Value {
        guard range.count > 1 else {
          return range.isEmpty ? projection.nobody : values[range.lowerBound]
        }
        let cut = range.lowerBound + generator.below(range.count + 1)
        guard cut > range.lowerBound, cut < range.upperBound else {
          // Nobody adds nothing, on either side.
          var value = projection.nobody
          projection.merge(&value, with: merged(range.lowerBound..<range.upperBound - 1))
          projection.merge(&value, with: projection.nobody)
          projection.merge(&value, with: values[range.upperBound - 1])
          return value
        }
        var value = merged(range.lowerBound..<cut)
        projection.merge(&value, with: merged(cut..<range.upperBound))
        return value
      }
      let whole = Self.json(report(projection.fold(registry)), registry)
      for _ in 0..<3 {
        let parts = Self.json(report(merged(0..<values.count)), registry)
        #expect(parts == whole, "seed \(seed)")
      }
      var odd = projection.nobody
      var even = projection.nobody
      for (place, value) in values.enumerated() {
        if place.isMultiple(of: 2) {
          projection.merge(&even, with: value)
        } else {
          projection.merge(&odd, with: value)
        }
      }
      projection.merge(&odd, with: even)
      let found = Self.json(report(odd), registry, isSummary: true)
      let wanted = Self.json(report(projection.fold(registry)), registry, isSummary: true)
      #expect(found == wanted, "seed \(seed), every other one")
    }
  }

  @Test(arguments: AnalysisPlan.Unit.allCases) func relief(unit: AnalysisPlan.Unit) throws {
    let plan = Self.plan { $0.unit = unit }
    try check(ReliefProjection(plan)) {
      ReliefReport($0, plan, showsEstimates: true, explains: false)
    }
  }

  @Test func response() throws {
    let plan = AnalysisPlan()
    try check(ResponseProjection(plan)) { ResponseReport($0, plan, explains: false) }
  }

  @Test func `the periods of a crossover`() throws {
    let plan = Self.plan { $0.pairedDrugs = ["ketamine", "midazolam"] }
    try check(PairedResponse(plan)) { PairedReport($0, plan, explains: false) }
    try check(PairedResponse(plan)) { PeriodComparisonReport($0, plan, explains: false) }
  }

  @Test func `NHS Talking Therapies`() throws {
    try check(TalkingTherapies(AnalysisPlan())) { TalkingTherapiesReport($0, explains: false) }
  }

  @Test func intervals() throws {
    let plan = Self.plan { $0.criterion = .reliable }
    try check(IntervalsProjection(plan)) { IntervalsReport($0, plan, explains: false) }
  }

  @Test func cohort() throws {
    try check(CohortProjection(AnalysisPlan())) {
      CohortReport($0, unknownTypes: [:], wantsExtra: true, explains: false)
    }
  }

  @Test func `groups, and sites within them`() throws {
    let plan = try Self.plan {
      $0.strata = try Stratification("sex")
      $0.pooling = try Stratification("site")
    }
    try check(Stratified<ComparisonProjection>(plan)) { value in
      ComparisonReport(
        value.strata.map { ($0.0.values.joined(), $0.1) }, plan, explains: false)
    }
  }

  @Test func `strata of units`() throws {
    let plan = try Self.plan { $0.strata = try Stratification("course,baseline") }
    try check(Stratified<ReliefProjection>(plan)) { value in
      Strata(
        bodies: value.strata.map {
          ReliefReport($0.1, plan, showsEstimates: true, explains: false)
        })
    }
  }

  @Test func `two definitions`() throws {
    let plan = AnalysisPlan()
    let other = Self.plan { $0.set = "strict" }
    try check(Both(ComparisonProjection(plan), ComparisonProjection(other))) {
      DefinitionComparisonReport(
        ("standard", $0.first, plan), ("strict", $0.second, other), explains: false)
    }
  }

  @Test func `every definition of relief`() throws {
    let plan = AnalysisPlan()
    try check(SensitivityGrid(plan)) { grid in
      var report = ReliefReport(
        ReliefProjection(plan).nobody, plan, showsEstimates: false, explains: false)
      report.sensitivity = ReliefReport.sheet(of: grid)
      return report
    }
  }
}

/// The reports of several strata as one.
private struct Strata: Report {
  var bodies: [ReliefReport]
  var title: [String] { [] }
  var people: Int { bodies.reduce(0) { $0 + $1.people } }
  func write(to json: inout JSONWriter) {
    json.array("strata", bodies) { json, body in json.object { body.write(to: &$0) } }
  }
  func text(width: Int) -> [String] { [] }
  var sheets: [Sheet] { [] }
  var rows: Sheet? { nil }
  var figures: [Figure] { [] }
  mutating func summarise() { for index in bodies.indices { bodies[index].summarise() } }
  mutating func withhold(_ disclosure: inout Disclosure) {}
}
