import Bytes

/// How a command ended, for scripts (`docs/spec/cli.md`).
package enum ExitCode {
  /// Done; an empty answer too.
  package static let done: Int32 = 0
  /// A check said no, or a condition did not hold.
  package static let no: Int32 = 1
  /// The command line: unknown command, option, subject, instrument, set.
  package static let usage: Int32 = 2
  /// Bad data: damage, not a log, refused, conflict.
  package static let data: Int32 = 65
  /// No such log, or no permission.
  package static let noLog: Int32 = 66
  /// Our bug.
  package static let bug: Int32 = 70
  /// The output can't be created.
  package static let cannotCreate: Int32 = 73
  /// Reading or writing failed.
  package static let inputOutput: Int32 = 74
  /// Another writer has the log.
  package static let locked: Int32 = 75
  /// Everything was kept back by a privacy rule.
  package static let withheld: Int32 = 77
  /// A definitions file is wrong.
  package static let definitions: Int32 = 78

  /// What each says, for people.
  static let meanings: [(code: Int32, meaning: String)] = [
    (
      done,
      "done. An empty answer is 0, with a note; so are a torn tail, with a warning, and an output that "
        + "nobody reads any more"
    ),
    (no, "a check said no, or a condition did not hold"),
    (usage, "the command line: an unknown command, option, subject, instrument, set, key"),
    (data, "bad data: damage, not a log, an empty file, a newer format, refused, a conflict"),
    (noLog, "no such log, or no permission to read it"),
    (bug, "a fault of this program"),
    (cannotCreate, "the output can't be created"),
    (inputOutput, "reading or writing failed, or the disk is full"),
    (locked, "somebody else is writing to the log"),
    (withheld, "everything was kept back by a privacy rule"),
    (definitions, "a definitions file is wrong"),
  ]
}

/// Why a command stops: what is wrong and where, what stands there, what would do.
package struct CommandError: Error, Equatable, Sendable {
  /// How the process ends.
  package let code: Int32
  /// What is wrong, and where: `clinic.jsonl:8: line 8 was altered`.
  package let problem: String
  /// What stands there; may be empty.
  package let excerpt: [String]
  /// What would do; may be empty.
  package private(set) var remedy: String
  /// The file that is not there, where that is what is wrong.
  private let missing: String?

  package init(
    _ code: Int32, _ problem: String, excerpt: [String] = [], remedy: String = "",
    missing: String? = nil
  ) {
    self.code = code
    self.problem = problem
    self.excerpt = excerpt
    self.remedy =
      code == ExitCode.bug && remedy.isEmpty
      ? "this is a fault of the program: please report it with the command line" : remedy
    self.missing = missing
  }

  /// The error with the name of a file that may have been meant.
  func suggestingFile(on disk: any Disk) -> CommandError {
    guard let missing, let near = Suggestion.file(near: missing, on: disk) else { return self }
    var error = self
    error.remedy = "did you mean \(near)?" + (remedy.isEmpty ? "" : "\n" + remedy)
    return error
  }

  /// The three parts as lines.
  package var lines: [String] {
    ["reprieve: error: \(problem)"] + excerpt.map { "  " + $0 }
      + remedy.split(separator: "\n").map(String.init)
  }
}

extension CommandError {
  /// "did you mean", where one of the names is near to the word; else `nil`.
  static func nearest(_ word: String, among names: [String]) -> String? {
    Nearest.name(to: word, among: names).map { "did you mean \($0)?" }
  }
}
