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
    options: Option.reading + Option.analysis, formats: Printer.Format.plain + [.markdown]
  ) { arguments, printer throws(CommandError) in
    guard let subject = try Inquiry.subject(arguments, "timeline") else {
      throw CommandError(
        ExitCode.usage, "timeline needs a subject", remedy: "reprieve cohort lists all subjects")
    }
    let inquiry = try Inquiry(arguments, printer)
    let registry = try inquiry.registry(about: subject)
    let history = try inquiry.history(of: subject, in: registry)
    let timelines = TimelineProjection(inquiry.plan).project(history, shownAs: subject)
    guard let timeline = timelines.first else {
      throw CommandError(
        ExitCode.usage, "\(subject) is not among those that --where asks for",
        remedy: "leave --where out")
    }
    var report = TimelineReport(
      header: inquiry.header(
        "timeline.v1", registry, instruments: [timeline.record.instrument],
        measuredWith: timeline.record.instrumentsRated),
      timeline: timeline)
    report.hasExtra = arguments.has(.extra) || arguments.has(.explain)
    switch printer.format {
    case .json: try printer.print(bytes: report.json)
    case .jsonl: try printer.print(bytes: report.sheet.jsonLines)
    case .csv: try printer.print(bytes: report.sheet.csv)
    case .markdown: try printer.print(report.sheet.markdown + report.header.lastLines)
    default: try printer.print(report.text(inquiry.plan, explains: arguments.has(.explain)))
    }
    return ExitCode.done
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
  let asked: Stratified<CohortProjection>
  private let arguments: Arguments

  init(_ arguments: Arguments, _ printer: Printer, _ paths: [String]?) throws(CommandError) {
    inquiry = try Inquiry(arguments, printer, paths: paths)
    self.arguments = arguments
    asked = Stratified(inquiry.plan)
  }

  var definition: (base: String, dependence: AnalysisPlan.Dependence) { ("cohort.v1", []) }

  func answer(
    _ value: Asked.Value, over basis: AnswerHeader.Basis
  ) throws(CommandError) -> Int32 {
    let whole = value.whole
    inquiry.noteEmpty(whole.subjects.count, treated: whole.flow.withTreatment)
    let header = header(basis, instruments: Set(whole.subjects.map(\.instrument)))
    return try inquiry.answer(value, under: header, arguments) { _, part in
      CohortReport(
        part, unknownTypes: basis.unknownTypes, wantsExtra: arguments.has(.extra),
        explains: arguments.has(.explain))
    }
  }
}
