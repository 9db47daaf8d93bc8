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
  private let asked: AnswersTogether.Asked
  /// Samples of `--bootstrap`; `nil`: not asked for.
  private let samples: Int?
  /// Of `--visit`; `nil`: none is asked for.
  private let visit: String?

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
    asked = AnswersTogether.asked(plan)
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
      parts: AnswersTogether.strata(value).map { ($0, report($0, value)) })
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
  private func report(
    _ stratum: Stratum?, _ value: AnswersTogether.Asked.Value
  ) -> OutcomesReport {
    AnswersTogether.report(
      stratum, value, plan, unknownTypes: stratum == nil ? page.registry.unknownTypes : [:]
    ) { relief, value in
      guard let samples else { return }
      relief.bootstrap = ReliefQuestion.bootstrap(value.units, samples, page.inquiry.printer)
    }
  }
}
