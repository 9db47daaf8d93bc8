import Bytes
import EventLog
import Events
import Histories
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
      + [.unit, .criterion, .confirm, .visits, .visit, .firstCourse, .bootstrap]
  ) { arguments, printer throws(CommandError) in
    try printer.expectPage(arguments)
    if let subject = try Inquiry.subject(arguments, "report") {
      guard !arguments.has(.bootstrap) else {
        throw CommandError(
          ExitCode.usage, "--bootstrap resamples people, and the page is about one",
          remedy: "leave it out, or leave out \(subject)")
      }
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
