package import Bytes
package import EventLog
import Events

/// Writes a log anew without some of its lines, under another origin. The old one is only read.
///
/// ```
/// old  0  1  2[2..4]  3[2..4]  4[2..4]  5[5..6]  6[5..6]      leaving out 1, 3, 6
/// new  0     1[1..2]           2[1..2]  3                     a batch of one is none
/// ```
///
/// Every line keeps `recordedtime` and, byte for byte, what its producer said; `seq`, `first`,
/// `last` and `xxh64` are new. Line 0 names the checkpoint of the old log and the reason.
package struct LogErasure: Sendable {
  /// What came of it.
  package struct Outcome: Equatable, Sendable {
    /// The checkpoint of the new log, which also lies beside it.
    package let checkpoint: Checkpoint
    /// That of the old one, over the lines that were read.
    package let previous: Checkpoint
  }

  private let disk: any Disk
  private let path: String
  /// The old log as it was verified.
  private let reading: LogReading
  private let leavingOut: [Int]

  /// - Parameters:
  ///   - path: the old log.
  ///   - reading: what verifying it gave; lines that came later are left alone.
  ///   - leavingOut: the lines that are left out, ascending, not line 0.
  package init(_ disk: any Disk, _ path: String, _ reading: LogReading, leavingOut: [Int]) {
    self.disk = disk
    self.path = path
    self.reading = reading
    self.leavingOut = leavingOut
  }

  /// Writes the new log, verifies it, and links it into place: at no moment is there half of it.
  ///
  /// - Parameters:
  ///   - mentions: what no line may hold; `nil`: whatever the lines hold.
  package func write(
    to target: String, _ identity: LogIdentity, reason: String, refusing mentions: Mentions?
  ) throws(ErasureFailure) -> Outcome {
    let survey = try ErasureSurvey(disk, path, reading, leavingOut, mentions)
    let previous = Checkpoint(
      origin: reading.identity.origin, size: reading.finding.committed, root: survey.root)
    let lineZero = ErasedLineZero(identity, previous, reason: reason, before: survey.lineZero)
    let first = lineZero.line(recorded: reading.created ?? reading.lastRecorded)
    guard first.count <= Seal.longestLine else { throw .tooLong }
    let isNamedFirst = mentions.map(lineZero.names) ?? false
    let mentioned = (isNamedFirst ? [0] : []) + survey.mentioned
    guard mentioned.isEmpty else { throw .mentioned(mentioned) }

    let checkpoint = try WholeLog.put(disk, at: target, identity) { output throws(LogProblem) in
      var writer = ErasedLines(leavingOut, first: first)
      try output.write(line: first)
      try forEachLine(disk, path, reading) { line, seq throws(LogProblem) in
        guard let new = writer.line(line, seq) else { return }
        try output.write(line: new)
      }
      return writer.frontier
    }
    return Outcome(checkpoint: checkpoint, previous: previous)
  }
}

/// Hands each line that was verified to `body`, with its number.
func forEachLine(
  _ disk: any Disk, _ path: String, _ reading: LogReading,
  _ body: ([UInt8], Int) throws(LogProblem) -> Void
) throws(LogProblem) {
  let file: OpenFile
  do throws(DiskError) { file = try disk.open(path, .read) } catch { throw LogProblem(error) }
  defer { disk.close(file) }
  var cutter = LineCutter(disk, file, end: reading.finding.committedBytes)
  var seq = 0
  try cutter.forEach(from: 0) { line, _ throws(LogProblem) in
    // A file that was replaced meanwhile is no longer what was verified.
    if let rule = Seal.fault(of: line) {
      throw .damaged(
        path, .damage(rule, line: seq, byteOffset: nil, committed: seq, bytes: 0))
    }
    try body(line.copy(), seq)
    seq += 1
    return true
  }
  guard seq == reading.finding.committed else {
    throw .damaged(
      path, .damage(.short, line: seq, byteOffset: nil, committed: seq, bytes: 0))
  }
}
