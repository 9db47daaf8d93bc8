import Bytes

/// Where the producer's members stand in a line of canonical order.
///
/// ```
/// ,"id":"e5","source":"/clinic","actor":"nurse-1","type":"dose","subject":"P-1","time":"…","data":{
///        └────────key──────────┘                          └type      └subject        └time        └data
/// ```
struct CanonicalParts {
  /// From the first byte of `id` to the last of `source`: what `EventKey` hashes.
  let key: Range<Int>
  let id: Range<Int>
  let source: Range<Int>
  /// Who entered it, as it is written; `nil` where nobody is named.
  let actor: Range<Int>?
  /// Whether `actor` holds no escape.
  let actorIsPlain: Bool
  let type: Range<Int>
  let subject: Range<Int>
  let time: Range<Int>
  /// The first byte of the payload.
  let data: Int
  /// The byte behind the last producer's member.
  let limit: Int

  /// `nil` where the members stand in another order, or one of those read here is escaped.
  ///
  /// - Parameter opening: the byte before the first member; `nil`: a comma.
  init?(_ line: Span<UInt8>, _ body: Range<Int>, opening: UInt8? = nil) {
    limit = body.upperBound
    var isPlain = true
    guard line.has("\"id\":\"", at: body.lowerBound + 1),
      line[body.lowerBound] == opening ?? UInt8(ascii: ",")
    else { return nil }
    let id = body.lowerBound + 7
    let idEnd = line.stringEnd(id, limit: limit, isPlain: &isPlain)
    guard idEnd >= 0, line.has("\",\"source\":\"", at: idEnd) else { return nil }
    let sourceEnd = line.stringEnd(idEnd + 12, limit: limit, isPlain: &isPlain)
    guard sourceEnd >= 0 else { return nil }
    key = id..<sourceEnd
    self.id = id..<idEnd
    source = idEnd + 12..<sourceEnd
    var at = sourceEnd
    var actorIsPlain = true
    if line.has("\",\"actor\":\"", at: at) {
      at = line.stringEnd(at + 11, limit: limit, isPlain: &actorIsPlain)
      guard at >= 0 else { return nil }
      actor = sourceEnd + 11..<at
    } else {
      actor = nil
    }
    self.actorIsPlain = actorIsPlain
    guard line.has("\",\"type\":\"", at: at) else { return nil }
    let typeEnd = line.stringEnd(at + 10, limit: limit, isPlain: &isPlain)
    guard typeEnd >= 0, line.has("\",\"subject\":\"", at: typeEnd) else { return nil }
    type = at + 10..<typeEnd
    let subjectEnd = line.stringEnd(typeEnd + 13, limit: limit, isPlain: &isPlain)
    guard subjectEnd >= 0, line.has("\",\"time\":\"", at: subjectEnd) else { return nil }
    subject = typeEnd + 13..<subjectEnd
    let timeEnd = line.stringEnd(subjectEnd + 10, limit: limit, isPlain: &isPlain)
    guard timeEnd >= 0, line.has("\",\"data\":{", at: timeEnd), isPlain else { return nil }
    time = subjectEnd + 10..<timeEnd
    data = timeEnd + 9
    guard data < limit else { return nil }
  }

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

/// Walks over the members of an object, one call each.
struct MemberCursor {
  /// The byte to read next: after `next`, the first one of the value.
  var at: Int
  let limit: Int
  /// Whether something stands there that only the general parser understands.
  private(set) var isLost = false
  private var isFirst = true

  /// A cursor at an object's opening brace.
  init(object: Int, limit: Int) {
    at = object + 1
    self.limit = limit
  }

  /// The name of the next member; `nil` behind the last, or when lost.
  mutating func next(_ line: Span<UInt8>) -> Range<Int>? {
    guard at < limit else { return lose() }
    if line[at] == UInt8(ascii: "}") {
      at += 1
      return nil
    }
    if !isFirst {
      guard line[at] == UInt8(ascii: ",") else { return lose() }
      at += 1
    }
    isFirst = false
    guard at < limit, line[at] == UInt8(ascii: "\"") else { return lose() }
    var isPlain = true
    let end = line.stringEnd(at + 1, limit: limit, isPlain: &isPlain)
    guard end >= 0, isPlain, end + 2 < limit, line[end + 1] == UInt8(ascii: ":") else {
      return lose()
    }
    let name = at + 1..<end
    at = end + 2
    return name
  }

  /// Passes over a value, whatever it is.
  mutating func skip(_ line: Span<UInt8>) {
    let end = line.valueEnd(at, limit: limit)
    if end < 0 { isLost = true } else { at = end }
  }

  /// A string without escapes.
  mutating func plainString(_ line: Span<UInt8>) -> Range<Int>? {
    guard at < limit, line[at] == UInt8(ascii: "\"") else { return lose() }
    var isPlain = true
    let end = line.stringEnd(at + 1, limit: limit, isPlain: &isPlain)
    guard end >= 0, isPlain else { return lose() }
    defer { at = end + 1 }
    return at + 1..<end
  }

  /// A number with at most 15 digits, three of them decimals, and no exponent, in thousandths.
  mutating func thousandths(_ line: Span<UInt8>) -> Int64? {
    let start = at
    var place = at
    var value: Int64 = 0
    while place < limit {
      let digit = line[place] &- UInt8(ascii: "0")
      if digit > 9 { break }
      value = value &* 10 &+ Int64(digit)
      place &+= 1
    }
    let wholeDigits = place - start
    guard wholeDigits > 0, wholeDigits <= 12, wholeDigits == 1 || line[start] != 48 else {
      return lose()
    }
    var decimals = 0
    if place < limit, line[place] == UInt8(ascii: ".") {
      place &+= 1
      while place < limit {
        let digit = line[place] &- UInt8(ascii: "0")
        if digit > 9 { break }
        decimals += 1
        if decimals > 3 { return lose() }
        value = value &* 10 &+ Int64(digit)
        place &+= 1
      }
      if decimals == 0 { return lose() }
    }
    while decimals < 3 {
      value &*= 10
      decimals += 1
    }
    guard place < limit, line[place] == UInt8(ascii: ",") || line[place] == UInt8(ascii: "}")
    else { return lose() }
    at = place
    return value
  }

  private mutating func lose<Value>() -> Value? {
    isLost = true
    return nil
  }
}
