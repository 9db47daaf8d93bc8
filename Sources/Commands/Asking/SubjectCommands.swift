import Bytes
import Definitions
import Histories
import Projections
import Reports

extension Command {
  /// `timeline`: one patient in order.
  static let timeline = Command(
    name: "timeline", aliases: ["show"], usage: "SUBJECT",
    summary: "one patient: treatments, ratings, relief, adverse events in order",
    options: Option.reading + Option.analysis + [.noComparison],
    formats: Printer.Format.plain + [.markdown]
  ) { arguments, printer throws(CommandError) in
    guard let subject = try Inquiry.subject(arguments, "timeline") else {
      throw CommandError(noSubject: "timeline")
    }
    return try TimelineOfOne(about: subject, arguments, printer).ask()
  }

  /// `cohort`: who is in, who is not and why.
  static let cohort = Command(
    name: "cohort", aliases: ["flow"], usage: "",
    summary:
      "who is in, who is not and why, who they are (Table 1), and what could have harmed them",
    options: Option.reading + Option.analysis + Option.grouping,
    formats: Printer.Format.allCases
  ) { arguments, printer throws(CommandError) in
    try question("cohort", arguments, printer).ask()
  }
}

/// Who is in, who is not and why.
struct WhoIsInQuestion: CohortQuestion {
  let inquiry: Inquiry
  let asked: Both<Stratified<CohortProjection>, Wanted<AnswersTogether.Asked>>
  private let arguments: Arguments

  init(_ arguments: Arguments, _ printer: Printer, _ paths: [String]?) throws(CommandError) {
    inquiry = try Inquiry(arguments, printer, paths: paths)
    self.arguments = arguments
    asked = Both(
      Stratified(inquiry.plan), try AnswersTogether.beside(inquiry.plan, arguments, paths))
  }

  var definition: (base: String, dependence: AnalysisPlan.Dependence) { ("cohort.v1", []) }

  func answer(
    _ value: Asked.Value, over basis: AnswerHeader.Basis
  ) throws(CommandError) -> Int32 {
    let whole = value.first.whole
    inquiry.noteEmpty(whole.subjects.count, treated: whole.flow.withTreatment)
    let header = header(basis, instruments: Set(whole.subjects.map(\.instrument)))
    return try inquiry.answer(value.first, beside: value.second, under: header, arguments) {
      _, part in
      CohortReport(
        part, unknownTypes: basis.unknownTypes, wantsExtra: arguments.has(.extra),
        explains: arguments.has(.explain))
    }
  }
}

extension CommandError {
  /// A person whom `--where` leaves out, where nothing can be said without them.
  init(notAskedAbout subject: String) {
    self.init(
      ExitCode.usage, "\(subject) is not among those that --where asks for",
      remedy: "leave --where out")
  }

  /// A command about one person that names none.
  init(noSubject command: String) {
    self.init(
      ExitCode.usage, "\(command) needs a subject", remedy: "reprieve cohort lists all subjects")
  }
}
