import Bytes
import Testing

@Suite struct DigitsTests {
  @Test func `every number of up to eight digits is read as it is written`() {
    for length in 1...8 {
      for number in stride(from: 0, to: 100_000_000, by: 765_431) {
        let digits = String(String(number).suffix(length))
        let bytes = Array((digits + ",}abcdefgh").utf8)
        let read = bytes.span.digits(at: 0)
        #expect(read.count == digits.count)
        #expect(read.value == Int(digits))
      }
    }
  }

  @Test(arguments: 0...255) func `a byte that is no digit ends the number`(byte: Int) {
    let isDigit = (48...57).contains(byte)
    for place in 0..<8 {
      var bytes = Array("12345678".utf8)
      bytes[place] = UInt8(byte)
      let read = bytes.span.digits(at: 0)
      #expect(read.count == (isDigit ? 8 : place))
      #expect(isDigit || read.value == (Int(String("12345678".prefix(place))) ?? 0))
    }
  }

  @Test func `a plain string ends at its quote, wherever that is`() {
    for length in 0..<50 {
      let bytes =
        Array(repeating: UInt8(ascii: "a"), count: length) + Array("\",\"next\":12345678".utf8)
      #expect(bytes.span.plainEnd(0, limit: bytes.count) == length)
      #expect(bytes.span.plainEnd(0, limit: length + 1) == length)
      #expect(bytes.span.plainEnd(0, limit: length) == -1)
      for place in 0..<length {
        var escaped = bytes
        escaped[place] = UInt8(ascii: "\\")
        #expect(escaped.span.plainEnd(0, limit: bytes.count) == -1)
        #expect(escaped.span.plainEnd(place + 1, limit: bytes.count) == length)
      }
    }
  }
}
