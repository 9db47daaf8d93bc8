import Bytes
import EventLog

extension CommandError {
  /// What stops a command that uses a log.
  init(_ problem: LogProblem, writing: Bool = false) {
    switch problem {
    case .missing(let path):
      self.init(
        ExitCode.noLog, "\(path): there is no such log",
        remedy: "reprieve init \(path) starts one; reprieve demo makes one to try", missing: path)
    case .forbidden(let error):
      self.init(
        ExitCode.noLog, "\(error.path): \(error.reason)",
        remedy: writing
          ? "you need permission to read and write it" : "you need permission to read it")
    case .notAFile(let words):
      self.init(ExitCode.data, words, remedy: "name the log itself: a file of JSON Lines")
    case .empty(let path):
      self.init(
        ExitCode.data, "\(path) is empty: not even line 0 is there",
        remedy: "it is not a log; reprieve init starts one under a new name")
    case .damaged(let path, let finding): self.init(damage: finding, path)
    case .locked(let path, let holder):
      self.init(
        ExitCode.locked, "\(path) is being written to by \(holder ?? "another process")",
        remedy: "try again, or wait with --wait SECONDS; nothing was written")
    case .disk(let error):
      let place = error.path.isEmpty ? "" : "\(error.path): "
      self.init(
        ExitCode.inputOutput, "\(place)\(error.operation): \(error.reason)",
        remedy: writing
          ? "nothing more was acknowledged" : "nothing was changed; try again, or look at the disk")
    }
  }

  private init(damage finding: LogFinding, _ path: String) {
    guard let rule = finding.rule else {
      self.init(ExitCode.data, "\(path) is damaged")
      return
    }
    if rule == .root {
      self.init(
        ExitCode.data, "\(path): \(rule.sentence)",
        remedy: "a line and its xxh64 were changed together; compare with a backup")
      return
    }
    let line = finding.line ?? 0
    let place = "line \(line), byte \(finding.byteOffset ?? 0), rule \(rule.rawValue)"
    if finding.committed == 0 {
      let newer = rule == .format
      self.init(
        ExitCode.data,
        newer
          ? "\(path) was written by a newer version"
          : "\(path) is not a log: its first line \(rule.sentence)",
        excerpt: [place],
        remedy: newer ? "a newer reprieve reads it" : "nothing was changed")
      return
    }
    self.init(
      ExitCode.data, "\(path):\(line): damage: line \(line) \(rule.sentence)",
      excerpt: [place, "\(finding.committed) lines before it are in order"],
      remedy: "reprieve repair -f \(path) explains what can be done; nothing was changed")
  }
}
