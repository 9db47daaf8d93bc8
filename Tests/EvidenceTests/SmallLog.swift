import Bytes
import EventLog
import TestSupport

/// A log in memory of so many lines, in batches of every size, that breaks no rule.
struct SmallLog {
  static let path = "log.jsonl"
  static let identity = LogIdentity(name: "test", origin: "example.org/test")!

  let lines: [[UInt8]]

  /// - Parameter text: what the note of a line says, at least.
  init(lines count: Int, seed: UInt64 = 1, text: String = "") {
    let recorded = Instant("2026-01-05T08:00:00Z")!
    var generator = SeededGenerator(seed: seed)
    var lines = [Self.identity.line(recorded: recorded)]
    while lines.count < count {
      let size = min(1 + generator.below(5), count - lines.count)
      let batch = size > 1 ? lines.count...lines.count + size - 1 : nil
      for _ in 0..<size {
        let note = text + String(repeating: "x", count: generator.below(120))
        let body =
          #","id":"e\#(lines.count)","source":"/a","type":"note","subject":"P-1","#
          + #""time":"2026-01-05T08:00:00Z","data":{"text":"\#(note)"}"#
        lines.append(
          LineBuilder.line(
            seq: lines.count, recorded: recorded, body: Array(body.utf8), batch: batch))
      }
    }
    self.lines = lines
  }

  var bytes: [UInt8] { lines.flatMap { $0 + [0x0A] } }

  /// The leaves, one by one, without the processor's instructions.
  var leaves: [Digest] { lines.map { SHA256.leaf($0.span, usesProcessor: false) } }

  /// A disk that has it.
  var disk: SimulatedDisk {
    let disk = SimulatedDisk()
    disk.install(Self.path, bytes)
    return disk
  }
}
