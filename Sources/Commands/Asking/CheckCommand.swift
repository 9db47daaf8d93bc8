import Bytes
import EventLog
import Events
import Histories
import Projections
import Reports

extension Command {
  /// `check`: what is odd in the data?
  static let check = Command(
    name: "check", aliases: [], usage: "",
    summary: "what is odd in the data, by rule",
    details: [
      "Holds every subject to rules about doses, weights, ratings, labels and times, corrections",
      "applied. An error says that something counts nowhere or cannot be; a warning is probably a",
      "slip; a note is worth knowing. The exit code is 1 where there is an error. Whether the",
      "log itself is intact is another question: every command checks that.",
    ],
    options: Option.reading + Option.analysis + [
      .rule, .severity, .list, .anonymity, .quasi, .sensitive,
    ]
  ) { arguments, printer throws(CommandError) in
    guard arguments.positional.isEmpty else {
      throw CommandError(
        ExitCode.usage, "check takes no subject, it looks at all of them",
        remedy: arguments.positional[0].hasSuffix(".jsonl")
          ? "a log is named with -f FILE"
          : "reprieve timeline \(arguments.positional[0]) shows one")
    }
    if let demand = try AnonymityDemand(arguments) {
      return try checkAnonymity(demand, arguments, printer)
    }
    let rules = try checkRules(arguments)
    if arguments.has(.list) {
      guard !arguments.has(.evidence) else {
        throw CommandError(
          ExitCode.usage, "check --list reads no log: --evidence has nothing to say",
          remedy: "leave one of the two out")
      }
      try printList(printer)
      return ExitCode.done
    }
    let inquiry = try Inquiry(arguments, printer, needsLines: true)
    let registry = try inquiry.registry()
    warnOfReaders(inquiry.paths, printer)
    let particulars: [Particulars]
    do throws(LogProblem) {
      var all: [Particulars] = []
      for log in registry.logs { all.append(try log.particulars()) }
      particulars = all
    } catch { throw CommandError(error) }
    let value = ChecksProjection(inquiry.plan, rules: Set(rules)).fold(registry, particulars)
    if value.subjects == 0 { printer.note("no subject is asked about: the answer is empty") }
    var report = CheckReport(
      header: inquiry.header("check.v1", registry, instruments: value.instruments), rules: rules,
      findings: value.findings)
    report.isSummary = arguments.has(.summary)
    report.shownByRule = arguments.all(.rule).isEmpty ? 10 : nil
    try printCheck(report, printer)
    return report.saysNo ? ExitCode.no : ExitCode.done
  }

  private static func printCheck(
    _ report: CheckReport, _ printer: Printer
  ) throws(CommandError) {
    switch printer.format {
    case .json: try printer.print(bytes: report.json)
    case .jsonl: try printer.print(bytes: report.jsonLines)
    case .csv: try printer.print(bytes: report.csv)
    default: try printer.print(report.text)
    }
  }

  private static func printList(_ printer: Printer) throws(CommandError) {
    switch printer.format {
    case .json: try printer.print(bytes: CheckReport.listJSON)
    case .jsonl: try printer.print(bytes: CheckReport.listJSONLines)
    case .csv: try printer.print(bytes: CheckReport.listCSV)
    default: try printer.print(CheckReport.list)
    }
  }

  /// The rules that `--rule` and `--severity` leave, in their order.
  private static func checkRules(_ arguments: Arguments) throws(CommandError) -> [CheckRule] {
    var named: Set<CheckRule> = []
    for name in arguments.all(.rule) {
      guard let rule = CheckRule(rawValue: name) else {
        let near = Nearest.name(to: name, among: CheckRule.allCases.map(\.rawValue))
        throw CommandError(
          ExitCode.usage, "there is no rule \(name)",
          remedy: near.map { "did you mean \($0)?" } ?? "reprieve check --list lists them")
      }
      named.insert(rule)
    }
    let levels = CheckRule.Severity.allCases
    let word = try arguments.word(.severity, among: levels.map(\.rawValue))
    let least = word.flatMap(CheckRule.Severity.init) ?? .note
    return CheckRule.allCases.filter { rule in
      rule.severity >= least && (named.isEmpty || named.contains(rule))
    }
  }

  /// Permissions are no part of the data, so they are said aside.
  private static func warnOfReaders(_ paths: [String], _ printer: Printer) {
    for path in paths {
      guard let status = try? printer.surroundings.disk.status(at: path),
        status.permissions & 0o044 != 0
      else { continue }
      printer.warn("\(path) can be read by others than its owner: chmod 600 \(path)")
    }
  }
}
