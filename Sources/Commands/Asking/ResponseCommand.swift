import Bytes
import Definitions
import Histories
import Projections
import Reports

extension Command {
  /// `response`: responders and remission at each visit.
  static let response = Command(
    name: "response", aliases: ["remission"], usage: "",
    summary: "responders and remission at each visit after a course, with Wilson limits",
    details: [
      "Of the rated, and of all courses with a usable baseline, where who is not rated counts as",
      "no responder. --paired A,B gives the paired tables of a crossover with McNemar's exact test,",
      "--nhs the classes of NHS Talking Therapies.",
    ],
    options: Option.reading + Option.analysis + Option.grouping
      + [.visits, .firstCourse, .paired, .nhs, .disagreement],
    formats: Printer.Format.allCases
  ) { arguments, printer throws(CommandError) in
    try question("response", arguments, printer).ask()
  }
}

/// Responders and remission at each visit.
struct ResponseQuestion: CohortQuestion {
  let inquiry: Inquiry
  let asked:
    Both<
      Both<Stratified<ResponseProjection>, Wanted<Stratified<InstrumentDisagreement>>>,
      Wanted<AnswersTogether.Asked>
    >
  private let arguments: Arguments

  init(_ arguments: Arguments, _ printer: Printer, _ paths: [String]?) throws(CommandError) {
    inquiry = try Inquiry(arguments, printer, paths: paths)
    self.arguments = arguments
    asked = Both(
      Both(
        Stratified(inquiry.plan),
        Wanted(arguments.has(.disagreement) ? Stratified(inquiry.plan) : nil)),
      try AnswersTogether.beside(inquiry.plan, arguments, paths))
  }

  var definition: (base: String, dependence: AnalysisPlan.Dependence) { ("response.v1", .visits) }

  func answer(
    _ value: Asked.Value, over basis: AnswerHeader.Basis
  ) throws(CommandError) -> Int32 {
    let (response, disagreement) = value.first
    let whole = response.whole
    inquiry.noteEmpty(whole.flow.subjects, treated: whole.flow.withTreatment)
    let header = header(basis, instruments: whole.instruments)
    return try inquiry.answer(response, beside: value.second, under: header, arguments) {
      stratum, part in
      var report = ResponseReport(part, inquiry.plan, explains: arguments.has(.explain))
      report.disagreement = disagreement.map {
        ResponseReport.sheet(of: $0.value(of: stratum) ?? [], inquiry.plan)
      }
      return report
    }
  }
}

/// The paired tables of a crossover.
struct PairedQuestion: CohortQuestion {
  private(set) var inquiry: Inquiry
  let asked: Stratified<PairedResponse>
  private let arguments: Arguments

  init(_ arguments: Arguments, _ printer: Printer, _ paths: [String]?) throws(CommandError) {
    let drugs = try Command.pairedDrugs(arguments)
    try Command.refuse([.drug, .firstCourse, .disagreement], beside: .paired, arguments)
    inquiry = try Inquiry(arguments, printer, paths: paths)
    inquiry.plan.pairedDrugs = drugs
    self.arguments = arguments
    asked = Stratified(inquiry.plan)
  }

  var definition: (base: String, dependence: AnalysisPlan.Dependence) {
    ("response.paired.v1", .visits)
  }

  func answer(
    _ value: Asked.Value, over basis: AnswerHeader.Basis
  ) throws(CommandError) -> Int32 {
    let whole = value.whole
    inquiry.noteEmpty(whole.subjects)
    if whole.subjects > 0 && whole.pairs.isEmpty {
      inquiry.printer.note("nobody has a usable baseline in both periods: there is no pair")
    }
    let header = header(basis, instruments: whole.instruments)
    return try inquiry.answer(value, under: header, arguments) { _, part in
      PairedReport(part, inquiry.plan, explains: arguments.has(.explain))
    }
  }
}

/// The outcome classes of NHS Talking Therapies.
struct TalkingTherapiesQuestion: CohortQuestion {
  private(set) var inquiry: Inquiry
  let asked: Stratified<TalkingTherapies>
  private let arguments: Arguments

  init(_ arguments: Arguments, _ printer: Printer, _ paths: [String]?) throws(CommandError) {
    try Command.refuse(
      [.paired, .visits, .baseline, .instrument, .firstCourse, .disagreement], beside: .nhs,
      arguments)
    inquiry = try Inquiry(arguments, printer, paths: paths)
    let nhs = inquiry.plan.definitions.nhs.set
    if let set = try arguments.value(.set), set != nhs {
      throw CommandError(
        ExitCode.usage, "--nhs is measured with the set \(nhs), not \(set)",
        remedy: "leave --set out")
    }
    inquiry.plan.set = nhs
    self.arguments = arguments
    asked = Stratified(inquiry.plan)
  }

  var definition: (base: String, dependence: AnalysisPlan.Dependence) { ("response.nhs.v1", .nhs) }

  func answer(
    _ value: Asked.Value, over basis: AnswerHeader.Basis
  ) throws(CommandError) -> Int32 {
    if value.whole.isEmpty {
      inquiry.printer.note("nobody asked about has a course: the answer is empty")
    }
    let paired = value.whole.filter { $0.outcome != nil }
    let instruments = paired.flatMap { [$0.depression?.instrument, $0.anxiety?.instrument] }
    let header = header(
      basis, instruments: Set(instruments.compactMap { $0 }),
      measuredWith: inquiry.plan.definitions.nhs.anxietyInstruments)
    return try inquiry.answer(value, under: header, arguments) { _, rows in
      TalkingTherapiesReport(rows, explains: arguments.has(.explain))
    }
  }
}
