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
  /// The command line that gave it.
  let command: [String]
  private let document: JSONDocument

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
    guard let document = try? JSONDocument(try AuditedLog.read(path, printer)) else {
      throw wrong("is not JSON")
    }
    self.document = document
    let root = document.root
    guard let words = root["extra"]?["evidence"]?["command"]?.elements.map(\.text),
      let command = words as? [String], command.first == "reprieve", command.count > 1
    else { throw wrong("carries no command line") }
    guard Self.askable.contains(where: { $0.name == command[1] }),
      !command.contains(where: { $0 == "-o" || $0.hasPrefix("--output") })
    else { throw wrong("carries a command line that is no question: \(command[1])") }
    self.command = command
    var logs: [Log] = []
    for log in root["log"].map({ [$0] }) ?? root["logs"]?.elements ?? [] {
      guard let origin = log["origin"]?.text, let size = log["size"]?.whole,
        let text = log["root"]?.string,
        let digest = Base64.decode(text).flatMap(Digest.init(bytes:))
      else { throw wrong("does not say which lines it was computed from") }
      logs.append(Log(origin: origin, size: Int(size), root: digest))
    }
    guard !logs.isEmpty else { throw wrong("names no log") }
    self.logs = logs
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
  ///   - given: the paths of the logs, where they lie elsewhere now; empty: as they were.
  ///   - verified: logs that need not be verified again.
  func replay(
    _ given: [String], _ printer: Printer, verified: [AuditedLog] = []
  ) throws(CommandError) -> Replayed {
    let words = try words(with: given)
    let paths = Self.paths(in: words)
    guard paths.count == logs.count else {
      throw CommandError(
        ExitCode.usage, "\(path) is about \(logs.count) logs, and \(paths.count) were named",
        remedy: "name each with -f, in the order of the answer")
    }
    var same: [Bool] = []
    for (log, place) in zip(logs, paths) {
      let found: AuditedLog
      if let known = verified.first(where: { $0.path == place }) {
        found = known
      } else {
        found = try AuditedLog(place, printer)
      }
      same.append(
        try found.agrees(
          with: Checkpoint(origin: log.origin, size: log.size, root: log.root)) ?? false)
    }
    var surroundings = printer.surroundings
    let heard = Heard()
    surroundings.sizes = logs.map(\.size)
    surroundings.write = { bytes, stream in heard.take(bytes, stream) }
    let code = Program.run(words, in: surroundings)
    guard let again = try? JSONDocument(heard.output) else {
      guard same.allSatisfy({ $0 }) else {
        return Replayed(sameLogs: same, difference: "everything")
      }
      throw CommandError(
        code == ExitCode.done ? ExitCode.bug : code, "\(path) could not be asked again",
        excerpt: heard.errors.split(separator: 0x0A).map { Array($0).text },
        remedy: "logs and definitions must lie where its command line says; -f names logs anew")
    }
    return Replayed(
      sameLogs: same, difference: Self.difference(document.root, again.root, at: ""))
  }

  /// The command line without the program's name, with other paths of the logs.
  private func words(with given: [String]) throws(CommandError) -> [String] {
    var words = Array(command.dropFirst())
    guard !given.isEmpty else { return words }
    var rest = given
    var index = 0
    while index < words.count, !rest.isEmpty {
      if words[index] == "-f" || words[index] == "--file", index + 1 < words.count {
        words[index + 1] = rest.removeFirst()
        index += 1
      } else if words[index].hasPrefix("--file=") {
        words[index] = "--file=" + rest.removeFirst()
      }
      index += 1
    }
    guard rest.isEmpty else {
      throw CommandError(
        ExitCode.usage, "\(path) is about \(logs.count) logs, and \(given.count) were named",
        remedy: "name each with -f, in the order of the answer")
    }
    return words
  }

  private static func paths(in words: [String]) -> [String] {
    words.indices.compactMap { index in
      if words[index].hasPrefix("--file=") { return String(words[index].dropFirst(7)) }
      return index > 0 && (words[index - 1] == "-f" || words[index - 1] == "--file")
        ? words[index] : nil
    }
  }

  /// The first member in which two documents differ; the command line, which names paths, is none.
  private static func difference(_ left: JSONNode, _ right: JSONNode, at place: String) -> String? {
    guard place != "extra.evidence.command" else { return nil }
    guard left.kind == right.kind else { return place }
    switch left.kind {
    case .object:
      let (mine, theirs) = (left.members, right.members)
      for (index, member) in mine.enumerated() {
        let name = place + (place.isEmpty ? "" : ".") + member.key.text
        guard index < theirs.count, theirs[index].key == member.key else { return name }
        if let found = difference(member.value, theirs[index].value, at: name) { return found }
      }
      return mine.count < theirs.count
        ? place + (place.isEmpty ? "" : ".") + theirs[mine.count].key.text : nil
    case .array:
      let (mine, theirs) = (left.elements, right.elements)
      for (index, pair) in zip(mine, theirs).enumerated() {
        if let found = difference(pair.0, pair.1, at: "\(place)[\(index)]") { return found }
      }
      return mine.count == theirs.count ? nil : "\(place)[\(min(mine.count, theirs.count))]"
    case .string: return left.string == right.string ? nil : place
    case .number, .bool, .null: return left.raw == right.raw ? nil : place
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
