import Bytes
import EventLog
import Events
import Histories
import Pages
import Pictures
import Projections
import Reports

extension Command {
  /// `report`: all answers as one page.
  static let report = Command(
    name: "report", aliases: ["page"], usage: "[SUBJECT] -o FILE.html",
    summary: "all answers about a cohort, or about one patient, as one HTML page",
    details: [
      "The page is one file. It needs no network and no scripts, and reads on a phone, on paper",
      "and in the dark: a summary in words, pictures with their tables, what is odd in the data,",
      "the definitions, and where every number comes from, with the checkpoint of the log.",
      "",
      "--by puts strata side by side. --min-cell-count and --release hold for every number, word and",
      "picture, and for what several of them tell together.",
    ],
    options: [.log, .asOf, .until, .output]
      + [.instrument, .drug, .set, .baseline, .filter, .definitions, .by, .minCellCount, .release]
      + [.unit, .criterion, .confirm, .visits, .firstCourse]
  ) { arguments, printer throws(CommandError) in
    try printer.expectPage(arguments)
    if let subject = try Inquiry.subject(arguments, "report") {
      return try PatientPageQuestion(subject, arguments, printer).ask()
    }
    return try CohortPageQuestion(arguments, printer).ask()
  }
}

extension Printer {
  /// A page goes to a file or a pipe, under a name by which a browser takes it for one.
  fileprivate func expectPage(_ arguments: Arguments) throws(CommandError) {
    guard let path = try arguments.value(.output) else {
      guard surroundings.isTerminal(1) else { return }
      throw CommandError(
        ExitCode.usage, "a page of markup is nothing to read in a terminal",
        remedy: "-o report.html writes it to a file")
    }
    let ending = path.split(separator: "/").last?.split(separator: ".").dropFirst().last
    guard let ending, !["html", "htm"].contains(ending.lowercased()) else { return }
    throw CommandError(
      ExitCode.usage, "\(path): a report is written as HTML, not as \(ending)",
      remedy: "-o report.html; relief, response, intervals and cohort answer in other forms")
  }
}

/// What both pages are made from besides their own answers.
struct PageInquiry {
  let inquiry: Inquiry
  /// How the logs were read: every line, and the tree over them.
  let registry: Registry
  /// What the lines say beyond what answers need.
  let particulars: [Particulars]

  init(_ arguments: Arguments, _ printer: Printer) throws(CommandError) {
    inquiry = try Inquiry(arguments, printer, needsLines: true, isWitnessed: true)
    registry = try inquiry.registry()
    var all: [Particulars] = []
    do throws(LogProblem) {
      for log in registry.logs { all.append(try log.particulars()) }
    } catch { throw CommandError(error) }
    particulars = all
  }

  /// When the last line of the view was recorded; `nil`: there is none.
  var lastRecorded: Instant? {
    particulars.compactMap { log in
      log.recorded.count > 0 ? log.recorded[log.recorded.count - 1] : nil
    }.max()
  }

  /// What is odd about everybody, or about one.
  func checks(about subject: String? = nil) -> CheckReport {
    let rules = CheckRule.allCases
    let value = ChecksProjection(inquiry.plan, rules: Set(rules), about: subject)
      .fold(registry, particulars)
    return CheckReport(
      header: inquiry.header("check.v1", registry, instruments: value.instruments), rules: rules,
      findings: value.findings)
  }
}

/// All answers about one person, as a page.
struct PatientPageQuestion {
  private let subject: String
  private let page: PageInquiry

  init(
    _ subject: String, _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) {
    for option in [Option.by, .unit, .visits, .firstCourse] where arguments.has(option) {
      throw CommandError(
        ExitCode.usage, "\(option.name) says nothing about the page of one patient",
        remedy: "leave it out, or leave \(subject) out")
    }
    if let rule = try Inquiry.releaseRule(arguments) {
      throw CommandError(
        ExitCode.withheld, "the page of \(subject) is about one person, fewer than \(rule.minimum)",
        remedy: "leave \(subject) out: the page of the cohort keeps back what is about so few")
    }
    self.subject = subject
    page = try PageInquiry(arguments, printer)
  }

  /// Prints the page; returns the exit code.
  func ask() throws(CommandError) -> Int32 {
    let (inquiry, registry) = (page.inquiry, page.registry)
    let plan = inquiry.plan
    let (history, log) = try inquiry.person(subject, in: registry)
    let timelines = TimelineProjection(plan).project(history, shownAs: subject)
    guard let timeline = timelines.first else { throw CommandError(notAskedAbout: subject) }
    let instrument = timeline.record.instrument
    let header = inquiry.header(
      "timeline.v1", registry, instruments: [instrument],
      measuredWith: timeline.record.instrumentsRated)
    let relief = inquiry.header(
      "relief.course.v1", registry, instruments: [instrument], [.criterion, .confirm])
    let standing = StandingReport(
      Standing(timeline.record, plan, shownAs: subject, at: try inquiry.vantage(log)),
      PeerCurve.Outcome(of: history, shownAs: subject, plan, among: registry), plan)
    let definitions = [header, relief].map(\.definition) + [standing.definition, "check.v1"]
    let result = PatientPage(
      TimelineReport(header: header, timeline: timeline), plan, standing: standing,
      checks: page.checks(about: subject),
      definitions: DefinitionsInUse(plan, instruments: [instrument]),
      provenance: Provenance(header, definitions: definitions),
      pictures: [Picture.timeline(timeline, header.withoutEvidence, plan)])
    try inquiry.printer.print(bytes: result.page.bytes)
    return ExitCode.done
  }
}
