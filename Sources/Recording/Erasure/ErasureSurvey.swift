import Bytes
import EventLog

/// What has to be known of the old log before a line of the new one is written.
struct ErasureSurvey {
  /// The RFC 6962 root over its lines.
  let root: Digest
  /// Its line 0.
  let lineZero: [UInt8]
  /// Lines that stay and name the subject.
  let mentioned: [Int]

  init(
    _ disk: any Disk, _ path: String, _ reading: LogReading, _ leavingOut: [Int],
    _ mentions: Mentions?
  ) throws(ErasureFailure) {
    var frontier = MerkleFrontier()
    var lineZero: [UInt8] = []
    var mentioned: [Int] = []
    var next = 0
    do throws(LogProblem) {
      try forEachLine(disk, path, reading) { line, seq throws(LogProblem) in
        frontier.append(line.span)
        if seq == 0 { lineZero = line }
        if next < leavingOut.count, leavingOut[next] == seq {
          next += 1
        } else if seq > 0, mentions?.isIn(line: line) ?? false {
          mentioned.append(seq)
        }
      }
    } catch { throw .log(error) }
    root = frontier.root
    self.lineZero = lineZero
    self.mentioned = mentioned
  }
}
