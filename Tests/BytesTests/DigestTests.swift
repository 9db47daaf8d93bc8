import Bytes
import Foundation
import TestSupport
import Testing

@Suite struct DigestTests {
  static let bytes = (1...32).map { UInt8($0 * 7) }

  @Test func `a digest gives its 32 bytes back`() {
    #expect(Digest(bytes: Self.bytes)?.bytes == Self.bytes)
    #expect(Digest(bytes: Self.bytes)?.base64 == Data(Self.bytes).base64EncodedString())
  }

  @Test(arguments: [0, 1, 31, 33, 64])
  func `other than 32 bytes are no digest`(count: Int) {
    #expect(Digest(bytes: [UInt8](repeating: 1, count: count)) == nil)
  }

  @Test func `two digests are equal only where all bytes are`() throws {
    let digest = try #require(Digest(bytes: Self.bytes))
    for index in 0..<32 {
      var other = Self.bytes
      other[index] ^= 0x80
      #expect(digest != Digest(bytes: other), "byte \(index)")
    }
  }
}

@Suite struct HexadecimalTests {
  @Test func `every byte has two lower-case digits`() {
    for byte in UInt8.min...UInt8.max {
      #expect(Hexadecimal.encode([byte]) == String(format: "%02x", byte))
    }
  }

  @Test func `a number is written with 16 digits and read back`() {
    var generator = SeededGenerator(seed: 16)
    for number in [0, 1, 15, 16, .max] + (0..<200).map({ _ in generator.next() }) {
      var text = Array("..".utf8)
      Hexadecimal.append(number, to: &text)
      #expect(text.count == 18)
      #expect(Hexadecimal.number(in: text.span, at: 2) == number, "seed 16: \(number)")
    }
  }

  /// The 8 digits as they lie in memory, the first in the lowest byte.
  @Test func `a word holds the digits of a number`() {
    var generator = SeededGenerator(seed: 8)
    let nibbles = (0..<8).flatMap { place in (0..<16).map { UInt32($0) << UInt32(4 * place) } }
    for number in nibbles + [.max] + (0..<500).map({ _ in UInt32(generator.below(1 << 32)) }) {
      let text = Array(
        (String(repeating: "0", count: 8) + String(number, radix: 16)).utf8.suffix(8))
      #expect(Hexadecimal.word(number) == text.span.word(at: 0), "seed 8: \(number)")
    }
  }

  @Test func `only lower-case digits are read, in every place`() {
    let digits = Set("0123456789abcdef".utf8)
    for place in 0..<16 {
      for byte in UInt8.min...UInt8.max {
        var text = [UInt8](repeating: UInt8(ascii: "0"), count: 16)
        text[place] = byte
        let isRead = Hexadecimal.number(in: text.span, at: 0) != nil
        #expect(isRead == digits.contains(byte), "byte \(byte) in place \(place)")
      }
    }
  }

  @Test(arguments: [-1, 1, 5, 20, Int.max - 20])
  func `nothing is read past the ends`(offset: Int) {
    let text = [UInt8](repeating: UInt8(ascii: "0"), count: 16)
    #expect(Hexadecimal.number(in: text.span, at: offset) == nil)
  }
}

@Suite struct Base64Tests {
  /// RFC 4648, section 10.
  @Test(
    arguments: zip(
      ["", "f", "fo", "foo", "foob", "fooba", "foobar"],
      ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]))
  func `agrees with the RFC in both directions`(plain: String, encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
    #expect(Base64.decode(Array(encoded.utf8)) == Array(plain.utf8))
  }

  /// `Zh==` and `Zm9=` carry bits that no byte has: `h` is 100001, `9` is 111101.
  @Test(arguments: [
    "Z", "Zg", "Zg=", "Zg===", "=", "==", "====", "Z===", "=Zg=", "Z=g=", "Zg=a", "Zh==", "Zm9=",
    "Zg==Zg==", "Zm9v=", "Zm9v====", "Zm 9", "Zm9v\n", "Zm9\n", "Z-9v", "Z_9v", "Zm9vé", "Zm.v",
  ])
  func `what is not strict is refused`(text: String) {
    #expect(Base64.decode(Array(text.utf8)) == nil)
  }

  @Test func `agrees with Foundation on every length`() {
    var generator = SeededGenerator(seed: 4648)
    for length in 0..<200 {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      let text = Base64.encode(bytes)
      #expect(text == Data(bytes).base64EncodedString(), "seed 4648, length \(length)")
      #expect(Base64.decode(Array(text.utf8)) == bytes, "seed 4648, length \(length)")
    }
  }

  /// Of 64 × 64 pairs before `==` only those count whose last four bits are 0: 64 × 4 = 256, one
  /// for each byte. Of the pairs between `A` and `=` those whose last two bits are: 64 × 16.
  @Test func `each value has exactly one spelling`() {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let equals = UInt8(ascii: "=")
    var single: [[UInt8]] = []
    var double: [[UInt8]] = []
    for first in alphabet {
      for second in alphabet {
        if let bytes = Base64.decode([first, second, equals, equals]) { single.append(bytes) }
        if let bytes = Base64.decode([UInt8(ascii: "A"), first, second, equals]) {
          double.append(bytes)
        }
      }
    }
    #expect(single.count == 256)
    #expect(Set(single).count == 256)
    #expect(double.count == 1024)
    #expect(Set(double).count == 1024)
  }
}
