import Bytes
import Definitions
import EventLog
import Events
import Recording

/// The first events of a log as their producers wrote them, to be appended to a new one.
struct ProducedEvents {
  /// So many are enough, and fit into memory beside all else.
  static let most = 1_000_000

  private(set) var lines: [[UInt8]] = []

  init(of path: String) throws {
    var reader = ProducedLines()
    _ = try LogReader(SystemDisk(), path).read(into: &reader)
    lines = reader.lines
  }

  /// Bytes, a line end for each line included.
  var byteCount: Int { lines.reduce(0) { $0 + $1.count + 1 } }
}

private struct ProducedLines: LineConsumer {
  private(set) var lines: [[UInt8]] = []

  mutating func takeFirst(_ line: Span<UInt8>) {}

  mutating func takeCanonical(_ line: Span<UInt8>, _ header: LineHeader, at offset: Int) -> Bool {
    guard lines.count < ProducedEvents.most else { return true }
    let members = line.copy(header.body.lowerBound + 1..<header.body.upperBound)
    lines.append(Array("{\"specversion\":\"1.0\",".utf8) + members + [UInt8(ascii: "}")])
    return true
  }

  mutating func take(_ document: JSONDocument, _ header: LineHeader, at offset: Int) {}
}

/// Events checked, hashed and made durable in a new log, its indexes and tiles beside it. Each batch
/// is read and then written; that the next one is read meanwhile is the command's doing.
struct Append: Bend {
  /// Where a log was written, and the root over it.
  struct Answer {
    let path: String
    let root: Digest
  }

  let name: String
  let extent: (events: Int, bytes: Int)?
  private let batches: [ProducerLines]

  /// - Parameter size: lines in a batch.
  init(_ events: ProducedEvents, first count: Int, size: Int, _ name: String) {
    self.name = name
    let lines = events.lines.prefix(count)
    batches = stride(from: 0, to: lines.count, by: size).map { start in
      ProducerLines(Array(lines[start..<min(start + size, lines.count)]))
    }
    extent = (lines.count, lines.reduce(0) { $0 + $1.count + 1 })
  }

  /// The same moment for all, so that the root is the same in every run.
  private static let clock = Timekeeper(
    now: { Instant(milliseconds: 1_800_000_000_000) }, seconds: { Console().monotonicSeconds() },
    sleep: { _ in })

  func run(_ path: String) throws -> Answer {
    let disk = SystemDisk()
    let target = path + ".appended.jsonl"
    try LogCreation.create(
      disk, target, LogIdentity(name: "benchmark", origin: "example.org/benchmark")!,
      at: Self.clock.now())
    let appender = try Appender.open(disk, target, .builtIn, Self.clock)
    for batch in batches {
      let answer = try appender.append(DraftBatch(batch, appender.scanner))
      guard case .accepted = answer else { throw NotTaken(answer: answer) }
    }
    let root = appender.checkpoint.root
    appender.close()
    return Answer(path: target, root: root)
  }

  /// An answer that should have been another one.
  struct NotTaken: Error {
    let answer: AppendAnswer
  }

  /// Adds the root, and takes the log away.
  func describe(_ answer: Answer, to text: inout [UInt8]) {
    text += answer.root.bytes
    let disk = SystemDisk()
    try? disk.remove(answer.path)
    Self.remove(answer.path + ".d", disk)
  }

  private static func remove(_ path: String, _ disk: SystemDisk) {
    if (try? disk.status(at: path))?.kind == .folder {
      for name in (try? disk.names(in: path)) ?? [] { remove(path + "/" + name, disk) }
    }
    try? disk.remove(path)
  }
}
