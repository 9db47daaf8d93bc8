import Bytes
import EventLog
import Events

/// Holds every line to all rules that a line alone can break, and remembers what names it.
///
/// Plain lines, which nearly all are, are walked over in place; the others are parsed in full.
/// Names are kept as hashes: where two are equal, `RepeatedNames` decides.
struct StrictLines: ForkingConsumer {
  /// The hash of `id` and `source` of each line, line 0 included.
  private var names: [UInt64] = []
  /// Those that other lanes took, in the order of the lines.
  private var laterNames: [[UInt64]] = []
  private var decoder: StrictDecoder

  init() { decoder = StrictDecoder() }

  private init(from seq: Int) { decoder = StrictDecoder(from: seq) }

  func fork(from seq: Int) -> StrictLines { StrictLines(from: seq) }

  mutating func expect(_ lines: Int) { names.reserveLarge(lines) }

  mutating func join(_ later: StrictLines) {
    laterNames.append(later.names)
    laterNames += later.laterNames
  }

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
    HashParts([names] + laterNames, first: count).haveRepeat(lanes: lanes)
  }
}
