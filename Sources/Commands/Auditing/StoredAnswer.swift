import Bytes
import EventLog
import Evidence
import Synchronization

/// An answer with evidence that somebody stored, and what asking again gives.
struct StoredAnswer {
  /// A log that the answer names.
  struct Log {
    let origin: String
    let size: Int
    let root: Digest
  }

  let path: String
  let logs: [Log]
  /// The command line that gave it, taken apart.
  private let arguments: Arguments
  private let document: JSONDocument

  /// The logs as its command line names them.
  var paths: [String] { arguments.all(.log) }

  /// The commands whose answers carry evidence. Nothing else is ever run from a file.
  private static let askable = [
    Command.relief, .response, .intervals, .cohort, .timeline, .compare, .check,
  ]

  /// Reads the JSON that a command wrote with `--evidence`.
  init(_ path: String, _ printer: Printer) throws(CommandError) {
    self.path = path
    func wrong(_ words: String) -> CommandError {
      CommandError(
        ExitCode.data, "\(path) \(words)",
        remedy: "an answer that can be replayed is written with --evidence --format json")
    }
    let bytes = try AuditedLog.read(path, printer, limit: AuditedLog.longestAnswer)
    guard let document = try? JSONDocument(bytes) else { throw wrong("is not JSON") }
    self.document = document
    let root = document.root
    guard let words = root["extra"]?["evidence"]?["command"]?.elements.map(\.text),
      let command = words as? [String], command.first == "reprieve", command.count > 1
    else { throw wrong("carries no command line") }
    guard let asked = Self.askable.first(where: { $0.name == command[1] }) else {
      throw wrong("carries a command line that is no question: \(command[1])")
    }
    // It is somebody else's: what it says is taken apart as the program itself would do it.
    let rest = Array(command.dropFirst(2))
    do throws(CommandError) {
      arguments = try Arguments(rest, options: asked.options + Option.common, command: asked.name)
    } catch { throw wrong("carries a command line that can't be run: \(error.problem)") }
    guard !arguments.has(.output) else {
      throw wrong("carries a command line that is no question: it writes a file")
    }
    guard arguments.has(.evidence), arguments.all(.format) == [Printer.Format.json.rawValue],
      !rest.contains("--help"), !rest.contains("-h")
    else { throw wrong("carries a command line that gives another document") }
    var logs: [Log] = []
    for log in root["log"].map({ [$0] }) ?? root["logs"]?.elements ?? [] {
      guard let origin = log["origin"]?.text, let size = log["size"]?.whole,
        (0...Int64(LineHeader.highestSeq) + 1).contains(size), let text = log["root"]?.string,
        let digest = Base64.decode(text).flatMap(Digest.init(bytes:))
      else { throw wrong("does not say which lines it was computed from") }
      logs.append(Log(origin: origin, size: Int(size), root: digest))
    }
    guard !logs.isEmpty else { throw wrong("names no log") }
    self.logs = logs
    guard paths.count == logs.count else {
      throw wrong("is about \(logs.count) logs, and its command line names \(paths.count)")
    }
  }

  /// What replaying came to.
  struct Replayed {
    /// For each log whether its first lines are those of the answer.
    var sameLogs: [Bool]
    /// Where the answers part, as `units[3].lowerDays`; `nil`: nowhere.
    var difference: String?

    var isSame: Bool { sameLogs.allSatisfy { $0 } && difference == nil }
  }

  /// Asks again, on as many lines of each log as the answer was computed from.
  ///
  /// - Parameters:
  ///   - paths: where the logs lie, one for each of `logs`.
  ///   - verified: logs that need not be verified again.
  func replay(
    _ paths: [String], _ printer: Printer, verified: [AuditedLog] = []
  ) throws(CommandError) -> Replayed {
    try printer.refuseToOverwrite(paths + arguments.all(.definitions))
    var same: [Bool] = []
    var roots: [Digest?] = []
    for (log, place) in zip(logs, paths.map(printer.surroundings.disk.target)) {
      let found: AuditedLog
      if let known = verified.first(where: { $0.path == place }) {
        found = known
      } else {
        found = try AuditedLog(place, printer)
      }
      same.append(
        try found.agrees(
          with: Checkpoint(origin: log.origin, size: log.size, root: log.root)) ?? false)
      roots.append(
        log.size <= found.tree.size ? try found.checkpoint(over: log.size).root : nil)
    }
    var surroundings = printer.surroundings
    let heard = Heard()
    surroundings.sizes = logs.map(\.size)
    surroundings.write = { bytes, stream in heard.take(bytes, stream) }
    surroundings.isTerminal = { _ in false }
    let code = Program.run(arguments.said(about: paths), in: surroundings)
    guard let again = try? JSONDocument(heard.output) else {
      guard same.allSatisfy({ $0 }) else {
        return Replayed(sameLogs: same, difference: "everything")
      }
      throw CommandError(
        code == ExitCode.done ? ExitCode.bug : code, "\(path) could not be asked again",
        excerpt: heard.errors.split(separator: 0x0A).map { Array($0).text },
        remedy: "logs and definitions must lie where its command line says; -f names logs anew")
    }
    // Asking reads the log once more: it must have read what was verified.
    let asked = again.root["log"].map { [$0] } ?? again.root["logs"]?.elements ?? []
    for (root, log) in zip(roots, asked) where root != nil && log["root"]?.text != root?.base64 {
      throw CommandError(
        ExitCode.no, "a log of \(path) was replaced while it was asked again",
        remedy: "nothing is said about the answer; work on a copy that nobody writes to")
    }
    return Replayed(
      sameLogs: same, difference: Self.difference(document.root, again.root, at: ""))
  }

  /// The first member in which two documents differ, whatever the order of members. Roots are
  /// compared with the log itself, and the command line names paths: they are none.
  private static func difference(_ left: JSONNode, _ right: JSONNode, at place: String) -> String? {
    let isRoot = place == "log.root" || place.hasPrefix("logs[") && place.hasSuffix("].root")
    guard place != "extra.evidence.command", !isRoot else { return nil }
    guard left.kind == right.kind else { return place }
    switch left.kind {
    case .object:
      let (mine, theirs) = (left.members, right.members)
      func name(_ key: [UInt8]) -> String { place + (place.isEmpty ? "" : ".") + key.text }
      for (index, member) in mine.enumerated() {
        let isInPlace = index < theirs.count && theirs[index].key == member.key
        let other = isInPlace ? theirs[index] : theirs.first { $0.key == member.key }
        guard let other else { return name(member.key) }
        if let found = difference(member.value, other.value, at: name(member.key)) { return found }
      }
      guard mine.count < theirs.count else { return nil }
      return theirs.first { other in !mine.contains { $0.key == other.key } }.map { name($0.key) }
    case .array:
      let (mine, theirs) = (left.elements, right.elements)
      for (index, pair) in zip(mine, theirs).enumerated() {
        if let found = difference(pair.0, pair.1, at: "\(place)[\(index)]") { return found }
      }
      return mine.count == theirs.count ? nil : "\(place)[\(min(mine.count, theirs.count))]"
    case .string, .number, .bool, .null: return left.hasSameValue(as: right) ? nil : place
    }
  }
}

/// What a command says, kept instead of printed.
private final class Heard: Sendable {
  private let streams = Mutex<(output: [UInt8], errors: [UInt8])>(([], []))

  func take(_ bytes: [UInt8], _ stream: Int32) {
    streams.withLock { if stream == 1 { $0.output += bytes } else { $0.errors += bytes } }
  }

  var output: [UInt8] { streams.withLock { $0.output } }
  var errors: [UInt8] { streams.withLock { $0.errors } }
}
