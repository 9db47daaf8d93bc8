import Bytes
import Histories
import Pictures
import Projections
import Reports

/// A command line that names a subject.
struct SubjectRequest {
  /// Whom it is about, as shown.
  let subject: String
  let arguments: Arguments
  /// Logs, view and plan.
  let inquiry: Inquiry

  init(
    about subject: String, _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) {
    self.subject = subject
    self.arguments = arguments
    inquiry = try Inquiry(arguments, printer)
  }

  /// Whether it is to be said where the person stands: in text, and under `extra` of a document.
  var asksStanding: Bool {
    switch inquiry.printer.format {
    case .text: true
    case .json: arguments.has(.extra)
    default: false
    }
  }

  /// Whether it is to be said how comparable people fared, for which everybody has to be read.
  var asksComparison: Bool { asksStanding && !arguments.has(.noComparison) }
}

/// From where a person is looked at: as of when, and beside whom.
struct Outlook {
  let vantage: Vantage
  let comparison: PeerCurve.Outcome
}

/// A question about one person: what is printed once their history is known.
protocol SubjectQuestion {
  /// Takes what was asked for.
  init(request: SubjectRequest) throws(CommandError)

  /// Whom it is about, and how it is asked.
  var request: SubjectRequest { get }

  /// Prints the answer; returns the exit code.
  func answer(
    _ history: History, over basis: AnswerHeader.Basis, from outlook: Outlook
  ) throws(CommandError) -> Int32
}

extension SubjectQuestion {
  /// Whom it is about, as shown.
  var subject: String { request.subject }

  /// Logs, view and plan.
  var inquiry: Inquiry { request.inquiry }

  /// Takes the options of a command line that names a subject.
  init(
    about subject: String, _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) {
    try self.init(request: SubjectRequest(about: subject, arguments, printer))
  }

  /// Reads the subject's history, and prints the answer.
  func ask() throws(CommandError) -> Int32 {
    guard !request.asksComparison else { return try askBesideOthers() }
    let registry = try inquiry.registry(about: subject)
    let found = try inquiry.person(subject, in: registry)
    return try answer(
      found.history, over: AnswerHeader.Basis(registry, inquiry.replay),
      from: Outlook(vantage: inquiry.vantage(found.log), comparison: .notAsked))
  }

  /// Reads everybody's histories, once, and prints the answer.
  private func askBesideOthers() throws(CommandError) -> Int32 {
    var registry = try inquiry.registry()
    let (subject, plan) = (subject, inquiry.plan)
    let found = try inquiry.ask(&registry) { registry in
      registry.history(of: subject).map { found in
        (
          found.history, found.log,
          PeerCurve.Outcome(of: found.history, shownAs: subject, plan, among: registry)
        )
      }
    }
    guard let (history, log, comparison) = found else {
      return try answer(
        inquiry.person(subject, in: registry).history,
        over: AnswerHeader.Basis(registry, inquiry.replay),
        from: Outlook(vantage: inquiry.vantage(registry.logs[0]), comparison: .notAsked))
    }
    return try answer(
      history, over: AnswerHeader.Basis(registry, inquiry.replay),
      from: Outlook(vantage: inquiry.vantage(log), comparison: comparison))
  }

  /// Where the person stands, where that is asked for.
  func standing(_ record: CaseRecord, from outlook: Outlook) -> StandingReport? {
    guard request.asksStanding else { return nil }
    let plan = inquiry.plan
    return StandingReport(
      Standing(record, plan, shownAs: subject, at: outlook.vantage), outlook.comparison, plan)
  }
}

/// How long did relief last in one person?
struct ReliefOfOne: SubjectQuestion {
  let request: SubjectRequest

  init(request: SubjectRequest) throws(CommandError) {
    let ofGroups = [Option.by, .sensitivity, .bootstrap, .tidy]
    for option in ofGroups where request.arguments.has(option) {
      throw CommandError(
        ExitCode.usage, "\(option.name) is about groups, and \(request.subject) is one person",
        remedy: "leave one of them out")
    }
    self.request = request
  }

  func answer(
    _ history: History, over basis: AnswerHeader.Basis, from outlook: Outlook
  ) throws(CommandError) -> Int32 {
    let value = ReliefProjection(inquiry.plan).project(history, shownAs: subject)
    inquiry.noteEmpty(value.flow.subjects, treated: value.flow.withTreatment, subject)
    let header = inquiry.header(
      "relief.\(inquiry.plan.unit.rawValue).v1", basis, instruments: value.instruments,
      [.criterion, .confirm])
    var report = ReliefReport(
      value, of: subject, inquiry.plan, explains: request.arguments.has(.explain))
    if value.flow.subjects > 0 {
      report.standing = standing(CaseRecord(history, inquiry.plan), from: outlook)
    }
    return try inquiry.print(Answer(header, report), request.arguments)
  }
}

/// One patient in order.
struct TimelineOfOne: SubjectQuestion {
  let request: SubjectRequest

  func answer(
    _ history: History, over basis: AnswerHeader.Basis, from outlook: Outlook
  ) throws(CommandError) -> Int32 {
    let timelines = TimelineProjection(inquiry.plan).project(history, shownAs: subject)
    guard let timeline = timelines.first else { throw CommandError(notAskedAbout: subject) }
    let header = inquiry.header(
      "timeline.v1", basis, instruments: [timeline.record.instrument],
      measuredWith: timeline.record.instrumentsRated)
    if let picture = inquiry.picture {
      return try inquiry.show(Picture.timeline(timeline, header, inquiry.plan), as: picture)
    }
    let printer = inquiry.printer
    var report = TimelineReport(header: header, timeline: timeline)
    report.standing = standing(timeline.record, from: outlook)
    report.hasExtra = request.arguments.has(.extra) || request.arguments.has(.explain)
    switch printer.format {
    case .json: try printer.print(bytes: report.json)
    case .jsonl: try printer.print(bytes: report.sheet.jsonLines)
    case .csv: try printer.print(bytes: report.sheet.csv)
    case .markdown: try printer.print(report.sheet.markdown + report.header.lastLines)
    default:
      try printer.print(
        report.text(
          inquiry.plan, explains: request.arguments.has(.explain), width: printer.width))
    }
    return ExitCode.done
  }
}
