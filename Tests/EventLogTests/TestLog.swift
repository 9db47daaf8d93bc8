import Bytes
import EventLog
import TestSupport

/// A log in memory, made of the parts that the writer uses: line 0 and appends of given sizes.
struct TestLog {
  static let identity = LogIdentity(name: "test", origin: "example.org/test")!
  static let path = "log.jsonl"
  /// 2026-01-05T08:00:00Z.
  static let start = Instant(milliseconds: 20_458 * Instant.day + 28_800_000)

  /// All lines, their line ends left out.
  private(set) var lines: [[UInt8]]
  /// The number of lines after each append, line 0 first.
  private(set) var appendEnds = [1]

  /// A log of line 0 and appends of so many lines each, one second apart.
  init(appends sizes: [Int]) {
    lines = [Self.identity.line(recorded: Self.start)]
    for size in sizes { append(size) }
  }

  /// Adds a batch of so many lines.
  mutating func append(_ size: Int) {
    let batch = size > 1 ? lines.count...lines.count + size - 1 : nil
    for _ in 0..<size { lines.append(Self.line(lines.count, batch, append: appendEnds.count)) }
    appendEnds.append(lines.count)
  }

  /// Line `seq` of the `append`-th append.
  static func line(
    _ seq: Int, _ batch: ClosedRange<Int>? = nil, append: Int, body: String? = nil
  ) -> [UInt8] {
    LineBuilder.line(
      seq: seq, recorded: Instant(milliseconds: start.milliseconds + Int64(append) * 1000),
      body: Array((body ?? ",\"id\":\"\(seq)\",\"data\":{}").utf8), batch: batch)
  }

  /// The file.
  var bytes: [UInt8] { Self.file(lines) }

  /// A file of such lines.
  static func file(_ lines: some Sequence<[UInt8]>) -> [UInt8] { lines.flatMap { $0 + [0x0A] } }

  /// Where line `number` starts; of the one behind the last, the length of the file.
  func offset(_ number: Int) -> Int { lines.prefix(number).map { $0.count + 1 }.reduce(0, +) }

  /// The most lines that end an append within the first `whole` lines.
  func committed(within whole: Int) -> Int { appendEnds.last { $0 <= whole } ?? 0 }
}

/// Keeps all lines that a reader hands out.
struct Collector: LineConsumer {
  /// The lines from the first one that was read on; line 0 is not handed out.
  var lines: [[UInt8]] = []
  /// Their offsets.
  var offsets: [Int] = []
  /// Whether lines in canonical order are taken unparsed.
  var isTrusting = true

  mutating func takeCanonical(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> Bool {
    guard isTrusting else { return false }
    lines.append(line.copy())
    offsets.append(offset)
    return true
  }

  mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {
    lines.append(document.source)
    offsets.append(offset)
  }
}

/// What reading a file as a log came to.
struct Reading: Equatable {
  var verdict: LogFinding.Verdict?
  var committed = 0
  var committedBytes = 0
  var rule: LogRule?
  var line: Int?
  var byteOffset: Int?
  /// Why it is no log, where no verdict could be given.
  var problem: LogProblem?
  /// The committed lines, line 0 left out.
  var lines: [[UInt8]] = []

  /// Reads a file that nothing lies beside.
  init(_ bytes: [UInt8], checkpoint: [UInt8]? = nil, isTrusting: Bool = true) {
    let disk = SimulatedDisk()
    disk.install(TestLog.path, bytes)
    if let checkpoint { disk.install(TestLog.path + ".d/checkpoint", checkpoint) }
    self.init(disk, isTrusting: isTrusting)
  }

  /// Reads the log on a disk.
  init(_ disk: SimulatedDisk, path: String = TestLog.path, isTrusting: Bool = true) {
    var collector = Collector(isTrusting: isTrusting)
    do throws(LogProblem) {
      note(try LogReader(disk, path).read(into: &collector).finding)
    } catch {
      if case .damaged(_, let finding) = error { note(finding) } else { problem = error }
    }
    lines = Array(collector.lines.prefix(max(0, committed - 1)))
  }

  private mutating func note(_ finding: LogFinding) {
    verdict = finding.verdict
    committed = finding.committed
    committedBytes = finding.committedBytes
    rule = finding.rule
    line = finding.line
    byteOffset = finding.byteOffset
  }
}
