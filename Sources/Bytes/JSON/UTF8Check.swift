/// Strict UTF-8 (RFC 3629, table 3-7 of the Unicode Standard).
package enum UTF8Check {
  /// The first byte that does not belong to well-formed UTF-8, or `nil`.
  package static func firstFault(in bytes: Span<UInt8>) -> Int? {
    var at = 0
    while at < bytes.count {
      // Eight bytes of ASCII at a time.
      if at &+ 8 <= bytes.count, bytes.word(at: at) & 0x8080_8080_8080_8080 == 0 {
        at &+= 8
        continue
      }
      let lead = bytes[at]
      if lead < 0x80 {
        at += 1
        continue
      }
      let (length, low, high): (Int, UInt8, UInt8)
      switch lead {
      case 0xC2...0xDF: (length, low, high) = (2, 0x80, 0xBF)
      case 0xE0: (length, low, high) = (3, 0xA0, 0xBF)
      case 0xE1...0xEC, 0xEE...0xEF: (length, low, high) = (3, 0x80, 0xBF)
      case 0xED: (length, low, high) = (3, 0x80, 0x9F)
      case 0xF0: (length, low, high) = (4, 0x90, 0xBF)
      case 0xF1...0xF3: (length, low, high) = (4, 0x80, 0xBF)
      case 0xF4: (length, low, high) = (4, 0x80, 0x8F)
      default: return at
      }
      guard at + length <= bytes.count, bytes[at + 1] >= low, bytes[at + 1] <= high else {
        return at
      }
      for index in at + 2..<max(at + 2, at + length) where bytes[index] & 0xC0 != 0x80 { return at }
      at += length
    }
    return nil
  }
}
