/// What a reader found out about the state of a log.
package struct LogFinding: Equatable, Sendable {
  /// The state in one word, as the vectors name it.
  package enum Verdict: String, Sendable {
    /// In order.
    case ok
    /// Bytes of an append that never ended stand behind the committed lines.
    case tornTail = "torn-tail"
    /// Anything else: what stands there was not written so.
    case damage
  }

  /// How the fault is found.
  package enum Level: String, Sendable {
    /// By whatever reads the log.
    case replay
    /// By a full parse, an index of ids or the tree.
    case verify
  }

  /// The state.
  package var verdict: Verdict
  /// Lines of the committed prefix; for damage those before the bad line that end an append.
  package var committed: Int
  /// Bytes of the committed prefix, line ends included.
  package var committedBytes: Int
  /// The bad line, from 0; of a torn tail the first that is not committed.
  package var line: Int?
  /// The byte where that line starts.
  package var byteOffset: Int?
  /// What the first bad line breaks.
  package var rule: LogRule?
  /// How it is found.
  package var level: Level?
  /// The checkpoint beside the log.
  package var checkpoint = CheckpointState.none

  /// A log in order.
  package static func ok(committed: Int, bytes: Int) -> LogFinding {
    LogFinding(
      verdict: .ok, committed: committed, committedBytes: bytes, line: nil, byteOffset: nil,
      rule: nil, level: nil)
  }

  /// Damage at a line.
  package static func damage(
    _ rule: LogRule, line: Int?, byteOffset: Int?, committed: Int, bytes: Int,
    level: Level = .replay
  ) -> LogFinding {
    LogFinding(
      verdict: .damage, committed: committed, committedBytes: bytes, line: line,
      byteOffset: byteOffset, rule: rule, level: level)
  }
}
