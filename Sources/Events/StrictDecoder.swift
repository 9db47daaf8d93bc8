package import Bytes
import Definitions
package import EventLog

/// Holds plain lines in canonical order to all rules that a line alone can break, in the same walk
/// that decodes them: a sealed line that no command can decode is damage, too.
///
/// What the scanner of `EventDecoder` did not look at byte by byte, which is little, `PlainJSON` walks
/// over once more. What it is measured with does not matter: definitions decide what counts, not
/// what is read.
package struct StrictDecoder: Sendable {
  private var decoder: EventDecoder
  private var walk = PlainJSON()
  /// The source of the line before: mostly it is this one's, too.
  private var source: [UInt8] = []

  package init(from seq: Int = 0) { decoder = EventDecoder(.builtIn).fork(from: seq) }

  /// The hash of `id` and `source` of a line that is in order; `nil` says nothing: a full parse
  /// decides.
  package mutating func take(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) -> UInt64? {
    forget(header)
    guard let parts = CanonicalParts(line, header.body), line.isPlain(header.body),
      decoder.take(line, parts, header, offset),
      Envelope.isInOrder(line, parts, knownSource: source)
    else { return nil }
    if !decoder.sawWholePayload,
      walk.objectEnd(line, from: parts.data, limit: parts.limit) != parts.limit
    {
      return nil
    }
    if !line.extracting(parts.source).equals(source.span) { source = line.copy(parts.source) }
    return line.extracting(parts.key).tableHash
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
    if header.seq & 0x3FFF == 0 { decoder = decoder.fork(from: header.seq) }
  }
}
