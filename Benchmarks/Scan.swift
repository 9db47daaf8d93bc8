import Bytes
import EventLog

/// Reads every line and checks its frame, `xxh64`, `seq`, `recordedtime` and batch; nothing of what
/// it says is looked at.
struct Scan: Bend {
  let name = "scan"

  func run(_ path: String) throws -> LogReading {
    var consumer = Passer()
    return try LogReader(SystemDisk(), path).read(into: &consumer)
  }

  func describe(_ answer: LogReading, to text: inout [UInt8]) {
    text.append(text: "\(answer.finding.committed) lines, last at \(answer.lastRecorded.text)\n")
  }
}

/// Takes lines in canonical order unseen, which only a log of our own making allows.
private struct Passer: LineConsumer {
  mutating func takeCanonical(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> Bool { true }

  mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) { throw LineFault(.member) }
}
