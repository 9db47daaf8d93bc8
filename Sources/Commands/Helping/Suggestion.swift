import Bytes

/// What somebody may have meant who typed what there is not.
enum Suggestion {
  /// Words that people try for what is called otherwise here.
  private static let otherWords: [(words: [String], command: String)] = [
    (["survival", "km", "kaplan-meier", "turnbull", "courses", "episodes", "duration"], "relief"),
    (["patient", "subject", "person", "trace"], "timeline P-0008"),
    (["summary", "stats", "table1", "describe", "subjects", "patients"], "cohort"),
    (["validate", "lint"], "check"),
    (["list", "ls", "events", "cat", "tail", "show-log"], "log"),
    (["new", "create", "start"], "init"),
    (["write", "insert", "record", "load"], "append"),
    (["delete", "remove", "rm", "erase", "forget"], "export --without SUBJECT"),
    (["fix", "recover", "fsck"], "repair"),
    (["proof", "prove", "checkpoint", "trail", "replay"], "audit"),
    (["watch"], "follow"), (["instruments", "sets", "thresholds"], "definitions list"),
    (["responders", "outcome", "outcomes"], "response"), (["version"], "--version"),
    (["convert"], "export"), (["example", "simulate", "tutorial"], "demo"),
    (["?", "usage", "commands"], "help"),
  ]

  /// The error of a word where a command is expected.
  static func unknownCommand(_ name: String) -> CommandError {
    if name.hasSuffix(".jsonl") {
      return CommandError(
        ExitCode.usage, "\(name) is a file, not a command",
        remedy: "name a command first: reprieve relief -f \(name)")
    }
    let names = Command.all.flatMap { [$0.name] + $0.aliases }
    return CommandError(
      ExitCode.usage, "there is no command \(name)",
      remedy: instead(of: name) ?? CommandError.nearest(name, among: names) ?? person(name)
        ?? "reprieve help lists commands")
  }

  /// The command under another name for it.
  private static func instead(of name: String) -> String? {
    let word = name.lowercased()
    return otherWords.first { $0.words.contains(word) }
      .map { "did you mean reprieve \($0.command)?" }
  }

  /// Pseudonyms have digits, and no command has.
  private static func person(_ name: String) -> String? {
    guard name.contains(where: \.isNumber), name.utf8.count <= 64 else { return nil }
    return "if that is somebody: reprieve relief \(name), or reprieve timeline \(name)"
  }

  /// What to do about an option that a command has not.
  static func option(_ name: String, _ command: String, among options: [Option]) -> String {
    if let near = CommandError.nearest(name, among: options.map(\.name)) { return near }
    let others = Command.all.filter { other in
      other.options.contains { $0.name == name || $0.short == name }
    }
    guard !others.isEmpty else { return "reprieve help \(command) lists them" }
    let names = others.prefix(3).map(\.name).joined(separator: ", ")
    return "it is an option of \(names)\(others.count > 3 ? " and others" : ""); "
      + "reprieve help \(command) lists those of \(command)"
  }

  /// How to name a log where none was named: a folder with one log has an answer.
  static func log(in surroundings: Surroundings) -> String {
    let general = "name it with -f FILE or in REPRIEVE_LOG; reprieve demo makes one to try"
    guard let folder = surroundings.folder,
      let names = try? surroundings.disk.names(in: folder)
    else { return general }
    let logs = names.filter { name in
      name.hasSuffix(".jsonl")
        && (try? surroundings.disk.status(at: folder + "/" + name).kind) == .file
    }
    switch logs.count {
    case 0: return general
    case 1: return "\(logs[0]) is here: add -f \(logs[0])"
    case 2...5: return "here are \(logs.joined(separator: ", ")): name one with -f"
    default: return "here are \(logs.count) that end in .jsonl: name one with -f"
    }
  }

  /// The file with the nearest name in the folder where one was looked for.
  static func file(near path: String, on disk: any Disk) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last, !name.isEmpty else { return nil }
    let folder = parts.dropLast().joined(separator: "/")
    let isRoot = parts.count > 1 && folder.isEmpty
    let place = isRoot ? "/" : parts.count == 1 ? "." : folder
    guard let names = try? disk.names(in: place), names.count <= 10_000,
      let near = Nearest.name(to: String(name), among: names.filter { !$0.hasPrefix(".") }),
      near != name
    else { return nil }
    return parts.count == 1 ? near : folder + "/" + near
  }
}
