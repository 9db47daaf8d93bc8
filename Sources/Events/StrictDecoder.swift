package import Bytes
import Definitions
package import EventLog

/// Holds plain lines in canonical order to all rules that a line alone can break; a sealed line that no
/// command can decode is damage, too.
///
/// A line whose data `append` would take as they stand can be decoded: its scanner walks over them
/// once, and nothing is built. Other data are decoded, and `PlainJSON` walks over what the decoder did
/// not look at byte by byte. What it is measured with does not matter: definitions decide what
/// counts, not what is read.
package struct StrictDecoder: Sendable {
  private var scanner = DraftScanner(.builtIn)
  private var decoder: EventDecoder
  private var walk = PlainJSON()
  private var clock = DayClock()
  /// Sources that were found good, up to so many: a log has few.
  private var sources = NameTable()
  private static let mostSources = 64
  /// Lines that were decoded since all was forgotten.
  private var decoded = 0

  package init(from seq: Int = 0) { decoder = EventDecoder(.builtIn).fork(from: seq) }

  /// The hash of `id` and `source` of a line that is in order; `nil` says nothing: a full parse
  /// decides.
  package mutating func take(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) -> UInt64? {
    guard let parts = CanonicalParts(line, header.body),
      line.isPlain(header.body.lowerBound..<parts.data)
    else { return nil }
    let isKnown = sources.count > 0 && sources.find(line, in: parts.source) != nil
    guard Envelope.isInOrder(line, parts, sourceIsKnown: isKnown),
      scans(line, parts) || decodes(line, parts, header, offset)
    else { return nil }
    if !isKnown, sources.count < Self.mostSources { _ = sources.number(line, in: parts.source) }
    return line.extracting(parts.key).tableHash
  }

  /// Whether the scanner of what producers write finds nothing to say against a line's data, each byte
  /// of which it looks at, and its time.
  private mutating func scans(_ line: Span<UInt8>, _ parts: CanonicalParts) -> Bool {
    guard let time = clock.instant(line, in: parts.time) else { return false }
    return scanner.takes(
      line, data: parts.data..<parts.limit, of: EventKind(line, parts.type), at: time)
  }

  /// Whether the decoder takes a line, all of whose payload is strict JSON.
  private mutating func decodes(
    _ line: Span<UInt8>, _ parts: CanonicalParts, _ header: LineHeader, _ offset: Int
  ) -> Bool {
    forget(header)
    guard line.isPlain(parts.data..<parts.limit), decoder.take(line, parts, header, offset) else {
      return false
    }
    return decoder.sawWholePayload
      || walk.objectEnd(line, from: parts.data, limit: parts.limit) == parts.limit
  }

  /// Any other line, checked already. Throws `LineFault`.
  package mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> UInt64 {
    forget(header)
    try decoder.take(document, header, at: offset)
    return Self.name(document.root)
  }

  /// The hash of what names a line.
  package static func name(_ root: JSONNode) -> UInt64 {
    EventKey.wide(id: root["id"]?.string ?? [], source: root["source"]?.string ?? [])
  }

  /// Nobody wants the events: now and then they are forgotten.
  private mutating func forget(_ header: LineHeader) {
    decoded += 1
    if decoded & 0x3FFF == 0 { decoder = decoder.fork(from: header.seq) }
  }
}
