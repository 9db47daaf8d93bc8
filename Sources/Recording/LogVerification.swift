package import Bytes
import Definitions
package import EventLog
import Events

/// Reads a log as strictly as can be: every byte hashed, every line parsed in full, ids compared,
/// the tree held against the checkpoint beside the log.
package enum LogVerification {
  /// Verifies the log at a path.
  ///
  /// Throws `LogProblem`; a fault that only a full parse, an index or the tree finds has the level
  /// `verify`.
  package static func verify(_ disk: any Disk, _ path: String) throws(LogProblem) -> LogReading {
    let checkpointFile = LogFolder(beside: path).readCheckpoint(disk)
    let file = try disk.openLog(path, .read)
    defer { disk.close(file) }
    var lines = StrictLines(wanted: checkpointFile.size)
    if case .file = try? disk.status(file).kind { try lines.takeFirst(disk, file) }
    let reading = try LogReader(disk, path).read(file, checkpointFile, from: nil, into: &lines)
    if case .found(let checkpoint) = reading.checkpoint, lines.rootWanted != checkpoint.root {
      var finding = LogFinding.damage(
        .root, line: nil, byteOffset: nil, committed: reading.finding.committed,
        bytes: reading.finding.committedBytes, level: .verify)
      finding.checkpoint = reading.checkpoint
      throw .damaged(path, finding)
    }
    return reading
  }
}

/// Takes every line by the general path and holds it to all rules.
private struct StrictLines: LineConsumer {
  private var names = NameTable()
  private var decoder = EventDecoder(.builtIn)
  private var frontier = MerkleFrontier()
  private let wanted: Int
  /// The root over the first lines that the checkpoint covers, once they were read.
  private(set) var rootWanted: Digest?

  init(wanted: Int) {
    self.wanted = wanted
    grow([])
  }

  /// Line 0 is not handed out; it is a leaf all the same, and its name is taken.
  mutating func takeFirst(_ disk: any Disk, _ file: OpenFile) throws(LogProblem) {
    var first: [UInt8] = []
    var cutter = LineCutter(disk, file, end: Seal.longestLine + 1)
    try cutter.forEach(from: 0) { line, _ throws(LogProblem) in
      first = line.copy()
      return false
    }
    grow(first)
    if let document = try? JSONDocument(first) { _ = isNew(document.root) }
  }

  func takeCanonical(_ line: Span<UInt8>, _ header: LineHeader, at offset: Int) -> Bool { false }

  mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {
    if document.hasWhiteSpace { throw LineFault(.whiteSpace, level: .verify) }
    let root = document.root
    guard root["specversion"] != nil else { throw LineFault(.member, level: .verify) }
    if root["type"]?.text == "log" || root["subject"]?.text == "log" {
      throw LineFault(.lineZero, level: .verify)
    }
    do throws(Refusal) { try Envelope.check(root) } catch {
      throw LineFault(.member, level: .verify)
    }
    // A sealed line that no command can decode is damage, and must not be called in order here.
    // What it is measured with does not matter: definitions decide what counts, not what is read.
    try decoder.take(document, header, at: offset)
    guard isNew(root) else { throw LineFault(.unique, level: .verify) }
    grow(document.source)
  }

  private mutating func isNew(_ root: JSONNode) -> Bool {
    // No source holds a NUL, so the pair can be read back from the joined bytes.
    let name = (root["source"]?.string ?? []) + [0] + (root["id"]?.string ?? [])
    let known = names.count
    return Int(names.number(name)) == known
  }

  private mutating func grow(_ line: [UInt8]) {
    if !line.isEmpty { frontier.append(line.span) }
    if frontier.size == wanted { rootWanted = frontier.root }
  }
}
