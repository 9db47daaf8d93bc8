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
