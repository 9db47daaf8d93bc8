import Bytes
import TestSupport
import Testing

@Suite struct DayClockTests {
  /// The calendar itself is the twin: a clock that has read anything before says what it says.
  @Test(arguments: 0..<3) func `a clock reads what an instant reads`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var clock = DayClock()
    var good = 0
    for round in 0..<20_000 {
      // A few days around now and around the ends of the calendar, so that days come again.
      let bases: [Int64] = [1_767_225_600_000, 0, -86_400_000, 253_402_214_400_000]
      let day = bases[generator.below(4)] + Int64(generator.below(2)) * 43_200_000
      let instant = Instant(milliseconds: day + Int64(generator.below(43_200_000)))
      var text = Array(instant.text.utf8)
      switch generator.below(6) {
      case 0: text.removeSubrange(19..<23)
      case 1: text = Array(text[..<19]) + Array("+01:30".utf8)
      case 2: text[generator.below(text.count)] = UInt8(32 + generator.below(95))
      case 3: text[11 + generator.below(8)] = UInt8(ascii: "0") + UInt8(generator.below(12))
      default: break
      }
      let padded = text + Array("\",\"data\":{".utf8)
      let wanted = Instant(padded.span, in: 0..<text.count)
      if wanted != nil { good += 1 }
      #expect(
        clock.instant(padded.span, in: 0..<text.count) == wanted,
        "seed \(seed), round \(round): \(text.text)")
    }
    #expect(good > 10_000)
  }
}
