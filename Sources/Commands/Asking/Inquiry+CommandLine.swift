import Bytes
import Definitions
import EventLog
import Events
import Histories

/// What a command line says about whom, which logs, which definitions and which view are asked about.
extension Inquiry {
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
}

extension CommandError {
  /// A definitions file that is wrong.
  init(_ error: DefinitionsError, in path: String) {
    self.init(
      ExitCode.definitions, "\(path): \(error.sentence)",
      remedy: "the file has the form of instruments.json; see docs/definitions.md")
  }
}
