package import Bytes
package import EventLog
package import Evidence

/// A log that was read as strictly as can be: every byte hashed, every line held to all rules,
/// names compared, the tree held against the checkpoint beside the log.
package struct LogVerification: Sendable {
  /// The state of the log; its verdict is never damage.
  package let reading: LogReading
  /// The tree over its lines, made from the bytes that were checked.
  package let tree: LogTree

  /// What was found out about the state of the log.
  package var finding: LogFinding { reading.finding }

  /// Verifies the log at a path.
  ///
  /// Throws `LogProblem`; a fault that only a full parse, an index or the tree finds has the level
  /// `verify`.
  package static func verify(
    _ disk: any Disk, _ path: String, lanes: Int = Machine.cores
  ) throws(LogProblem) -> LogVerification {
    var lines = Witnessed(StrictLines())
    let reading: LogReading
    do throws(LogProblem) {
      reading = try LogReader(disk, path).read(into: &lines, lanes: lanes)
    } catch {
      // Which line is the first that breaks which rule depends on names, too.
      try search(disk, path)
      throw error
    }
    if lines.consumer.mayRepeat(first: reading.finding.committed, lanes: lanes) {
      try search(disk, path)
    }
    let verified = LogVerification(reading: reading, tree: try lines.tree(disk, path, reading))
    if case .found(let checkpoint) = reading.checkpoint,
      try verified.tree.root(of: checkpoint.size) != checkpoint.root
    {
      var finding = LogFinding.damage(
        .root, line: nil, byteOffset: nil, committed: reading.finding.committed,
        bytes: reading.finding.committedBytes, level: .verify)
      finding.checkpoint = reading.checkpoint
      throw .damaged(path, finding)
    }
    return verified
  }

  /// Throws what is wrong with a log where something is, names included.
  private static func search(_ disk: any Disk, _ path: String) throws(LogProblem) {
    var exact = RepeatedNames()
    _ = try LogReader(disk, path).read(into: &exact)
  }
}
