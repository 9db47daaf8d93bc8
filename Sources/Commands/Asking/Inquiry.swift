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

  /// The one subject that a command is about, where its command line names one.
  static func subject(
    _ arguments: Arguments, _ command: String
  ) throws(CommandError) -> String? {
    guard arguments.positional.count <= 1 else {
      throw CommandError(
        ExitCode.usage, "\(command) takes one subject, not \(arguments.positional.count)",
        remedy: arguments.positional.contains { $0.hasSuffix(".jsonl") }
          ? "a log is named with -f FILE" : "run it once for each")
    }
    let subject = arguments.positional.first
    if let subject, subject.hasSuffix(".jsonl") {
      throw CommandError(
        ExitCode.usage, "\(subject) is a file, not a subject",
        remedy: "a log is named with -f: reprieve \(command) -f \(subject)")
    }
    return subject
  }

  /// The logs of `-f`, else of `REPRIEVE_LOG`. A symbolic link to a log stands for the log: what
  /// lies beside the log is looked for, and written, beside the file itself.
  static func logs(_ arguments: Arguments, _ printer: Printer) throws(CommandError) -> [String] {
    let given = arguments.all(.log)
    let disk = printer.surroundings.disk
    if !given.isEmpty { return given.map(disk.target) }
    if let path = printer.surroundings.variable("REPRIEVE_LOG"), !path.isEmpty {
      return [disk.target(of: path)]
    }
    throw CommandError(
      ExitCode.usage, "no log was named", remedy: Suggestion.log(in: printer.surroundings))
  }

  /// The one log that a writing command is about.
  static func log(_ arguments: Arguments, _ printer: Printer) throws(CommandError) -> String {
    let paths = try logs(arguments, printer)
    guard paths.count == 1 else {
      throw CommandError(
        ExitCode.usage, "this command takes one log, not \(paths.count)",
        remedy: "name one with -f, and run it once for each")
    }
    return paths[0]
  }

  /// The built-in definitions, with those of `--definitions` added.
  static func definitions(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Definitions {
    guard let file = try definitionsFile(arguments, printer) else { return .builtIn }
    do throws(DefinitionsError) { return try Definitions.builtIn.adding(file: file.bytes) } catch {
      throw CommandError(error, in: file.path)
    }
  }

  /// The file of `--definitions`; `nil` where none is named.
  static func definitionsFile(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> (path: String, bytes: [UInt8])? {
    guard let path = try arguments.value(.definitions) else { return nil }
    let disk = printer.surroundings.disk
    func failed(_ error: DiskError) -> CommandError {
      CommandError(
        ExitCode.definitions, "\(path): \(error.reason)",
        remedy: "name a definitions file that can be read",
        missing: error.isMissing ? path : nil)
    }
    let status: FileStatus
    do throws(DiskError) { status = try disk.status(at: path) } catch { throw failed(error) }
    guard status.kind == .file else {
      throw CommandError(
        ExitCode.definitions, "\(path) is a folder, a device or a pipe, not a definitions file",
        remedy: "write the definitions to a file and name that")
    }
    guard status.size <= longestDefinitions else {
      throw CommandError(
        ExitCode.definitions, "\(path) has \(status.size) bytes: it is no definitions file",
        remedy: "a definitions file has at most \(longestDefinitions) bytes")
    }
    do throws(DiskError) {
      return (path, try disk.contents(of: path, limit: longestDefinitions))
    } catch { throw failed(error) }
  }

  /// More than any definitions file has, and no more than can be held with ease.
  private static let longestDefinitions = 16 << 20

  /// A position or an instant: `412`, `2026-01-05T00:00:00Z`.
  static func asOf(_ arguments: Arguments) throws(CommandError) -> Replay.AsOf? {
    guard let text = try arguments.value(.asOf) else { return nil }
    return try asOf(text)
  }

  /// A position or an instant of a command line that names several.
  static func asOf(_ text: String) throws(CommandError) -> Replay.AsOf {
    if let lines = Int(text), lines >= 0, text.allSatisfy({ $0.isASCII && $0.isNumber }) {
      return .lines(lines)
    }
    return .recorded(try instant(text, .asOf))
  }

  /// A time with a time of day.
  static func instant(_ arguments: Arguments, _ option: Option) throws(CommandError) -> Instant? {
    guard let text = try arguments.value(option) else { return nil }
    return try instant(text, option)
  }

  private static func instant(_ text: String, _ option: Option) throws(CommandError) -> Instant {
    guard let instant = Instant(text) else {
      let isDay = text.count == 10 && Instant(text + "T00:00:00Z") != nil
      throw CommandError(
        ExitCode.usage, "\(option.name) \(text) is not a point in time",
        remedy: isDay
          ? "a day has many: say which, such as \(text)T00:00:00Z"
          : "write it as 2026-01-05T10:00:00Z or 2026-01-05T11:00:00+01:00")
    }
    return instant
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

extension CommandError {
  /// A definitions file that is wrong.
  init(_ error: DefinitionsError, in path: String) {
    self.init(
      ExitCode.definitions, "\(path): \(error.sentence)",
      remedy: "the file has the form of instruments.json; see docs/definitions.md")
  }
}
