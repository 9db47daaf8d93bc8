import Bytes

/// Where the producer's members stand in a line of canonical order.
///
/// ```
/// ,"id":"e5","source":"/clinic","actor":"nurse-1","type":"dose","subject":"P-1","time":"…","data":{
///        └────────key──────────┘                          └type      └subject        └time        └data
/// ```
struct CanonicalParts {
  // A line has at most 65,535 bytes, and this is handed on for every line: small numbers.
  private let idStart: Int32
  private let idEnd: Int32
  private let sourceEnd: Int32
  private let actorEnd: Int32
  private let typeEnd: Int32
  private let subjectEnd: Int32
  private let timeEnd: Int32
  private let bodyEnd: Int32
  /// Whether `actor` holds no escape.
  let actorIsPlain: Bool

  /// `nil` where the members stand in another order, or one of those read here is escaped.
  ///
  /// - Parameter opening: the byte before the first member.
  @inline(__always)
  init?(_ line: Span<UInt8>, _ body: Range<Int>, opening: UInt8 = UInt8(ascii: ",")) {
    let limit = body.upperBound
    guard line.has("\"id\":\"", at: body.lowerBound &+ 1), line[body.lowerBound] == opening else {
      return nil
    }
    let id = body.lowerBound &+ 7
    let idEnd = line.plainEnd(id, limit: limit)
    guard idEnd >= 0, line.has("\",\"source\":\"", at: idEnd) else { return nil }
    let sourceEnd = line.plainEnd(idEnd &+ 12, limit: limit)
    guard sourceEnd >= 0 else { return nil }
    var at = sourceEnd
    var isPlain = true
    if line.has("\",\"actor\":\"", at: at) {
      let start = at &+ 11
      at = line.plainEnd(start, limit: limit)
      if at < 0 { at = line.stringEnd(start, limit: limit, isPlain: &isPlain) }
    }
    guard at >= 0, line.has("\",\"type\":\"", at: at) else { return nil }
    let typeEnd = line.plainEnd(at &+ 10, limit: limit)
    guard typeEnd >= 0, line.has("\",\"subject\":\"", at: typeEnd) else { return nil }
    let subjectEnd = line.plainEnd(typeEnd &+ 13, limit: limit)
    guard subjectEnd >= 0, line.has("\",\"time\":\"", at: subjectEnd) else { return nil }
    // Mostly whole seconds in UTC.
    let timeStart = subjectEnd &+ 10
    let timeEnd =
      line.has("Z\"", at: timeStart &+ 19)
      ? timeStart &+ 20 : line.plainEnd(timeStart, limit: limit)
    guard timeEnd >= 0, line.has("\",\"data\":{", at: timeEnd), timeEnd &+ 9 < limit else {
      return nil
    }
    idStart = Int32(truncatingIfNeeded: id)
    self.idEnd = Int32(truncatingIfNeeded: idEnd)
    self.sourceEnd = Int32(truncatingIfNeeded: sourceEnd)
    actorEnd = Int32(truncatingIfNeeded: at)
    self.typeEnd = Int32(truncatingIfNeeded: typeEnd)
    self.subjectEnd = Int32(truncatingIfNeeded: subjectEnd)
    self.timeEnd = Int32(truncatingIfNeeded: timeEnd)
    bodyEnd = Int32(truncatingIfNeeded: limit)
    actorIsPlain = isPlain
  }

  /// From the first byte of `id` to the last of `source`: what `EventKey` hashes.
  var key: Range<Int> { Int(idStart)..<Int(sourceEnd) }
  var id: Range<Int> { Int(idStart)..<Int(idEnd) }
  var source: Range<Int> { Int(idEnd) &+ 12..<Int(sourceEnd) }
  /// Who entered it, as it is written; `nil` where nobody is named.
  var actor: Range<Int>? {
    actorEnd == sourceEnd ? nil : Int(sourceEnd) &+ 11..<Int(actorEnd)
  }
  var type: Range<Int> { Int(actorEnd) &+ 10..<Int(typeEnd) }
  var subject: Range<Int> { Int(typeEnd) &+ 13..<Int(subjectEnd) }
  var time: Range<Int> { Int(subjectEnd) &+ 10..<Int(timeEnd) }
  /// The first byte of the payload.
  var data: Int { Int(timeEnd) &+ 9 }
  /// The byte behind the last producer's member.
  var limit: Int { Int(bodyEnd) }

  /// Whether from `start` on only attributes of the producer's own follow: none that section 1
  /// names, for those would stand elsewhere in canonical order.
  func endsWell(_ line: Span<UInt8>, from start: Int) -> Bool {
    var at = start
    while at < limit {
      var isPlain = true
      guard line.has(",\"", at: at) else { return false }
      let nameEnd = line.stringEnd(at + 2, limit: limit, isPlain: &isPlain)
      guard nameEnd >= 0, isPlain, line.has("\":", at: nameEnd) else { return false }
      let name = line.text(at + 2..<nameEnd)
      if name == "specversion" || Envelope.named.contains(name)
        || Envelope.setByLog.contains(name)
      {
        return false
      }
      at = line.valueEnd(nameEnd + 2, limit: limit)
      if at < 0 { return false }
    }
    return at == limit
  }
}
