import Bytes
import Definitions
import Histories
import Pages
import Projections
import Reports

/// All answers about a cohort, as a page.
struct CohortPageQuestion {
  private let page: PageInquiry
  private let arguments: Arguments
  private let asked: Asked
  /// Samples of `--bootstrap`; `nil`: not asked for.
  private let samples: Int?
  /// Of `--visit`; `nil`: none is asked for.
  private let visit: String?

  /// What is asked of each subject, in one pass.
  private typealias Asked = Both<
    Both<Stratified<ReliefProjection>, Stratified<ResponseProjection>>,
    Both<Stratified<IntervalsProjection>, Stratified<CohortProjection>>
  >

  init(_ arguments: Arguments, _ printer: Printer) throws(CommandError) {
    if try Inquiry.releaseRule(arguments)?.rounding != nil {
      throw CommandError(
        ExitCode.withheld,
        "a page counts the same people in several answers, which tell more than rounding leaves open",
        remedy: "ask each question alone, or use a rule that does not round")
    }
    samples = try ReliefQuestion.samples(arguments)
    page = try PageInquiry(arguments, printer)
    self.arguments = arguments
    let plan = page.inquiry.plan
    visit = try arguments.value(.visit)
    if let visit, !plan.visits.contains(where: { $0.name == visit }) {
      throw CommandError(noVisit: visit, among: plan.visits.map(\.name))
    }
    asked = Both(Both(Stratified(plan), Stratified(plan)), Both(Stratified(plan), Stratified(plan)))
  }

  private var plan: AnalysisPlan { page.inquiry.plan }

  /// Prints the page; returns the exit code.
  func ask() throws(CommandError) -> Int32 {
    let value = asked.fold(page.registry)
    let whole = value.first.first.whole
    page.inquiry.noteEmpty(whole.flow.subjects, treated: whole.flow.withTreatment)
    let headers = Headers(page, instruments: whole.instruments)
    var answer = Answer(
      headers.page, report(nil, value), keys: plan.strata?.keys ?? [],
      parts: strata(value).map { ($0, report($0, value)) })
    try page.inquiry.withhold(&answer, arguments)
    let pictures = CohortPagePictures(answer, headers, page, visit: visit)
    let result = CohortPage(
      answer, checks: page.checks(),
      definitions: DefinitionsInUse(plan, instruments: answer.header.instruments),
      provenance: Provenance(answer.header, definitions: headers.definitions),
      pictures: pictures.bySubject, omissions: pictures.omissions,
      recorded: answer.disclosure == nil ? page.lastRecorded?.text ?? "" : "", visit: visit)
    try page.inquiry.printer.print(bytes: result.page.bytes)
    return ExitCode.done
  }

  // MARK: the answers

  /// The headers of all answers on the page.
  struct Headers {
    let page: AnswerHeader
    let relief: AnswerHeader
    let response: AnswerHeader
    let intervals: AnswerHeader
    let cohort: AnswerHeader

    init(_ asked: PageInquiry, instruments: Set<String>) {
      func header(
        _ base: String, _ dependence: AnalysisPlan.Dependence = []
      ) -> AnswerHeader {
        asked.inquiry.header(base, asked.registry, instruments: instruments, dependence)
      }
      page = header("report.v1")
      relief = header(
        "relief.\(asked.inquiry.plan.unit.rawValue).v1", [.criterion, .confirm])
      response = header("response.v1", .visits)
      intervals = header("intervals.v1", .criterion)
      cohort = header("cohort.v1")
    }

    var definitions: [String] {
      [relief, response, intervals, cohort].map(\.definition) + ["check.v1"]
    }
  }

  /// What is said about a stratum, or about everybody.
  private func report(_ stratum: Stratum?, _ value: Asked.Value) -> OutcomesReport {
    let nobody = asked.nobody
    let units = value.first.first.value(of: stratum) ?? nobody.first.first.whole
    var relief = ReliefReport(units, plan, showsEstimates: true, explains: false)
    if let samples {
      relief.bootstrap = ReliefQuestion.bootstrap(units.units, samples, page.inquiry.printer)
    }
    return OutcomesReport(
      relief: relief,
      response: ResponseReport(
        value.first.second.value(of: stratum) ?? nobody.first.second.whole, plan, explains: false),
      intervals: IntervalsReport(
        value.second.first.value(of: stratum) ?? nobody.second.first.whole, plan, explains: false),
      cohort: CohortReport(
        value.second.second.value(of: stratum) ?? nobody.second.second.whole,
        unknownTypes: stratum == nil ? page.registry.unknownTypes : [:], wantsExtra: true,
        explains: false),
      plan)
  }

  /// The strata that anybody is in by one of the answers, in order.
  private func strata(_ value: Asked.Value) -> [Stratum] {
    let all =
      value.first.first.strata.map(\.0) + value.first.second.strata.map(\.0)
      + value.second.first.strata.map(\.0) + value.second.second.strata.map(\.0)
    return Set(all).sorted()
  }
}
