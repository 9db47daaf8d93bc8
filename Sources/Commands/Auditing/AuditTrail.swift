import Bytes
import Definitions
import EventLog
import Events
import Histories
import Projections
import Reports

extension Command {
  /// What `audit trail` takes.
  static let auditTrailOptions: [Option] = [
    .log, .subject, .type, .since, .actor, .asOf, .until, .late, .hours, .summary, .output, .format,
    .noCache,
  ]

  /// What `audit trail` answers.
  static let auditTrailDetails = [
    "trail  who entered, amended, voided what, when and why: what each actor did, every correction",
    "       with what it changed, entries that are late (--late), back-dated (when they were",
    "       recorded, the log already held an event of the subject that happened later, by more",
    "       than --late), dated ahead, outside of --hours (UTC) or at a weekend. With a line's",
    "       number, or its source and id, the whole history of that one event.",
  ]

  /// `audit trail`: who entered, amended, voided what, when and why; or one event's whole history.
  static func auditTrail(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    guard arguments.positional.count <= 2 else {
      throw CommandError(
        ExitCode.usage, "audit trail takes one event, not \(arguments.positional.count - 1)",
        remedy: "name it by its line, or as SOURCE/ID")
    }
    let question = try trailQuestion(arguments)
    let path = try Inquiry.log(arguments, printer)
    let replay = Replay(
      printer.surroundings.disk, .builtIn, asOf: try Inquiry.asOf(arguments),
      until: question.until)
    let registry: Registry
    let histories: Histories
    do throws(LogProblem) { histories = try replay.histories(of: path) } catch {
      throw CommandError(error)
    }
    do throws(Registry.SameName) { registry = try Registry([histories]) } catch {
      throw CommandError(ExitCode.bug, "one log has two names: \(error.name)")
    }
    Inquiry.remark(on: histories.reading, path, printer)
    func header(_ definition: String) -> AnswerHeader {
      AnswerHeader(definition, AnalysisPlan(), registry, replay, instruments: [])
    }
    guard arguments.positional.count == 2 else {
      let trail: AuditTrail
      do throws(LogProblem) { trail = try AuditTrailProjection(question).fold(histories) } catch {
        throw CommandError(error)
      }
      let report = TrailReport(header("audit-trail.v1"), trail)
      if report.isEmpty { printer.note("no line fits: the answer is empty") }
      try print(
        printer, text: report.text, json: report.json, rows: report.rows, report.markdown)
      return ExitCode.done
    }
    try refuseFilters(arguments)
    let seq = try LineFinder(histories, path, to: "trail").seq(of: arguments.positional[1])
    let history: LineHistory
    do throws(LogProblem) { history = try LineHistory(of: seq, in: histories, question) } catch {
      throw CommandError(error)
    }
    let report = LineHistoryReport(header("audit-trail.event.v1"), history)
    try print(printer, text: report.text, json: report.json, rows: report.rows, report.markdown)
    return ExitCode.done
  }

  private static func print(
    _ printer: Printer, text: @autoclosure () -> [String], json: @autoclosure () -> [UInt8],
    rows: @autoclosure () -> Sheet, _ markdown: @autoclosure () -> [String]
  ) throws(CommandError) {
    switch printer.format {
    case .json: try printer.print(bytes: json())
    case .jsonl: try printer.print(bytes: rows().jsonLines)
    case .csv: try printer.print(bytes: rows().csv)
    case .markdown: try printer.print(markdown())
    default: try printer.print(text())
    }
  }

  /// One event is not narrowed down any further.
  private static func refuseFilters(_ arguments: Arguments) throws(CommandError) {
    let filters: [Option] = [.subject, .type, .since, .actor, .until, .hours, .summary]
    guard let given = filters.first(where: arguments.has) else { return }
    throw CommandError(
      ExitCode.usage, "\(given.name) is of no use with one event",
      remedy: "leave it out, or leave the event out")
  }

  private static func trailQuestion(_ arguments: Arguments) throws(CommandError) -> TrailQuestion {
    var question = TrailQuestion()
    if let hours = try arguments.number(.late) {
      guard hours <= 1_000_000 else {
        throw CommandError(
          ExitCode.usage, "--late must lie between 0 and 1,000,000 hours",
          remedy: "a day is --late 24")
      }
      question.lateHours = hours
    }
    if let text = try arguments.value(.hours) { question.hours = try hours(text) }
    question.subject = try arguments.value(.subject).map { Array($0.utf8) }
    question.type = try arguments.value(.type).map { Array($0.utf8) }
    question.actor = try arguments.value(.actor).map { Array($0.utf8) }
    question.since = try Inquiry.since(arguments)
    question.until = try Inquiry.instant(arguments, .until)
    question.isSummary = arguments.has(.summary)
    return question
  }

  private static func hours(_ text: String) throws(CommandError) -> TrailQuestion.Hours {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      (1...2).contains(part.utf8.count) && part.utf8.allSatisfy { $0 &- 48 <= 9 }
    }
    let numbers = isPlain ? parts.compactMap { Int($0) } : []
    guard numbers.count == 2, let hours = TrailQuestion.Hours(from: numbers[0], to: numbers[1])
    else {
      throw CommandError(
        ExitCode.usage, "--hours \(text) are no hours of the day",
        remedy: "write the first hour and the one that is out again, in UTC: 07-19")
    }
    return hours
  }
}

extension Inquiry {
  /// From which line or time of recording on: `412`, `2026-01-05T00:00:00Z`.
  static func since(_ arguments: Arguments) throws(CommandError) -> Replay.AsOf? {
    if let text = try arguments.value(.since), let line = Int(text), line >= 0 {
      return .lines(line)
    }
    return try instant(arguments, .since).map(Replay.AsOf.recorded)
  }
}
