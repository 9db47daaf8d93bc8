import Bytes
import TestSupport
import Testing

/// The check against the standard library's: a fault stands where the longest good start ends.
@Suite struct UTF8CheckTests {
  private func isValid(_ bytes: ArraySlice<UInt8>) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  private func wanted(_ bytes: [UInt8]) -> Int? {
    if isValid(bytes[...]) { return nil }
    return (0..<bytes.count).last { isValid(bytes[..<$0]) }
  }

  @Test func `every sequence of one or two bytes`() {
    var valid = 0
    for first in UInt8.min...UInt8.max {
      #expect(UTF8Check.firstFault(in: [first].span) == wanted([first]), "\(first)")
      for second in UInt8.min...UInt8.max {
        let bytes = [first, second]
        let fault = UTF8Check.firstFault(in: bytes.span)
        // One comparison for each row, as 65,536 expectations take long.
        if fault == nil { valid += 1 }
        if fault != wanted(bytes) { Issue.record("\(first), \(second): \(fault ?? -1)") }
      }
    }
    // Two of ASCII, 128 × 128, or one of the 30 leads C2...DF with one of 64 continuations.
    #expect(valid == 128 * 128 + 30 * 64)
  }

  /// Bytes at the edges of table 3-7 of the Unicode Standard, in every combination of three.
  static let edges: [UInt8] = [
    0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
    0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFE, 0xFF,
  ]

  @Test func `every sequence of three bytes at the edges of the table`() {
    var wrong: [[UInt8]] = []
    for first in Self.edges where first >= 0x80 {
      for second in Self.edges {
        for third in Self.edges {
          let bytes = [first, second, third]
          if UTF8Check.firstFault(in: bytes.span) != wanted(bytes) { wrong.append(bytes) }
        }
      }
    }
    #expect(wrong.isEmpty)
  }

  @Test func `seeded sequences of three and four bytes`() {
    var generator = SeededGenerator(seed: 3629)
    var valid = 0
    for round in 0..<30_000 {
      let lead = 0xE0 + UInt8(generator.below(round % 3 == 0 ? 32 : 21))
      var bytes = [lead]
      for _ in 0..<2 + generator.below(2) {
        let isContinuation = generator.below(12) > 0
        bytes.append(UInt8(isContinuation ? 0x80 + generator.below(64) : generator.below(256)))
      }
      let fault = UTF8Check.firstFault(in: bytes.span)
      if fault == nil { valid += 1 }
      if fault != wanted(bytes) { Issue.record("seed 3629, round \(round): \(bytes)") }
    }
    #expect(valid > 5000, "enough of them are well formed")
  }

  /// ASCII is passed over eight bytes at a time.
  @Test func `a fault is found at every distance from the start and the end`() {
    for before in 0...20 {
      for after in 0...9 {
        let (head, tail) = (
          [UInt8](repeating: 0x7F, count: before), [UInt8](repeating: 0, count: after)
        )
        for (middle, isGood) in [([0x80], false), ([0xC3, 0xA9], true), ([0xE2, 0x82], false)]
          as [([UInt8], Bool)]
        {
          let text = head + middle + tail
          #expect(UTF8Check.firstFault(in: text.span) == (isGood ? nil : before))
        }
      }
    }
  }

  @Test func `the first fault is found behind good text, and a cut at the end`() {
    let good = Array("aé€🙂".utf8)
    #expect(UTF8Check.firstFault(in: good.span) == nil)
    for bad: [UInt8] in [[0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] {
      let text = good + bad + good + bad
      #expect(UTF8Check.firstFault(in: text.span) == good.count)
    }
    // Characters start at 0, 1, 3 and 6; a cut inside of one is a fault at its start.
    for (length, fault) in [nil, nil, 1, nil, 3, 3, nil, 6, 6, 6, nil].enumerated() {
      let cut = Array(good.prefix(length))
      #expect(UTF8Check.firstFault(in: cut.span) == fault, "\(length) bytes")
    }
  }
}
