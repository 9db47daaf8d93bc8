import Bytes
import Definitions
import Histories
import Projections
import Reports

extension Command {
  /// `relief`: how long did relief last?
  static let relief = Command(
    name: "relief", aliases: [], usage: "[SUBJECT]",
    summary: "how long did relief last: each course as an interval; without SUBJECT the cohort",
    details: [
      "Relief lasted between the last rating in relief and the first of a confirmed loss, both",
      "counted from the end of the last infusion. Where no loss was seen it lasted longer than",
      "the last rating in relief. Lower ends are rounded down and upper ends up.",
    ],
    options: Option.reading + Option.analysis + [.unit, .criterion, .confirm]
  ) { arguments, printer throws(CommandError) in
    let subject = try Inquiry.subject(arguments, "relief")
    let inquiry = try Inquiry(arguments, printer)
    let registry = try inquiry.registry(about: subject)
    let projection = ReliefProjection(inquiry.plan)
    let explains = arguments.has(.explain)
    let value: ReliefProjection.Value
    if let subject {
      let history = try inquiry.history(of: subject, in: registry)
      value = projection.project(history, shownAs: subject)
      if value.flow.subjects == 0 {
        printer.note("\(subject) is not among those that --where asks for")
      }
    } else {
      value = projection.fold(registry)
      if value.flow.subjects == 0 { printer.note("no subject is asked about: the answer is empty") }
    }
    var report = ReliefReport(
      header: inquiry.header(
        "relief.\(inquiry.plan.unit.rawValue).v1", registry, instruments: value.instruments,
        forRelief: true),
      plan: inquiry.plan, units: value.units, flow: subject == nil ? value.flow : nil)
    report.isSummary = arguments.has(.summary) && subject == nil
    report.explains = explains
    switch printer.format {
    case .text:
      try printer.print(
        subject.map { report.text(subject: $0, inquiry.plan, explains: explains) }
          ?? report.cohortText(inquiry.plan, explains: explains))
    case .json: try printer.print(bytes: report.json(inquiry.plan))
    case .jsonl: try printer.print(bytes: report.jsonLines)
    case .csv: try printer.print(bytes: report.csv)
    }
    return ExitCode.done
  }

  /// `timeline`: one patient in order.
  static let timeline = Command(
    name: "timeline", aliases: ["show"], usage: "SUBJECT",
    summary: "one patient: treatments, ratings, relief, adverse events in order",
    options: Option.reading + Option.analysis
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
    case .text: try printer.print(report.text(inquiry.plan, explains: arguments.has(.explain)))
    case .json: try printer.print(bytes: report.json)
    case .jsonl: try printer.print(bytes: report.jsonLines)
    case .csv: try printer.print(bytes: report.csv)
    }
    return ExitCode.done
  }

  /// `cohort`: who is in, who is not and why.
  static let cohort = Command(
    name: "cohort", aliases: ["flow"], usage: "",
    summary: "who is in, who is not and why",
    options: Option.reading + Option.analysis
  ) { arguments, printer throws(CommandError) in
    guard arguments.positional.isEmpty else {
      throw CommandError(
        ExitCode.usage, "cohort takes no subject",
        remedy: "reprieve timeline \(arguments.positional[0]) shows one")
    }
    let inquiry = try Inquiry(arguments, printer)
    let registry = try inquiry.registry()
    let value = CohortProjection(inquiry.plan).fold(registry)
    if value.subjects.isEmpty { printer.note("no subject is asked about: the answer is empty") }
    var report = CohortReport(
      header: inquiry.header(
        "cohort.v1", registry, instruments: Set(value.subjects.map(\.instrument))),
      value: value, unknownTypes: registry.unknownTypes)
    report.isSummary = arguments.has(.summary)
    report.hasExtra = arguments.has(.extra) || arguments.has(.explain)
    switch printer.format {
    case .text: try printer.print(report.text)
    case .json: try printer.print(bytes: report.json)
    case .jsonl: try printer.print(bytes: report.jsonLines)
    case .csv: try printer.print(bytes: report.csv)
    }
    return ExitCode.done
  }
}
