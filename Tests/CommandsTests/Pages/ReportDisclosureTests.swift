import Bytes
import Definitions
import Histories
import Projections
import Reports
import TestSupport
import Testing

/// `report --min-cell-count`: a page has all answers at once, so what each of them shows is known to
/// who reads the others.
@Suite struct ReportDisclosureTests {
  /// The answers of a page as one document, as they are or as they may be shown.
  private func outcomes(
    _ clinic: DisclosureTests.Clinic, _ plan: AnalysisPlan, minimum: Int?
  ) throws -> JSONNode {
    let replay = Replay(clinic.disk, plan.definitions)
    let registry = try Registry([replay.histories(of: "demo.jsonl")])
    let cohort = Stratified<CohortProjection>(plan).fold(registry).whole
    let report = OutcomesReport(
      relief: ReliefReport(
        Stratified<ReliefProjection>(plan).fold(registry).whole, plan, showsEstimates: true,
        explains: false),
      response: ResponseReport(
        Stratified<ResponseProjection>(plan).fold(registry).whole, plan, explains: false),
      intervals: IntervalsReport(
        Stratified<IntervalsProjection>(plan).fold(registry).whole, plan, explains: false),
      cohort: CohortReport(cohort, unknownTypes: [:], wantsExtra: true, explains: false), plan)
    var answer = Answer(
      AnswerHeader("report.v1", plan, registry, replay, instruments: []), report)
    if let minimum { answer.withhold(by: ReleaseRule(minimum: minimum)) }
    return try JSONDocument(answer.render(.json, tidy: false)).root
  }

  /// Those whose rule does not round; beyond the first two `REPRIEVE_LONG` is needed.
  private static let clinics =
    DisclosureTests.clinics.prefix(2)
    + (ReprieveProcess.long == nil
      ? [] : DisclosureTests.clinics.dropFirst(2).filter { $0.step == nil })

  /// A clinic and what it is asked; `REPRIEVE_LONG` asks everything of as many more.
  private static var cases: [(DisclosureTests.Clinic, AnalysisPlan.Unit)] {
    let clinics = Self.clinics
    return [(clinics[0], .course), (clinics[1], .treatment)]
      + clinics.dropFirst(2).flatMap { clinic in
        AnalysisPlan.Unit.allCases.map { (clinic, $0) }
      }
  }

  @Test(arguments: cases)
  func `no count can be worked out from all answers of a page together`(
    clinic: DisclosureTests.Clinic, unit: AnalysisPlan.Unit
  ) throws {
    var plan = AnalysisPlan()
    plan.unit = unit
    let shown = try outcomes(clinic, plan, minimum: clinic.minimum)
    let truth = try outcomes(clinic, plan, minimum: nil)
    func part(_ name: String) throws -> (JSONNode, JSONNode) {
      (try #require(shown[name]), try #require(truth[name]))
    }
    var riddle = clinic.riddle("\(unit)")
    let (relief, response) = (try part("relief"), try part("response"))
    let (gaps, cohort) = (try part("intervals"), try part("cohort"))
    riddle.within("relief") { $0.readFlow(relief.0, relief.1) }
    riddle.within("response") { $0.readResponse(response.0, response.1) }
    riddle.within("gaps") { $0.readIntervals(gaps.0, gaps.1) }
    riddle.within("cohort") { $0.readCohort(cohort.0, cohort.1) }
    for other in ["response", "gaps", "cohort"] {
      riddle.same("relief subjects", "\(other) subjects")
      riddle.same("relief withTreatment", "\(other) withTreatment")
    }
    riddle.same("cohort treatments", "gaps all n")
    riddle.same("cohort units", "response courses")
    if unit == .course {
      for name in CountRiddle.statuses { riddle.same("relief \(name)", "cohort \(name)") }
      riddle.same("relief units", "cohort units")
    }
    riddle.check()
    #expect(SmallCounts.paths(in: shown, clinic.minimum).isEmpty)
  }

  private static let pages: [(DisclosureTests.Clinic, [String])] =
    [(clinics[1], ["--by", "sex"])]
    + clinics.dropFirst(2).map { ($0, $0.seed % 2 == 0 ? ["--by", "site"] : []) }

  /// What is kept back stands nowhere on the page: in no table, sentence, picture or metadata.
  @Test(arguments: pages)
  func `what is withheld is nowhere on the page`(
    clinic: DisclosureTests.Clinic, options: [String]
  ) throws {
    let outcome = Stage(disk: clinic.disk).run(
      ["report", "-f", "demo.jsonl"] + clinic.rule + options)
    guard outcome.code == 0 else {
      #expect(outcome.code == 77 && outcome.output.isEmpty)
      return
    }
    let text = outcome.text
    #expect(!text.contains("P-0"), "a pseudonym is on the page")
    #expect(text.contains("withheld"))
    let page = try PageMarkup(outcome.output)
    let counts: Set = [
      "n", "of", "rated", "closed", "open", "at risk", "missing", "units", "lost", "retreated",
      "too short", "missed", "ratings",
    ]
    for table in page.tables {
      let head = table.rows.first ?? []
      for row in table.rows.dropFirst() {
        for (name, cell) in zip(head, row) where counts.contains(name) {
          guard let count = Int(cell), count != 0 else { continue }
          #expect(count >= clinic.minimum, "\(table.caption): \(row)")
        }
      }
    }
    #expect(page.rows("Rules that found something").isEmpty)
    // The time of the last line is that of one person's event.
    #expect(!text.contains("Last line recorded"))
  }

  @Test func `a rule that rounds is refused, as several rounded answers tell more than one`() {
    let refused = Stage(disk: ReportPageTests.demo)
      .run(["report", "-f", "demo.jsonl", "--release", "opensafely7r5"])
    #expect(refused.code == 77 && refused.output.isEmpty)
  }
}
