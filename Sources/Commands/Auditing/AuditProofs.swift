import Bytes
import Definitions
import EventLog
import Evidence
import Histories

extension Command {
  /// `audit checkpoint`: the three lines, and a copy of them beside the log.
  static func auditCheckpoint(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    try refuseMore(arguments, than: 0)
    let log = try AuditedLog(arguments, printer)
    let checkpoint = try log.checkpoint(over: log.size)
    try log.keep(checkpoint, printer)
    let tiles: TileCheck
    do throws(LogProblem) {
      try TileCheck.complete(log.disk, log.folder, log.tree)
      tiles = try TileCheck(log.disk, log.folder, log.tree)
    } catch { throw CommandError(error) }
    for fault in tiles.faults {
      printer.warn("\(fault.path), byte \(fault.byteOffset): the tile is not what the lines say")
    }
    try printer.print(exactly: checkpoint.text)
    return ExitCode.done
  }

  /// `audit prove`: that an event is in the log.
  static func auditProve(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    try refuseMore(arguments, than: 1)
    guard arguments.positional.count == 2 else {
      throw CommandError(
        ExitCode.usage, "audit prove needs an event",
        remedy: "such as reprieve audit prove 7, or reprieve audit prove /clinic/ehr/e7")
    }
    let log = try AuditedLog(arguments, printer)
    let seq = try log.line(called: arguments.positional[1])
    let checkpoint = try log.checkpoint(over: log.size)
    let (proof, line): (EventProof, [UInt8])
    do throws(LogProblem) {
      proof = EventProof(
        index: seq, siblings: try log.tree.inclusion(of: seq, in: log.size),
        checkpoint: checkpoint)
      line = try log.tree.line(seq)
    } catch { throw CommandError(error) }
    // What can't be checked is not handed out.
    guard proof.holds(for: line.span) else {
      throw CommandError(ExitCode.bug, "the proof of line \(seq) does not hold")
    }
    try printer.print(exactly: proof.text)
    return ExitCode.done
  }

  /// `audit consistency`: that the log extends an older one.
  static func auditConsistency(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    try refuseMore(arguments, than: 2)
    guard arguments.positional.count >= 2 else {
      throw CommandError(
        ExitCode.usage, "audit consistency needs an older log",
        remedy: "its number of lines, or the file of its checkpoint")
    }
    let log = try AuditedLog(arguments, printer)
    let old = try log.older(arguments.positional[1], printer)
    let new =
      arguments.positional.count > 2
      ? try log.older(arguments.positional[2], printer) : try log.checkpoint(over: log.size)
    guard old.size > 0 else {
      throw CommandError(
        ExitCode.usage, "nothing can be proved about a log without lines",
        remedy: "name an older log of one line or more")
    }
    guard old.size <= new.size else {
      throw CommandError(
        ExitCode.usage, "the older log has \(old.size) lines and the newer one \(new.size)",
        remedy: "name the older one first")
    }
    let hashes: [Digest]
    do throws(LogProblem) { hashes = try log.tree.consistency(from: old.size, to: new.size) } catch
    {
      throw CommandError(error)
    }
    let proof = ExtensionProof(old: old.size, hashes: hashes, checkpoint: new)
    guard proof.holds(from: old) else {
      throw CommandError(ExitCode.bug, "the proof from line \(old.size) does not hold")
    }
    try printer.print(exactly: proof.text)
    return ExitCode.done
  }

  /// `audit export-tlog`: the log for other people's tools.
  static func auditExport(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    try refuseMore(arguments, than: 1)
    guard arguments.positional.count == 2, !arguments.positional[1].isEmpty else {
      throw CommandError(
        ExitCode.usage, "audit export-tlog needs a folder", remedy: "one that is not there yet")
    }
    let folder = arguments.positional[1]
    if let status = try? printer.surroundings.disk.status(at: folder), status.kind != .folder {
      throw CommandError(
        ExitCode.cannotCreate, "\(folder) is there already, and no folder",
        remedy: "nothing was written; name another one")
    }
    let log = try AuditedLog(arguments, printer)
    let checkpoint = try log.checkpoint(over: log.size)
    let export: TlogExport
    do throws(LogProblem) {
      export = try TlogExport(log.tree, checkpoint, to: folder, log.disk)
    } catch {
      switch error {
      case .disk(let failure) where failure.isTaken:
        throw CommandError(
          ExitCode.cannotCreate, "\(folder) is there already, and not empty",
          remedy: "nothing was written; name another folder")
      case .missing(let place) where place != log.path:
        throw CommandError(
          ExitCode.cannotCreate, "\(folder) can't be made: there is nothing it could lie in",
          remedy: "nothing was written; make the folder above it first")
      case .forbidden(let failure) where failure.path != log.path:
        throw CommandError(
          ExitCode.cannotCreate, "\(failure.path): \(failure.reason)",
          remedy: "name a folder where you may write")
      default: throw CommandError(error)
      }
    }
    try printer.print(["\(folder): \(log.size) lines in \(export.files) files"])
    return ExitCode.done
  }

  /// Refuses what stands behind the task and its arguments.
  static func refuseMore(_ arguments: Arguments, than count: Int) throws(CommandError) {
    let task = arguments.positional.first ?? "verify"
    guard arguments.positional.count > count + 1 else { return }
    let word = arguments.positional[count + 1]
    throw CommandError(
      ExitCode.usage, "audit \(task) has no use for \(word)",
      remedy: word.hasSuffix(".jsonl")
        ? "a log is named with -f: reprieve audit \(task) -f \(word)"
        : "reprieve help audit says what it takes")
  }
}

extension AuditedLog {
  /// Keeps a copy of a checkpoint beside the log, best effort.
  ///
  /// One that was kept before is never replaced: it may carry a signature, and where it says
  /// something else it is the evidence that lines were altered.
  fileprivate func keep(_ checkpoint: Checkpoint, _ printer: Printer) throws(CommandError) {
    let kept = folder.kept(checkpoint.size)
    let advice = "keep another where the log's owner can't write"
    if (try? disk.status(at: kept)) != nil {
      let bytes = try? disk.contents(of: kept, limit: Self.longestEvidence)
      guard bytes.flatMap({ Checkpoint($0) }) == checkpoint else {
        throw CommandError(
          ExitCode.no, "\(kept) says something else than the log",
          remedy: "reprieve audit verify says more; nothing was written")
      }
      return printer.note("a copy was kept in \(kept) before; \(advice)")
    }
    do throws(DiskError) {
      try disk.createFolder(folder.path)
      try disk.replace(kept, with: Array(checkpoint.text.utf8))
      // The copy is worth something only if it outlives what it is kept for.
      let file = try disk.open(kept, .update)
      defer { disk.close(file) }
      try disk.synchronize(file)
      try disk.synchronizeFolder(folder.path)
      try disk.synchronizeFolder(LogCreation.folder(of: path))
      printer.note("a copy is kept in \(kept); \(advice)")
    } catch { printer.warn("no copy is kept: \(kept): \(error.reason)") }
  }

  /// The number of a line that is called by it, or by SOURCE/ID.
  func line(called word: String) throws(CommandError) -> Int {
    if Self.isNumber(word) {
      guard let seq = Int(word), seq < size else {
        throw CommandError(
          ExitCode.usage, "there is no line \(word)", remedy: "lines here are 0 to \(size - 1)")
      }
      return seq
    }
    let histories: Histories
    do throws(LogProblem) {
      histories = try Replay(disk, .builtIn, asOf: .lines(size)).histories(of: path)
    } catch { throw CommandError(error) }
    return try LineFinder(histories, path, to: "prove").seq(of: word)
  }

  private static func isNumber(_ word: String) -> Bool {
    !word.isEmpty && word.utf8.allSatisfy { $0 &- 48 <= 9 }
  }

  /// An older checkpoint by its number of lines or from a file, that this log extends.
  func older(_ word: String, _ printer: Printer) throws(CommandError) -> Checkpoint {
    if Self.isNumber(word) {
      guard let lines = Int(word), lines <= tree.size else {
        throw CommandError(
          ExitCode.usage, "\(path) has \(tree.size) lines, not \(word)",
          remedy: "name a smaller number")
      }
      return try checkpoint(over: lines)
    }
    let given = try Self.readCheckpoint(word, printer)
    switch try agrees(with: given) {
    case true?: return given
    case nil:
      throw CommandError(
        ExitCode.no, "\(word) is of another log: \(given.origin), not \(origin)",
        remedy: "name the log that it is of with -f")
    case false?:
      throw CommandError(
        ExitCode.no,
        given.size > tree.size
          ? "\(path) has \(tree.size) lines, and \(word) speaks of \(given.size)"
          : "\(path) does not begin with the \(given.size) lines of \(word)",
        remedy: "lines were taken away or altered since: there is no proof of the opposite")
    }
  }
}
