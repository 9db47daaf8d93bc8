import Bytes
import Dispatch
import EventLog
import Events
import Synchronization

/// Holds every line to all rules that a line alone can break, and remembers what names it.
///
/// Plain lines, which nearly all are, are walked over in place; the others are parsed in full.
/// Names are kept as hashes: where two are equal, `RepeatedNames` decides.
struct StrictLines: ForkingConsumer {
  /// The hash of `id` and `source` of each line, line 0 included.
  private(set) var names: [UInt64] = []
  private var decoder: StrictDecoder

  init() { decoder = StrictDecoder() }

  private init(from seq: Int) { decoder = StrictDecoder(from: seq) }

  func fork(from seq: Int) -> StrictLines { StrictLines(from: seq) }

  mutating func expect(_ lines: Int) { names.reserveLarge(lines) }

  mutating func join(_ later: StrictLines) { names += later.names }

  mutating func takeFirst(_ line: Span<UInt8>) {
    guard let document = try? JSONDocument(line.copy()) else { return }
    names.append(StrictDecoder.name(document.root))
  }

  mutating func takeCanonical(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> Bool {
    guard let name = decoder.take(line, header, at: offset) else { return false }
    names.append(name)
    return true
  }

  mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {
    try Self.check(document)
    names.append(try decoder.take(document, header, at: offset))
  }

  /// Throws `LineFault` of the level `verify`.
  static func check(_ document: JSONDocument) throws(LineFault) {
    if document.hasWhiteSpace { throw LineFault(.whiteSpace, level: .verify) }
    let root = document.root
    guard root["specversion"] != nil else { throw LineFault(.member, level: .verify) }
    if root["type"]?.text == "log" || root["subject"]?.text == "log" {
      throw LineFault(.lineZero, level: .verify)
    }
    do throws(Refusal) { try Envelope.check(root) } catch {
      throw LineFault(.member, level: .verify)
    }
  }

  /// Whether two of the first `count` lines may have the same name; no answer depends on the number
  /// of threads that look.
  func mayRepeat(first count: Int, lanes: Int = Machine.cores) -> Bool {
    let parts = HashParts(names.prefix(count))
    let found = Mutex(false)
    let lanes = max(1, min(lanes, HashParts.count))
    DispatchQueue.concurrentPerform(iterations: lanes) { lane in
      for part in stride(from: lane, to: HashParts.count, by: lanes) where parts.hasRepeat(part) {
        return found.withLock { $0 = true }
      }
    }
    return found.withLock { $0 }
  }
}
