import Reprieve
import Testing

/// The answers of the library to other questions than relief, on logs whose figures are known.
@Suite struct AnswerTests {
  private static let tests: String = {
    var parts = #filePath.split(separator: "/")
    parts.removeLast(2)
    return "/" + parts.joined(separator: "/")
  }()

  private let trial = Log(tests + "/data/ds005917/ds005917.jsonl")
  private let example = Log(tests + "/vectors/outcomes/worked-example.jsonl")

  @Test func `the trial responds as it was published`() throws {
    var plan = AnalysisPlan()
    plan.selection = try Selection("indication=F33.9")
    plan.usesFirstBaseline = true
    for (drug, day3, day14) in [("ketamine", (6, 27), (3, 26)), ("saline", (1, 26), (0, 26))] {
      plan.drug = drug
      let answer = try trial.response(plan)
      let tallies = try ["d3", "d14"].map { try #require(answer.tally($0, on: "MADRS")) }
      #expect(tallies.map(\.responders) == [day3.0, day14.0])
      #expect(tallies.map(\.rated) == [day3.1, day14.1])
      #expect(answer.basis.definition == "response.v1+first+drug=\(drug)")
      #expect(answer.tally("d3", on: "GAD-7") == nil)
      #expect(answer.tally("d4", on: "MADRS") == nil)
    }
  }

  @Test func `its pairs are those of McNemar's table`() throws {
    var plan = AnalysisPlan()
    plan.selection = try Selection("indication=F33.9")
    plan.usesFirstBaseline = true
    plan.pairedDrugs = ["ketamine", "saline"]
    let answer = try trial.pairedResponse(plan)
    let table = try #require(answer.table("d3"))
    #expect(table.counts == PairedTable(both: 1, firstOnly: 4, secondOnly: 0, neither: 19))
    // 2 (1/2)^4
    #expect(table.p == 0.125)
    #expect(answer.table("d7")?.p == nil)
    #expect(answer.contrasts.map { answer.visits[$0.visit].name } == ["d3", "d14"])
    #expect(answer.contrasts[0].test.n == 24)
    #expect(try trial.pairedResponse(AnalysisPlan()).pairs.isEmpty)
  }

  @Test func `strata add up to the whole, each an answer of its own`() throws {
    var plan = AnalysisPlan()
    plan.strata = try Stratification("sex")
    let relief = try trial.relief(plan)
    #expect(relief.strata.map(\.stratum.values) == [["female"], ["male"], ["missing"]])
    #expect(relief.strata.map(\.answer.flow.units).reduce(0, +) == relief.flow.units)
    #expect(relief.strata.allSatisfy { $0.answer.strata.isEmpty })
    let cohort = try trial.cohort(plan)
    #expect(cohort.strata.map(\.answer.subjects.count) == [34, 22, 2])
    #expect(cohort.strata.map(\.answer.tableOne.subjects) == [34, 22, 2])
    #expect(cohort.safety.events == 0)
    #expect(try trial.intervals(plan).strata.map(\.answer.gaps.count).reduce(0, +) == 50)
    #expect(try trial.response(plan).strata.count == 3)
    #expect(try trial.relief().strata.isEmpty)
  }

  @Test func `groups are compared where there are two`() throws {
    var plan = AnalysisPlan()
    #expect(try trial.comparison(plan) == nil)
    plan.strata = try Stratification("site")
    #expect(try trial.comparison(plan) == nil)
    plan.strata = try Stratification("sex")
    plan.pooling = try Stratification("arm")
    let comparison = try #require(try trial.comparison(plan)?.comparison)
    #expect(comparison.groups == ["sex=female", "sex=male", "sex=missing"])
    #expect(comparison.subjects == [34, 22, 2])
    #expect(comparison.contrasts.count == 2)
    #expect(comparison.pooled.count == 2)
    #expect(comparison.relief.analysed.reduce(0, +) == 5)
  }

  @Test func `gaps and their figures are those of the vector`() throws {
    let answer = try Log(Self.tests + "/vectors/outcomes/mcf.jsonl").intervals()
    let function = try #require(answer.figures.meanCumulativeFunction)
    // Three are treated at 0, one of them again on day 2.
    #expect(function.at(0).value == 1)
    #expect(abs(function.at(2).value - 4.0 / 3) < 1e-12)
    #expect(answer.figures.all.count == 18 && answer.gaps.count == 18)
    #expect(answer.figures.all.closed == 15 && answer.figures.why == [.unknown: 15])
    #expect(answer.figures.all.medianDays == 3 && answer.figures.all.upperQuartileDays == 28)
    #expect(answer.treatmentFree.prefix(2).map(\.days) == [28, 35])
    #expect(answer.figures.byKind.map(\.kind) == TreatmentGap.Kind.allCases)
  }

  @Test func `classes of NHS Talking Therapies are counted`() throws {
    let answer = try Log(Self.tests + "/vectors/outcomes/nhs-tt.jsonl").talkingTherapies()
    let counts = answer.counts
    #expect([counts.courses, counts.paired, counts.unpaired] == [13, 12, 1])
    #expect([counts.caseAtStart, counts.recovery, counts.reliableRecovery] == [11, 5, 4])
    #expect([counts.reliableImprovement, counts.reliableDeterioration] == [6, 1])
    #expect(answer.countsTwoOrMoreTreatments.courses == 10)
    #expect(answer.courses.count == 13)
    #expect(answer.basis.thresholdSet == "nhs-tt")
  }

  @Test func `a grid has a row for each definition that decides anything`() throws {
    let answer = try example.sensitivity()
    #expect(!answer.rows.isEmpty)
    let standard = try #require(
      answer.rows.first {
        $0.unit == .course && $0.criterion == .response && $0.confirm == 2 && $0.set == "standard"
          && !$0.usesFirstBaseline
      })
    #expect(standard.flow.lost == 1)
    #expect(standard.estimates?.units == 1)
  }

  @Test func `onset is asked of the same units`() throws {
    let onset = try #require(try example.relief().onset)
    #expect(onset.units == 1 && onset.reached == 1)
  }

  @Test func `a view and a last time narrow what is known`() throws {
    let early = Log(example.path, view: .lines(3))
    #expect(try early.cohort().basis.logSize == 3)
    #expect(try early.response().flow.courses == 0)
    let until = Log(example.path, until: Instant("2026-01-10T00:00:00Z"))
    #expect(try until.relief().flow.lost == 0)
    #expect(try example.relief().flow.lost == 1)
  }

  @Test func `a log that is not there throws, whatever is asked`() {
    let none = Log(Self.tests + "/none.jsonl")
    let plan = AnalysisPlan()
    let questions: [() throws -> Void] = [
      { _ = try none.relief(of: "P-1") }, { _ = try none.response() },
      { _ = try none.pairedResponse(plan) }, { _ = try none.talkingTherapies() },
      { _ = try none.intervals() }, { _ = try none.cohort() },
      { _ = try none.comparison(plan) }, { _ = try none.sensitivity() },
    ]
    for question in questions { #expect(throws: LogError.self) { try question() } }
  }
}
