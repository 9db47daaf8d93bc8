import EventLog

/// Why a log can't be used.
public struct LogError: Error, Equatable, Sendable {
  /// The sort of problem.
  public enum Kind: Sendable {
    /// No such file, or no permission.
    case unavailable
    /// Not a log, or empty.
    case notALog
    /// Damage: the place and the rule are in the message.
    case damaged
    /// Another writer has it.
    case locked
    /// A system call failed.
    case inputOutput
  }

  /// The sort of problem.
  public let kind: Kind
  /// The problem in a sentence.
  public let message: String
}

extension LogError {
  init(_ problem: LogProblem, _ path: String) {
    switch problem {
    case .missing: self.init(kind: .unavailable, message: "\(path): there is no such log")
    case .forbidden(let error): self.init(kind: .unavailable, message: "\(path): \(error.reason)")
    case .notAFile(let words): self.init(kind: .notALog, message: words)
    case .empty: self.init(kind: .notALog, message: "\(path) is empty")
    case .damaged(_, let finding):
      let line = finding.line.map { "line \($0)" } ?? "the log"
      let rule = finding.rule?.sentence ?? "is damaged"
      self.init(
        kind: finding.committed == 0 ? .notALog : .damaged, message: "\(path): \(line) \(rule)")
    case .locked(_, let holder):
      self.init(
        kind: .locked, message: "\(path) is being written to by \(holder ?? "another process")")
    case .disk(let error):
      self.init(kind: .inputOutput, message: "\(path): \(error.operation): \(error.reason)")
    }
  }
}
