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
  package let remedy: String

  package init(
    _ code: Int32, _ problem: String, excerpt: [String] = [], remedy: String = ""
  ) {
    self.code = code
    self.problem = problem
    self.excerpt = excerpt
    self.remedy = remedy
  }

  /// The three parts as lines.
  package var lines: [String] {
    ["reprieve: error: \(problem)"] + excerpt.map { "  " + $0 } + (remedy.isEmpty ? [] : [remedy])
  }
}
