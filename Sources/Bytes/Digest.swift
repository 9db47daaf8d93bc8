/// A SHA-256 digest: 32 bytes, kept as eight big-endian words.
package struct Digest: Sendable {
  package var words: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)

  package init(words: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)) {
    self.words = words
  }

  /// The digest in `bytes`, or `nil` where there are not exactly 32.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    func word(_ index: Int) -> UInt32 {
      bytes[index * 4..<index * 4 + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    words = (word(0), word(1), word(2), word(3), word(4), word(5), word(6), word(7))
  }

  /// The 32 bytes.
  package var bytes: [UInt8] {
    let all = [
      words.0, words.1, words.2, words.3, words.4, words.5, words.6, words.7,
    ]
    return all.flatMap { word in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
    }
  }

  /// The digest in Base64 (RFC 4648), as it stands in a checkpoint.
  package var base64: String { Base64.encode(bytes) }

  /// The digest in lower-case hexadecimal.
  package var hexadecimal: String { Hexadecimal.encode(bytes) }
}

extension Digest: Equatable {
  package static func == (left: Digest, right: Digest) -> Bool {
    left.words.0 == right.words.0 && left.words.1 == right.words.1
      && left.words.2 == right.words.2 && left.words.3 == right.words.3
      && left.words.4 == right.words.4 && left.words.5 == right.words.5
      && left.words.6 == right.words.6 && left.words.7 == right.words.7
  }
}

/// Lower-case hexadecimal text.
package enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Two digits for each byte.
  package static func encode(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The 8 digits of a 32-bit number as they lie in memory, read as a little-endian word.
  ///
  /// Each nibble is moved to a byte of its own; those of 10 and more get the way from `9` to `a`.
  package static func word(_ number: UInt32) -> UInt64 {
    var nibbles = UInt64(number)
    nibbles = (nibbles & 0xFFFF_0000) &<< 16 | (nibbles & 0xFFFF)
    nibbles = (nibbles & 0x0000_FF00_0000_FF00) &<< 8 | (nibbles & 0x0000_00FF_0000_00FF)
    nibbles = (nibbles & 0x00F0_00F0_00F0_00F0) &<< 4 | (nibbles & 0x000F_000F_000F_000F)
    let isLetter = (nibbles &+ 0x0606_0606_0606_0606) &>> 4 & 0x0101_0101_0101_0101
    return (nibbles &+ 0x3030_3030_3030_3030 &+ isLetter &* 39).byteSwapped
  }

  /// Adds the 16 digits of a 64-bit number, most significant first.
  package static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: 60, through: 0, by: -4) {
      bytes.append(digits[Int(truncatingIfNeeded: number >> UInt64(shift)) & 15])
    }
  }

  /// The number in 16 lower-case digits at `offset`, or `nil` where something else stands there.
  package static func number(in bytes: Span<UInt8>, at offset: Int) -> UInt64? {
    guard offset >= 0, offset + 16 <= bytes.count else { return nil }
    var number: UInt64 = 0
    for index in offset..<offset + 16 {
      let byte = bytes[index]
      let nibble: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): nibble = byte &- UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): nibble = byte &- UInt8(ascii: "a") &+ 10
      default: return nil
      }
      number = number &<< 4 | UInt64(nibble)
    }
    return number
  }
}

/// Base64 with padding (RFC 4648, section 4), strict in both directions.
package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The bytes as text.
  package static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        let used = place <= group.count
        text.append(used ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return text.text
  }

  /// The bytes that `text` stands for, or `nil` where it is not strict Base64.
  package static func decode(_ text: [UInt8]) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: 4) {
      let isLast = start + 4 == text.count
      var bits = 0
      var padding = 0
      for byte in text[start..<start + 4] {
        if byte == UInt8(ascii: "="), isLast {
          padding += 1
          bits <<= 6
        } else if padding == 0, let value = alphabet.firstIndex(of: byte) {
          bits = bits << 6 | value
        } else {
          return nil
        }
      }
      guard padding <= 2, bits & (1 << (8 * padding) - 1) == 0 else { return nil }
      for place in 0..<3 - padding { bytes.append(UInt8(bits >> (16 - 8 * place) & 255)) }
    }
    return bytes
  }
}
