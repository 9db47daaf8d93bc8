import Bytes
import Foundation
import TestSupport
import Testing

@Suite struct JSONWriterTests {
  private func digits(_ number: Double) -> String {
    var bytes: [UInt8] = []
    JSONWriter.append(number, to: &bytes)
    return bytes.text
  }

  /// 2^53 = 9,007,199,254,740,992 is the first whole number behind which doubles have gaps.
  @Test(arguments: [
    (0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (100, "100"), (27.5, "27.5"), (0.1, "0.1"),
    (1.0 / 3.0, "0.3333333333333333"), (0.1 + 0.2, "0.30000000000000004"), (-2.5, "-2.5"),
    (0.0001, "0.0001"), (1e15, "1000000000000000"), (1e16, "1e+16"), (-1e16, "-1e+16"),
    (9_007_199_254_740_991, "9007199254740991"), (9_007_199_254_740_992, "9007199254740992"),
    (-9_007_199_254_740_991, "-9007199254740991"), (.leastNonzeroMagnitude, "5e-324"),
    (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
    (2.2250738585072014e-308, "2.2250738585072014e-308"),
    (123_456_789_012_345_680, "1.2345678901234568e+17"),
    (4_503_599_627_370_495.5, "4503599627370495.5"),
  ])
  func `a double has its shortest digits, a whole one no fraction`(number: Double, text: String) {
    #expect(digits(number) == text)
  }

  @Test func `every double is JSON, is read back, and has no shorter digits`() {
    var generator = SeededGenerator(seed: 64)
    for round in 0..<3000 {
      let number =
        round % 2 == 0
        ? Double(bitPattern: generator.next()) : Double(generator.below(1_000_000_000)) / 1e4
      guard number.isFinite else { continue }
      let bytes = Array(digits(number).utf8)
      let token = NumberToken(bytes.span, in: 0..<bytes.count)
      #expect(token != nil, "seed 64, round \(round): \(bytes.text)")
      #expect(Double(bytes.text) == number, "seed 64, round \(round): \(bytes.text)")
      let count = token?.normal.digits.count ?? 0
      if count > 1, abs(number) >= 2.3e-308 {
        let shorter = String(format: "%.\(count - 2)e", number)
        #expect(Double(shorter) != number, "seed 64, round \(round): \(shorter)")
      }
    }
  }

  @Test func `commas stand between members and nowhere else`() throws {
    var writer = JSONWriter()
    writer.object { writer in
      writer.string("text", "a\"b\n")
      writer.string("none", nil)
      writer.array("empty", [Int]()) { $0.integer(nil, $1) }
      writer.array("numbers", [1, -2, 0]) { $0.integer(nil, $1) }
      writer.object("inner") { writer in
        writer.object("empty") { _ in }
        writer.bool("yes", true)
        writer.bool("no", false)
      }
      writer.double("half", 0.5)
      writer.double("missing", nil)
      writer.integer("least", .min)
      writer.integer("nobody", nil)
      writer.integer(named: "a \"name\"", 3)
      writer.instant("at", Instant(milliseconds: 250))
      writer.instant("never", nil)
      writer.null("end")
    }
    let wanted =
      #"{"text":"a\"b\n","none":null,"empty":[],"numbers":[1,-2,0],"#
      + #""inner":{"empty":{},"yes":true,"no":false},"half":0.5,"missing":null,"#
      + #""least":-9223372036854775808,"nobody":null,"a \"name\"":3,"#
      + #""at":"1970-01-01T00:00:00.250Z","never":null,"end":null}"#
    #expect(writer.bytes.text == wanted)
    #expect(try JSONDocument(writer.bytes).root.members.count == 13)
  }

  @Test func `values stand in arrays as they stand in objects`() {
    var writer = JSONWriter()
    writer.beginArray()
    writer.string(nil, "x")
    writer.beginObject()
    writer.endObject()
    writer.beginArray()
    writer.endArray()
    writer.null()
    writer.double(nil, 1)
    writer.endArray()
    #expect(writer.bytes.text == #"["x",{},[],null,1]"#)
  }

  @Test func `a number that is not finite is a bug of the caller`() async {
    await #expect(processExitsWith: .failure) {
      var bytes: [UInt8] = []
      JSONWriter.append(.nan, to: &bytes)
    }
  }
}
