import Histories
import Pages
import Pictures
import Projections
import Reports

/// All answers about one person, as a page.
struct PatientPageQuestion {
  private let subject: String
  private let page: PageInquiry

  init(
    _ subject: String, _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) {
    for option in [Option.by, .unit, .visits, .visit, .firstCourse] where arguments.has(option) {
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
