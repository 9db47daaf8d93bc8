package import Bytes
package import EventLog

/// What names a line and whom it is about: all that an index needs of it.
package struct LineNames: Sendable {
  /// The hash of `id` and `source`.
  package let key: UInt64
  /// The hash of the subject.
  package let subject: UInt64
  /// The hash of the subject that a correction reassigns to; `nil` elsewhere.
  package let otherSubject: UInt64?

  /// The names in a canonical line; `nil` where it is none from end to end, and for corrections,
  /// which have more to say.
  package init?(_ line: Span<UInt8>, _ header: LineHeader) {
    guard let parts = CanonicalParts(line, header.body),
      !line.spells("correction", in: parts.type)
    else { return nil }
    let end = line.valueEnd(parts.data, limit: parts.limit)
    guard end >= 0, parts.endsWell(line, from: end) else { return nil }
    key = XXH64.hash(line.extracting(parts.key))
    subject = XXH64.hash(line.extracting(parts.subject))
    otherSubject = nil
  }

  /// The names in any line.
  package init(_ root: JSONNode) throws(LineFault) {
    guard let id = root["id"]?.string, let source = root["source"]?.string,
      let name = root["subject"]?.string
    else { throw LineFault(.member, level: .verify) }
    key = EventKey.hash(id: id, source: source)
    subject = Self.hash(subject: name)
    let isCorrection = root["type"]?.string == Array("correction".utf8)
    let other = isCorrection ? root["data"]?["subject"]?.string : nil
    otherSubject = other.map(Self.hash(subject:))
  }

  /// The hash under which an index finds a subject's lines.
  package static func hash(subject: [UInt8]) -> UInt64 { XXH64.hash(subject.span) }

  /// The kind of a sealed line in canonical order; `nil` for any other.
  package static func kind(of line: Span<UInt8>) -> EventKind? {
    guard line.count > Seal.length, let header = LineHeader(canonical: line),
      let parts = CanonicalParts(line, header.body)
    else { return nil }
    return EventKind(line, parts.type)
  }
}
