import Bytes
import EventLog
import Testing

@Suite struct SealTests {
  static let good = TestLog.line(3, append: 1)

  @Test func `a line that was closed is sealed, and any other byte in it breaks a rule`() {
    #expect(Seal.fault(of: Self.good.span) == nil)
    for index in Self.good.indices {
      for bit in 0..<8 {
        var line = Self.good
        line[index] ^= 1 << UInt8(bit)
        let rule = Seal.fault(of: line.span)
        // The frame is the first byte, 11 of the name, the digits as far as they stay digits, 2.
        let digits = line.count - 18..<line.count - 2
        let isHash = digits.contains(index) && "0123456789abcdef".utf8.contains(line[index])
        let isFrame = !isHash && (index == 0 || index >= line.count - Seal.length)
        #expect(rule == (isFrame ? .frame : .xxh64), "byte \(index), bit \(bit)")
      }
    }
  }

  @Test func `a line has at most 65,535 bytes`() {
    for (length, rule) in [(65_534, nil), (65_535, nil), (65_536, LogRule.length)] {
      var line = [UInt8](repeating: UInt8(ascii: "x"), count: length - Seal.length)
      line[0] = UInt8(ascii: "{")
      Seal.close(&line)
      #expect(line.count == length)
      #expect(Seal.fault(of: line.span) == rule)
    }
  }

  @Test func `what was done to a line is told by its first rule`() {
    let digits = Self.good.count - 18..<Self.good.count - 2
    let upper = Self.good.enumerated().map { index, byte in
      digits.contains(index) && byte >= UInt8(ascii: "a") ? byte - 32 : byte
    }
    #expect(upper != Self.good, "the checksum has a letter")
    #expect(Seal.fault(of: upper.span) == .frame)
    let cases: [([UInt8], LogRule)] = [
      ([], .frame), (Array("{".utf8), .frame), (Array("{}".utf8), .frame), ([0x0D], .cr),
      (Array(Self.good.suffix(28)), .frame), (Self.good + [0x0D], .cr),
      (Self.good + [0x20], .frame),
      ([0xEF, 0xBB, 0xBF] + Self.good, .bom), (Array(Self.good.dropLast()), .frame),
      ([0xEF, 0xBB, 0xBF], .bom), ([0xEF, 0xBB, 0xBF] + Self.good + [0x0D], .bom),
      ([0x20] + Self.good, .frame), (Array(Self.good.dropFirst()), .frame),
      ([UInt8](repeating: 0, count: 500), .frame), (Self.good + Self.good, .xxh64),
    ]
    for (line, rule) in cases { #expect(Seal.fault(of: line.span) == rule, "\(line.text)") }
  }

  /// The seal is over the bytes before it: what stands there decides the digits.
  @Test func `the digits are the checksum of all bytes before`() {
    var line = Array(#"{"a":1"#.utf8)
    let sum = XXH64.hash(line.span)
    Seal.close(&line)
    #expect(line.count == 6 + Seal.length)
    var digits: [UInt8] = []
    Hexadecimal.append(sum, to: &digits)
    #expect(line.text == #"{"a":1,"xxh64":""# + digits.text + #""}"#)
  }
}
