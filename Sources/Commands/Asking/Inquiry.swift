import Bytes
import Definitions
import EventLog
import Events
import Histories
import Projections
import Reports

/// What commands that ask something of logs have in common: which logs, which view, which plan.
struct Inquiry {
  let paths: [String]
  let replay: Replay
  var plan: AnalysisPlan
  let printer: Printer
  /// The picture that the answer is drawn as; `nil`: it is printed.
  let picture: PictureRequest?
  /// The command line that gives the answer again; empty where no evidence was asked for.
  private let command: [String]

  /// - Parameters:
  ///   - paths: the logs; none where lines are folded that come from elsewhere, or one by one; `nil`:
  ///     those that the command line names.
  ///   - set: the threshold set, where a command line names several.
  ///   - view: the view, where a command line names several.
  ///   - needsLines: whether more is asked than what histories say: then no cache can answer.
  ///   - isWitnessed: whether the answer carries its evidence, asked for or not.
  init(
    _ arguments: Arguments, _ printer: Printer, paths: [String]? = nil, set: String? = nil,
    asOf view: Replay.AsOf? = nil, needsLines: Bool = false,
    isWitnessed: Bool = false
  ) throws(CommandError) {
    self.printer = printer
    picture = try PictureRequest(arguments)
    if let paths { self.paths = paths } else { self.paths = try Self.logs(arguments, printer) }
    if isWitnessed {
      command = Self.command(arguments, self.paths)
    } else {
      command = try Self.command(arguments, self.paths, printer)
    }
    plan = try Self.plan(arguments, printer, set: set)
    let asOf: Replay.AsOf?
    if let view { asOf = view } else { asOf = try Self.asOf(arguments) }
    try Self.refuseLines(asOf, of: self.paths)
    replay = Replay(
      printer.surroundings.disk, plan.definitions, asOf: asOf,
      until: try Self.instant(arguments, .until), witnesses: !command.isEmpty,
      cache: needsLines || paths?.isEmpty == true || arguments.has(.noCache)
        ? nil : printer.surroundings.cache)
  }

  /// The command line for evidence: the logs and the format are named in it, the output is not.
  private static func command(
    _ arguments: Arguments, _ paths: [String], _ printer: Printer
  ) throws(CommandError) -> [String] {
    guard arguments.has(.evidence) else { return [] }
    guard printer.format != .csv, printer.format != .jsonl else {
      throw CommandError(
        ExitCode.usage, "\(printer.format.rawValue) has no place for evidence",
        remedy: "use --format json, text or markdown")
    }
    return command(
      arguments, paths,
      adding: arguments.has(.format) ? [] : [Option.format.name, printer.format.rawValue])
  }

  private static func command(
    _ arguments: Arguments, _ paths: [String], adding more: [String] = []
  ) -> [String] {
    let named = arguments.all(.log)
    return ["reprieve"] + arguments.said(about: named.isEmpty ? paths : named, adding: more)
  }

  /// Lines are counted in one log: of several, views are times.
  static func refuseLines(_ asOf: Replay.AsOf?, of paths: [String]) throws(CommandError) {
    guard case .lines = asOf, paths.count > 1 else { return }
    throw CommandError(
      ExitCode.usage, "--as-of with a number means one log, and \(paths.count) were given",
      remedy: "use a time, such as --as-of 2026-01-05T00:00:00Z")
  }

  /// Replays the logs, for all subjects or for one, and says what is to be said about them.
  func registry(about subject: String? = nil) throws(CommandError) -> Registry {
    // With several logs a subject is shown as LOGNAME/subject.
    let name = subject.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    let registry = try replayed(about: name)
    remark(on: registry)
    return registry
  }

  /// Asks something of everybody in a registry, which is read anew where it must be.
  func ask<Answer>(
    _ registry: inout Registry, _ question: (Registry) -> Answer
  ) throws(CommandError) -> Answer {
    do throws(LogProblem) { return try registry.ask(question) } catch {
      throw CommandError(error)
    }
  }

  /// Asks everybody in a registry, and shows how far that is.
  func fold<Asked: Projection>(_ asked: Asked, _ registry: Registry) -> Asked.Value {
    let work = printer.progress(
      "asking everybody", total: registry.count, in: .things("subjects"))
    defer { work.end() }
    return asked.fold(registry, counted: { work.advance(by: $0) })
  }

  /// Says what is to be said about the logs and their lines.
  func remark(on registry: Registry) {
    for (path, log) in zip(paths, registry.logs) { Self.remark(on: log.reading, path, printer) }
    remark(onTypes: registry.unknownTypes)
  }

  private func replayed(about subject: String?) throws(CommandError) -> Registry {
    var logs: [Histories] = []
    for (index, path) in paths.enumerated() {
      do throws(LogProblem) {
        logs.append(try replay.histories(of: path, about: subject, limit: limit(index)))
      } catch { throw CommandError(error) }
    }
    return try joined(logs)
  }

  /// Lines of a log that count, where an answer is asked for again.
  func limit(_ log: Int) -> Int? {
    guard let sizes = printer.surroundings.sizes, sizes.indices.contains(log) else { return nil }
    return sizes[log]
  }

  /// Logs as one registry.
  func joined(_ logs: [Histories]) throws(CommandError) -> Registry {
    do throws(Registry.SameName) { return try Registry(logs) } catch {
      throw CommandError(
        ExitCode.usage,
        "two logs have the name \(error.name): their subjects could not be told apart",
        remedy: "give one of them alone")
    }
  }

  /// A header for an answer about these instruments.
  func header(
    _ base: String, _ registry: Registry, instruments: Set<String>,
    measuredWith others: [String] = [], _ dependence: AnalysisPlan.Dependence = []
  ) -> AnswerHeader {
    header(
      base, AnswerHeader.Basis(registry, replay), instruments: instruments, measuredWith: others,
      dependence)
  }

  /// A header for an answer that rests on these lines.
  func header(
    _ base: String, _ basis: AnswerHeader.Basis, instruments: Set<String>,
    measuredWith others: [String] = [], _ dependence: AnalysisPlan.Dependence = []
  ) -> AnswerHeader {
    var header = AnswerHeader(
      base, plan, basis, instruments: instruments, measuredWith: others, dependence)
    header.command = command
    return header
  }

  /// The history of a subject, and its log.
  func person(
    _ subject: String, in registry: Registry
  ) throws(CommandError) -> (history: History, log: Histories) {
    var registry = registry
    if let found = try ask(&registry, { $0.history(of: subject) }) { return found }
    // Names of others were not read for one subject's sake.
    registry = try replayed(about: nil)
    let names = try ask(&registry, \.names)
    let near = Nearest.name(to: subject, among: names)
    let hasPseudonyms = names.contains { $0.hasPrefix("P-") && $0.utf8.count == 18 }
    throw CommandError(
      ExitCode.usage, "there is no subject \(subject) in this view of the log",
      remedy: near.map { "did you mean \($0)?" }
        ?? "reprieve cohort lists all subjects"
        + (hasPseudonyms
          ? "; people that were imported have pseudonyms: the same import with --crosswalk FILE "
            + "writes whose record number is whose" : ""))
  }

  /// From where persons of a log are looked at.
  func vantage(_ log: Histories) throws(CommandError) -> Vantage {
    do throws(LogProblem) { return try replay.vantage(log) } catch { throw CommandError(error) }
  }

  /// What a reader says about the state of a log.
  static func remark(on reading: LogReading, _ path: String, _ printer: Printer) {
    if reading.finding.verdict == .tornTail {
      let bytes = reading.status.size - reading.finding.committedBytes
      printer.warn(
        "\(path): the last \(bytes) bytes, from line \(reading.finding.committed) on, are of an "
          + "append that never ended; they are ignored")
    }
    if case .ignored(let why) = reading.checkpoint {
      printer.warn("\(LogFolder(beside: path).checkpoint) \(why); it is ignored")
    }
  }

  /// Says how many lines are of types that are not known.
  func remark(onTypes types: [[UInt8]: Int]) {
    guard !types.isEmpty else { return }
    let list = types.sorted { bytesPrecede($0.key, $1.key) }
      .map { "\($0.key.text) \($0.value)" }
    let total = types.values.reduce(0, +)
    printer.note(
      "\(total) lines of types that this version does not know (\(list.joined(separator: ", "))) "
        + "are kept, and in no figure")
  }
}
