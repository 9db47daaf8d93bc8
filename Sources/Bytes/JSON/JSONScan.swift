/// Walking through JSON without building anything: what replay does with every line.
///
/// These trust the text to be JSON (the `xxh64` of the line was checked, and what was appended was
/// parsed): they find where things end, and never run past the end of the bytes. Whoever meets
/// something unexpected falls back to `JSONDocument`, which trusts nothing.
extension Span where Element == UInt8 {
  /// The closing quote of the string whose first byte inside the quotes is `start`; `-1` where
  /// there is none before `limit`. `isPlain` becomes false where the string holds an escape.
  @inlinable
  package func stringEnd(_ start: Int, limit: Int, isPlain: inout Bool) -> Int {
    var at = start
    // Eight bytes at a time: a byte that is a quote or a reverse solidus becomes 0 in one of the
    // differences, and the lowest 0 of a word shows as its lowest high bit.
    while at < limit, at &+ 8 <= count {
      let word = word(at: at)
      let quotes = word ^ 0x2222_2222_2222_2222
      let escapes = word ^ 0x5C5C_5C5C_5C5C_5C5C
      let lows: UInt64 = 0x0101_0101_0101_0101
      let hits =
        ((quotes &- lows) & ~quotes | (escapes &- lows) & ~escapes) & 0x8080_8080_8080_8080
      if hits == 0 {
        at &+= 8
        continue
      }
      at &+= hits.trailingZeroBitCount &>> 3
      if at >= limit { return -1 }
      if self[at] == UInt8(ascii: "\"") { return at }
      isPlain = false
      at &+= 2
    }
    while at < limit {
      let byte = self[at]
      if byte == UInt8(ascii: "\"") { return at }
      if byte == UInt8(ascii: "\\") {
        isPlain = false
        at &+= 1
      }
      at &+= 1
    }
    return -1
  }

  /// The closing quote of a string without escapes whose first byte inside the quotes is `start`;
  /// `-1` where an escape comes first, or no quote before `limit`, or where fewer than sixteen bytes
  /// follow on that.
  ///
  /// Sixteen bytes at a time: those that are a quote or a reverse solidus keep the bit of their place
  /// among eight, and the highest byte of a product with ones is the sum of all eight.
  @inlinable @inline(__always)
  package func plainEnd(_ start: Int, limit: Int) -> Int {
    var at = start
    while at < limit, at &+ 16 <= count {
      let hits = unsafe withUnsafeBytes { bytes in
        let block = unsafe bytes.loadUnaligned(fromByteOffset: at, as: SIMD16<UInt8>.self)
        return unsafe unsafeBitCast(
          block .== SIMD16<UInt8>(repeating: 0x22), to: SIMD2<UInt64>.self)
          | unsafeBitCast(block .== SIMD16<UInt8>(repeating: 0x5C), to: SIMD2<UInt64>.self)
      }
      let ones: UInt64 = 0x0101_0101_0101_0101
      let places: UInt64 = 0x8040_2010_0804_0201
      let bits =
        ((hits[0] & places) &* ones) &>> 56 | (((hits[1] & places) &* ones) &>> 56) &<< 8
      if bits == 0 {
        at &+= 16
        continue
      }
      at &+= bits.trailingZeroBitCount
      return at < limit && self[at] == UInt8(ascii: "\"") ? at : -1
    }
    return -1
  }

  /// The end of the JSON value that starts at `start`; `-1` where it does not end before `limit`.
  package func valueEnd(_ start: Int, limit: Int) -> Int {
    guard start < limit else { return -1 }
    var plain = true
    switch self[start] {
    case UInt8(ascii: "\""):
      let end = stringEnd(start + 1, limit: limit, isPlain: &plain)
      return end < 0 ? -1 : end + 1
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      var depth = 0
      var at = start
      while at < limit {
        if at &+ 8 <= count {
          let hits = Self.structure(in: word(at: at))
          at &+= hits.trailingZeroBitCount &>> 3
          if hits == 0 { continue }
          if at >= limit { return -1 }
        }
        switch self[at] {
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          depth -= 1
          if depth == 0 { return at + 1 }
        case UInt8(ascii: "\""):
          at = stringEnd(at + 1, limit: limit, isPlain: &plain)
          if at < 0 { return -1 }
        default: break
        }
        at += 1
      }
      return -1
    default:
      var at = start
      while at < limit {
        switch self[at] {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"): return at > start ? at : -1
        case 0...0x20: return -1
        default: at += 1
        }
      }
      return at > start ? at : -1
    }
  }

  /// High bits where, among eight bytes, a quote or a bracket of either kind stands; above the
  /// lowest there may be others. With bit 5 set, brackets of both kinds are 0x7B and 0x7D.
  @inline(__always)
  private static func structure(in word: UInt64) -> UInt64 {
    let lows: UInt64 = 0x0101_0101_0101_0101
    let folded = word | 0x2020_2020_2020_2020
    let quotes = word ^ 0x2222_2222_2222_2222
    let opening = folded ^ 0x7B7B_7B7B_7B7B_7B7B
    let closing = folded ^ 0x7D7D_7D7D_7D7D_7D7D
    let hits =
      (quotes &- lows) & ~quotes | (opening &- lows) & ~opening | (closing &- lows) & ~closing
    return hits & 0x8080_8080_8080_8080
  }

  /// A whole number without sign, leading zero or exponent, at most nine digits: the end of its
  /// digits and its value. Anything else gives `nil`, which does not mean that it is no number.
  @inlinable
  package func smallNumber(at start: Int, limit: Int) -> (value: Int, end: Int)? {
    var at = start
    var value = 0
    while at < limit {
      let digit = self[at] &- UInt8(ascii: "0")
      if digit > 9 { break }
      value = value &* 10 &+ Int(digit)
      at &+= 1
    }
    let length = at &- start
    guard length > 0, length <= 9, length == 1 || self[start] != UInt8(ascii: "0") else {
      return nil
    }
    if at < limit {
      let next = self[at]
      if next == UInt8(ascii: ".") || next | 0x20 == UInt8(ascii: "e") { return nil }
    }
    return (value, at)
  }
}
