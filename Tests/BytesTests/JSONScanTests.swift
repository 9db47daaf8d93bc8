import Bytes
import TestSupport
import Testing

/// Walking without building, held to what the parser says.
@Suite struct JSONScanTests {
  /// The start, quotes included, and the end of a node and of all below it.
  private func extents(_ node: JSONNode) -> [Range<Int>] {
    let quotes = node.kind == .string ? 1 : 0
    let own = node.range.lowerBound - quotes..<node.range.upperBound + quotes
    return [own] + (node.elements + node.members.map(\.value)).flatMap(extents)
  }

  @Test func `every value of a document ends where the parser says`() throws {
    var random = RandomJSON(seed: 404)
    var count = 0
    for round in 0..<500 {
      let bytes = Array("{\"a\":\(random.value(depth: 4)),\"b\":[\(random.string())]}".utf8)
      for extent in extents(try JSONDocument(bytes).root) {
        let end = bytes.span.valueEnd(extent.lowerBound, limit: bytes.count)
        #expect(end == extent.upperBound, "seed 404, round \(round), from \(extent.lowerBound)")
        count += 1
      }
    }
    #expect(count > 2500)
  }

  /// A number, `true` and the like end at a limit too: only what follows could tell more.
  @Test func `nothing is read at or past the limit`() throws {
    var random = RandomJSON(seed: 405)
    for round in 0..<40 {
      let bytes = Array("[\(random.value(depth: 3)),{\"x\":\(random.string())}]".utf8)
      for extent in extents(try JSONDocument(bytes).root) {
        let isWord = !#""[{"#.utf8.contains(bytes[extent.lowerBound])
        for limit in extent.lowerBound..<extent.upperBound {
          // The span ends where the limit is: a step too far would end the process.
          let cut = Array(bytes.prefix(limit))
          let end = cut.span.valueEnd(extent.lowerBound, limit: limit)
          let wanted = isWord && limit > extent.lowerBound ? limit : -1
          #expect(end == wanted, "seed 405, round \(round), \(extent) up to \(limit)")
        }
      }
    }
  }

  @Test(arguments: ["", ",", "]", "}", " 1", "1 ", "tr ue", "1\n", "[1", "{", #"{"a":"}"#, #""\""#])
  func `what does not end gives no end`(text: String) {
    let bytes = Array(text.utf8)
    #expect(bytes.span.valueEnd(0, limit: bytes.count) == -1)
  }

  @Test(arguments: [
    (#"abc""#, 3, true), (#"""#, 0, true), (#"a\"b""#, 4, false), (#"\\""#, 2, false),
    (#"\\\"x""#, 5, false), (#"\u0022""#, 6, false), ("é🙂\"", 6, true), ("abc", -1, true),
    (#"abc\""#, -1, false), (#"abc\"#, -1, false), ("", -1, true), (#"a"b\"c""#, 1, true),
  ])
  func `a string ends at its closing quote`(text: String, end: Int, isPlain: Bool) {
    let bytes = Array(text.utf8)
    var plain = true
    #expect(bytes.span.stringEnd(0, limit: bytes.count, isPlain: &plain) == end)
    #expect(plain == isPlain)
  }

  /// Bytes are looked at eight at a time: each sign in each place, alone and behind another one,
  /// with more of them behind the limit.
  @Test func `a string ends at its first quote, wherever signs and limits stand`() {
    for length in 0...19 {
      for place in 0..<length {
        for sign in #"\x[|"#.utf8 {
          var bytes = [UInt8](repeating: UInt8(ascii: "!"), count: length)
          bytes[place] = sign
          for quote in 0..<length where quote != place {
            bytes[quote] = UInt8(ascii: "\"")
            let isEscaped = sign == UInt8(ascii: "\\") && quote == place + 1
            for limit in 0...length {
              var isPlain = true
              let end = bytes.span.stringEnd(0, limit: limit, isPlain: &isPlain)
              let passed = end < 0 ? limit : end
              #expect(end == (quote < limit && !isEscaped ? quote : -1))
              #expect(isPlain == !(sign == UInt8(ascii: "\\") && place < passed))
            }
            bytes[quote] = UInt8(ascii: "!")
          }
        }
      }
    }
  }

  /// `[` and so on differ from other letters in one bit or by one: all bytes are tried between.
  @Test func `an array ends at its bracket, whatever bytes it holds`() {
    for length in 0...17 {
      for place in 0..<max(1, length) {
        for byte in UInt8.min...UInt8.max where !#""[]{}"#.utf8.contains(byte) {
          var bytes = [UInt8](repeating: UInt8(ascii: "1"), count: length)
          if length > 0 { bytes[place] = byte }
          bytes = [UInt8(ascii: "[")] + bytes + Array("]]".utf8)
          let end = bytes.span.valueEnd(0, limit: bytes.count)
          let cut = bytes.span.valueEnd(0, limit: length + 1)
          if end != length + 2 || cut != -1 { Issue.record("\(byte) in \(place) of \(length)") }
        }
      }
    }
  }

  @Test(arguments: [
    ("0,", 0, 1), ("7]", 7, 1), ("42", 42, 2), ("999999999}", 999_999_999, 9), ("10 ", 10, 2),
    ("3-", 3, 1), ("3:", 3, 1),
  ])
  func `small whole numbers are read`(text: String, value: Int, end: Int) {
    let bytes = Array(text.utf8)
    let found = bytes.span.smallNumber(at: 0, limit: bytes.count)
    #expect(found?.value == value)
    #expect(found?.end == end)
  }

  @Test(arguments: [
    "", "-1", "+1", "00", "01", "007", "1000000000", "1.", "1.0", "0.5", "1e2", "1E2", "12e", "a",
    "\"1\"", "null", ".5", "18446744073709551617", "100000000000000000000000000000000000000000",
  ])
  func `other spellings of a number are left to the parser`(text: String) {
    let bytes = Array(text.utf8)
    #expect(bytes.span.smallNumber(at: 0, limit: bytes.count) == nil)
  }

  @Test func `a small number stops at the limit`() {
    let bytes = Array("12345.5".utf8)
    #expect(bytes.span.smallNumber(at: 0, limit: 3)?.value == 123)
    #expect(bytes.span.smallNumber(at: 2, limit: 5)?.value == 345)
    #expect(bytes.span.smallNumber(at: 2, limit: 2) == nil)
    #expect(bytes.span.smallNumber(at: 2, limit: 7) == nil)
  }
}
