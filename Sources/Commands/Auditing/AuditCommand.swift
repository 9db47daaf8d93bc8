import Bytes
import EventLog
import Evidence
import Histories
import Recording

extension Command {
  /// `audit`: what an auditor asks of a log.
  static let audit = Command(
    name: "audit", aliases: ["verify"], usage: "TASK ...",
    summary: "verify a log, prove what it holds, replay a stored answer",
    details: Details {
      [
        "verify       every byte: lines, tree, checkpoints, proofs, stored answers; this is what",
        "             audit does where no task is named",
        "checkpoint   origin, lines and root as three lines, to be kept elsewhere; a copy stays",
        "prove        SEQ|SOURCE/ID: that an event is in the log, as a .tlog-proof",
        "consistency  OLD [NEW]: that the log extends an older one; lines or a checkpoint's file",
        "export-tlog  DIR: the log as a static C2SP tiled log, for other people's tools",
        "replay       FILE: a stored answer once more, on the lines that it was computed from",
      ] + auditTrailDetails + [
        "",
        "The log is read as it is, byte for byte; nothing that lies beside it is believed. An owner",
        "who rewrites the whole file is found out only by a checkpoint that was kept elsewhere.",
      ]
    },
    options: auditOptions,
    formats: Printer.Format.plain + [.markdown]
  ) { arguments, printer throws(CommandError) in
    let name = arguments.positional.first ?? "verify"
    guard let task = tasks.first(where: { $0.name == name }) else {
      let near = Nearest.name(to: name, among: tasks.map(\.name))
      throw CommandError(
        ExitCode.usage, "audit can't \(name)",
        remedy: near.map { "did you mean audit \($0)?" }
          ?? (name.hasSuffix(".jsonl")
            ? "a log is named with -f: reprieve audit verify -f \(name)"
            : "it can " + tasks.map(\.name).joined(separator: ", ")))
    }
    for option in auditOptions where arguments.has(option) {
      let taken = task.options + plain
      guard !taken.contains(where: { $0.name == option.name }) else { continue }
      throw CommandError(
        ExitCode.usage, "audit \(name) has no use for \(option.name)",
        remedy: "it takes \(taken.map(\.name).joined(separator: ", "))")
    }
    guard task.formats.contains(printer.format) else {
      let takes = task.formats.map(\.rawValue).joined(separator: " or ")
      throw CommandError(
        ExitCode.usage, "audit \(name) does not answer as \(printer.format.rawValue)",
        remedy: "it answers as \(takes); the ending of -o is a format, too")
    }
    return try task.run(arguments, printer)
  }

  private static let auditOptions: [Option] = [.checkpoint, .proof, .answer] + auditTrailOptions

  private struct Task: Sendable {
    let name: String
    let options: [Option]
    var formats: [Printer.Format] = [.text]
    let run: @Sendable (Arguments, Printer) throws(CommandError) -> Int32
  }

  /// What a task takes; what every task takes where there is none of that name.
  static func auditOptions(of name: String) -> [Option] {
    (tasks.first { $0.name == name }?.options ?? []) + plain
  }

  /// The tasks.
  static var auditTaskNames: [String] { tasks.map(\.name) }

  /// What every task takes.
  private static let plain: [Option] = [.log, .output, .format, .noCache]

  private static let tasks = [
    Task(
      name: "verify", options: [.checkpoint, .proof, .answer], formats: [.text, .json],
      run: auditVerify),
    Task(name: "checkpoint", options: [.asOf], run: auditCheckpoint),
    Task(name: "prove", options: [.asOf], run: auditProve),
    Task(name: "consistency", options: [], run: auditConsistency),
    Task(name: "export-tlog", options: [.asOf], run: auditExport),
    Task(name: "replay", options: [], formats: [.text, .json], run: auditReplay),
    Task(
      name: "trail", options: auditTrailOptions, formats: Printer.Format.plain + [.markdown],
      run: auditTrail),
  ]
}

/// A log that an audit is about: verified, with its tree, in the view that was asked for.
struct AuditedLog {
  let path: String
  let verification: LogVerification
  /// Lines of the view.
  let size: Int
  let disk: any Disk

  /// Verifies the one log of a command line.
  init(_ arguments: Arguments, _ printer: Printer) throws(CommandError) {
    let path = try Inquiry.log(arguments, printer)
    try self.init(path, printer)
    switch try Inquiry.asOf(arguments) {
    case nil: break
    case .lines(let count)?:
      guard (1...tree.size).contains(count) else {
        throw CommandError(
          ExitCode.usage, "\(path) has \(tree.size) lines, not \(count)",
          remedy: "--as-of takes 1 to \(tree.size) here")
      }
      self = AuditedLog(path, verification, size: count, disk)
    case .recorded?:
      throw CommandError(
        ExitCode.usage, "--as-of takes a number of lines here",
        remedy: "reprieve log --as-of TIME shows the last line of a time")
    }
  }

  /// Verifies the log at a path, and says what is to be said about its state.
  init(_ path: String, _ printer: Printer) throws(CommandError) {
    let disk = printer.surroundings.disk
    do throws(LogProblem) {
      let verification = try LogVerification.verify(disk, path)
      self.init(path, verification, size: verification.tree.size, disk)
    } catch { throw CommandError(error) }
    Inquiry.remark(on: verification.reading, path, printer)
  }

  private init(_ path: String, _ verification: LogVerification, size: Int, _ disk: any Disk) {
    self.path = path
    self.verification = verification
    self.size = size
    self.disk = disk
  }

  var tree: LogTree { verification.tree }
  var origin: String { verification.reading.identity.origin }
  var folder: LogFolder { LogFolder(beside: path) }

  /// The checkpoint over the first so many lines.
  func checkpoint(over size: Int) throws(CommandError) -> Checkpoint {
    do throws(LogProblem) {
      return Checkpoint(origin: origin, size: size, root: try tree.root(of: size))
    } catch { throw CommandError(error) }
  }

  /// Whether the log begins with what a checkpoint says; `nil`: it is another log's.
  func agrees(with checkpoint: Checkpoint) throws(CommandError) -> Bool? {
    guard checkpoint.origin == origin else { return nil }
    guard checkpoint.size <= tree.size else { return false }
    return try self.checkpoint(over: checkpoint.size) == checkpoint
  }

  /// A checkpoint from a file, signed or not.
  static func readCheckpoint(_ path: String, _ printer: Printer) throws(CommandError) -> Checkpoint
  {
    let bytes = try read(path, printer, limit: longestEvidence)
    guard let checkpoint = Checkpoint(bytes) else {
      throw CommandError(
        ExitCode.data, "\(path) is not a checkpoint",
        remedy: "a checkpoint has three lines: origin, number of lines, root in Base64")
    }
    guard Checkpoint.standsAlone(bytes) else {
      throw CommandError(
        ExitCode.data, "more than one checkpoint and its signatures stand in \(path)",
        remedy: "put each checkpoint into a file of its own: none must be passed over")
    }
    return checkpoint
  }

  /// More bytes than any checkpoint or proof has, signatures included.
  static let longestEvidence = 1 << 16
  /// More bytes than any answer has, and no more than can be held.
  static let longestAnswer = 1 << 30

  /// The bytes of a file that is in the auditor's hands.
  static func read(
    _ path: String, _ printer: Printer, limit: Int
  ) throws(CommandError) -> [UInt8] {
    guard !path.isEmpty else {
      throw CommandError(
        ExitCode.usage, "a file's name is empty", remedy: "name the file that is meant")
    }
    let disk = printer.surroundings.disk
    let status: FileStatus
    do throws(DiskError) {
      status = try disk.status(at: path)
      if status.kind == .file, status.size <= limit { return try disk.contents(of: path) }
    } catch {
      throw CommandError(
        ExitCode.noLog, "\(path): \(error.reason)", remedy: "name a file that is there",
        missing: error.isMissing ? path : nil)
    }
    guard status.kind == .file else {
      throw CommandError(
        ExitCode.data, "\(path) is a folder, a device or a pipe",
        remedy: "write it to a file and name that")
    }
    throw CommandError(
      ExitCode.data, "\(path) has \(status.size) bytes",
      remedy: "what it is to be has at most \(limit)")
  }
}
