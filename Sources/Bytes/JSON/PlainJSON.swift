/// Walks over JSON of the plain kind that `append` writes mostly: printable ASCII, no escapes, no
/// white space, every member once. Whatever else it meets it leaves to `JSONDocument`, which knows
/// all of JSON: to be sure that a line is in order costs little where it is plain.
package struct PlainJSON {
  /// Marks of the names of the members of all objects that are open, the outermost first.
  private var names: [UInt64] = []

  package init() {}

  /// Where the object that starts at `start` ends; `nil` where it is not plain, or does not end
  /// before `limit`. Equal names have equal marks; so may, seldom, two that differ.
  package mutating func objectEnd(_ text: Span<UInt8>, from start: Int, limit: Int) -> Int? {
    names.removeAll(keepingCapacity: true)
    let end = object(text, start, limit, depth: 0)
    return end < 0 ? nil : end
  }

  private static let deepest = 16
  private static let none = -1

  private mutating func object(
    _ text: Span<UInt8>, _ start: Int, _ limit: Int, depth: Int
  ) -> Int {
    guard depth < Self.deepest, start < limit, text[start] == UInt8(ascii: "{") else {
      return Self.none
    }
    let first = names.count
    defer { names.removeLast(names.count - first) }
    var at = start + 1
    guard at < limit else { return Self.none }
    if text[at] == UInt8(ascii: "}") { return at + 1 }
    while true {
      guard at < limit, text[at] == UInt8(ascii: "\"") else { return Self.none }
      let end = text.plainStringEnd(at + 1, limit: limit)
      guard end >= 0, end + 2 < limit, text[end + 1] == UInt8(ascii: ":") else { return Self.none }
      let mark = text.mark(of: at + 1..<end)
      for index in first..<names.count where names[index] == mark { return Self.none }
      names.append(mark)
      at = value(text, end + 2, limit, depth: depth)
      guard at >= 0, at < limit else { return Self.none }
      if text[at] == UInt8(ascii: "}") { return at + 1 }
      guard text[at] == UInt8(ascii: ",") else { return Self.none }
      at += 1
    }
  }

  private mutating func array(
    _ text: Span<UInt8>, _ start: Int, _ limit: Int, depth: Int
  ) -> Int {
    guard depth < Self.deepest, start + 1 < limit else { return Self.none }
    var at = start + 1
    if text[at] == UInt8(ascii: "]") { return at + 1 }
    while true {
      at = value(text, at, limit, depth: depth)
      guard at >= 0, at < limit else { return Self.none }
      if text[at] == UInt8(ascii: "]") { return at + 1 }
      guard text[at] == UInt8(ascii: ",") else { return Self.none }
      at += 1
    }
  }

  private mutating func value(
    _ text: Span<UInt8>, _ start: Int, _ limit: Int, depth: Int
  ) -> Int {
    guard start < limit else { return Self.none }
    switch text[start] {
    case UInt8(ascii: "\""):
      let end = text.plainStringEnd(start + 1, limit: limit)
      return end < 0 ? Self.none : end + 1
    case UInt8(ascii: "{"): return object(text, start, limit, depth: depth + 1)
    case UInt8(ascii: "["): return array(text, start, limit, depth: depth + 1)
    case UInt8(ascii: "t"): return text.has("true", at: start) ? start + 4 : Self.none
    case UInt8(ascii: "f"): return text.has("false", at: start) ? start + 5 : Self.none
    case UInt8(ascii: "n"): return text.has("null", at: start) ? start + 4 : Self.none
    default: return number(text, start, limit)
    }
  }

  /// `0`, `17`, `-3`, `27.50`; one with an exponent is not plain.
  private func number(_ text: Span<UInt8>, _ start: Int, _ limit: Int) -> Int {
    var at = start
    if text[at] == UInt8(ascii: "-") { at += 1 }
    let whole = at
    at = digitsEnd(text, at, limit)
    guard at > whole, at == whole + 1 || text[whole] != UInt8(ascii: "0") else { return Self.none }
    guard at < limit, text[at] == UInt8(ascii: ".") || text[at] | 0x20 == UInt8(ascii: "e") else {
      return at
    }
    guard text[at] == UInt8(ascii: ".") else { return Self.none }
    let decimals = at + 1
    at = digitsEnd(text, decimals, limit)
    guard at > decimals, at < limit, text[at] | 0x20 != UInt8(ascii: "e") else { return Self.none }
    return at
  }

  private func digitsEnd(_ text: Span<UInt8>, _ start: Int, _ limit: Int) -> Int {
    var at = start
    while at < limit, text[at] &- UInt8(ascii: "0") <= 9 { at &+= 1 }
    return at
  }
}

extension Span where Element == UInt8 {
  /// High bits where, among eight bytes, something stands that is not plain: not printable ASCII,
  /// a reverse solidus, a quote. Above the lowest there may be others.
  @inline(__always)
  private static func unusual(in word: UInt64) -> UInt64 {
    let lows: UInt64 = 0x0101_0101_0101_0101
    let escapes = word ^ 0x5C5C_5C5C_5C5C_5C5C
    let deletes = word ^ 0x7F7F_7F7F_7F7F_7F7F
    var hits = word | (word &- 0x2020_2020_2020_2020) & ~word
    let quotes = word ^ 0x2222_2222_2222_2222
    hits |= (escapes &- lows) & ~escapes | (deletes &- lows) & ~deletes
    hits |= (quotes &- lows) & ~quotes
    return hits & 0x8080_8080_8080_8080
  }

  /// The closing quote of a plain string whose first byte inside the quotes is `start`; -1 where
  /// it is not plain or does not end before `limit`.
  package func plainStringEnd(_ start: Int, limit: Int) -> Int {
    var at = start
    while at &+ 8 <= count {
      let hits = Self.unusual(in: word(at: at))
      if hits == 0 {
        at &+= 8
        continue
      }
      at &+= hits.trailingZeroBitCount &>> 3
      return at < limit && self[at] == UInt8(ascii: "\"") ? at : -1
    }
    while at < limit {
      let byte = self[at]
      if byte == UInt8(ascii: "\"") { return at }
      guard isPlain(byte) else { return -1 }
      at &+= 1
    }
    return -1
  }

  /// Whether all bytes of a range are printable ASCII and none is a reverse solidus.
  package func isPlain(_ range: Range<Int>) -> Bool {
    var at = range.lowerBound
    precondition(at >= 0 && range.upperBound <= count)
    guard range.count >= 16 else { return range.allSatisfy { isPlain(self[$0]) } }
    return unsafe withUnsafeBytes { bytes in
      var odd = SIMD2<UInt64>(repeating: 0)
      while true {
        let block = unsafe bytes.loadUnaligned(fromByteOffset: at, as: SIMD16<UInt8>.self)
        // Printable bytes lie between 0x20 and 0x7E: less 0x20, all others wrap to 0x5F or more.
        let shifted = block &- SIMD16<UInt8>(repeating: 0x20)
        odd |= unsafe unsafeBitCast(
          shifted .>= SIMD16<UInt8>(repeating: 0x5F), to: SIMD2<UInt64>.self)
        odd |= unsafe unsafeBitCast(
          block .== SIMD16<UInt8>(repeating: 0x5C), to: SIMD2<UInt64>.self)
        if at &+ 16 >= range.upperBound { break }
        // The last sixteen overlap those before them.
        at = min(at &+ 16, range.upperBound &- 16)
      }
      return odd[0] | odd[1] == 0
    }
  }

  private func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\\")
  }

  /// A number that equal names share: their length and the eight bytes at either end.
  fileprivate func mark(of name: Range<Int>) -> UInt64 {
    guard name.count >= 8 else {
      var mark: UInt64 = 0
      for index in name { mark = mark &<< 8 | UInt64(self[index]) }
      return mark ^ UInt64(name.count) &<< 56
    }
    let ends = word(at: name.lowerBound) &* 0x9E37_79B1_85EB_CA87 ^ word(at: name.upperBound - 8)
    return ends &+ UInt64(name.count)
  }
}
