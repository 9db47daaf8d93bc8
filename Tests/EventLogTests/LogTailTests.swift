import Bytes
import EventLog
import TestSupport
import Testing

/// What may stand behind the committed lines, and what was done to a log whose lines are sealed.
@Suite struct LogTailTests {
  static let log = TestLog(appends: [1, 2])

  private func expectTorn(_ tail: [UInt8], _ name: Comment) {
    let reading = Reading(Self.log.bytes + tail)
    #expect(reading.verdict == .tornTail, name)
    #expect(reading.committed == 4, name)
    #expect(reading.lines == Array(Self.log.lines.dropFirst()), name)
    #expect(reading.byteOffset == Self.log.bytes.count, name)
  }

  private func expectDamage(_ tail: [UInt8], _ rule: LogRule, _ name: Comment) {
    let reading = Reading(Self.log.bytes + tail)
    #expect(reading.verdict == .damage, name)
    #expect(reading.committed == 4, name)
    #expect(reading.rule == rule, name)
  }

  @Test(arguments: [1, 2, 27, 28, 29, 511, 512, 4096, 65_535, 65_536, 70_000, 600_000])
  func `garbage of any size is a torn tail`(size: Int) {
    var generator = SeededGenerator(seed: UInt64(size))
    let random = (0..<min(size, 70_000)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    expectTorn([UInt8](repeating: 0, count: size), "NULs")
    expectTorn([UInt8](repeating: 0xFF, count: size), "erased flash")
    expectTorn([UInt8](repeating: 0x0A, count: min(size, 5000)), "line ends")
    expectTorn(random, "seed \(size)")
    let half = Array("é🙂".utf8).dropLast()
    expectTorn(Array((0..<size / 5 + 1).flatMap { _ in half }), "half characters")
  }

  @Test func `what only looks like a line is a torn tail`() {
    let next = TestLog.line(4, append: 3)
    var wrong = next
    wrong[30] ^= 1
    let tails: [[UInt8]] = [
      Array("{}\n".utf8), Array("{\"seq\":4}\n".utf8), Array("\n".utf8), next, wrong + [0x0A],
      Array(next.dropFirst()) + [0x0A], Array(next.dropLast()) + [0x0A], next + [0x0D, 0x0A],
      [0xEF, 0xBB, 0xBF] + next + [0x0A], next.map { $0 == 0x22 ? 0x27 : $0 } + [0x0A],
      wrong + [0x0A] + wrong + [0x0A] + Array(wrong.prefix(9)),
      TestLog.line(4, append: 3, body: ",\"x\":\"" + String(repeating: "x", count: 65_500) + "\"}")
        + [0x0A],
    ]
    for (number, tail) in tails.enumerated() { expectTorn(tail, "tail \(number)") }
  }

  @Test func `a sealed line that carries on is a line, another one is damage`() {
    let next = TestLog.line(4, append: 3) + [0x0A]
    #expect(Reading(Self.log.bytes + next).verdict == .ok)
    #expect(Reading(Self.log.bytes + next).committed == 5)
    let cases: [([UInt8], LogRule, Comment)] = [
      (TestLog.line(3, append: 3), .seq, "a number again"),
      (TestLog.line(5, append: 3), .seq, "a number left out"),
      (TestLog.line(2_147_483_647, append: 3), .seq, "the highest number"),
      (Self.log.lines[1], .seq, "an old line"),
      (Self.log.lines[0], .seq, "line 0 again"),
      (TestLog.line(4, append: 0), .recordedtime, "earlier"),
      (TestLog.line(4, 4...4, append: 3), .batch, "a batch of one"),
      (TestLog.line(4, 3...5, append: 3), .batch, "a batch that began before"),
      (TestLog.line(4, 5...6, append: 3), .batch, "a batch that begins later"),
      (TestLog.line(4, append: 3, body: ",\"first\":4,\"data\":{}"), .member, "first alone"),
    ]
    for (line, rule, name) in cases {
      let isTrusting = name != "first alone"
      let reading = Reading(Self.log.bytes + line + [0x0A], isTrusting: isTrusting)
      #expect(reading.verdict == .damage, name)
      #expect(reading.committed == 4 && reading.line == 4, name)
      #expect(reading.rule == rule, name)
    }
    expectDamage(Array("garbage\n".utf8) + next, .frame, "a whole line behind garbage")
    expectDamage([0x0A] + next + Array("torn".utf8), .frame, "a whole line inside of garbage")
  }

  /// Each of the four lines of the last append is there, garbled or gone: 3^4 = 81 ways.
  ///
  /// Torn is: something is missing, and between two lines that are there (or the committed ones
  /// and the first of them) numbers are left out where and only where garbage stands.
  @Test func `a batch with lines garbled or gone is torn, or damage where no crash does that`() {
    let batch = (4...7).map { TestLog.line($0, 4...7, append: 3) }
    for code in 0..<81 {
      let fates = [code / 27, code / 9 % 3, code / 3 % 3, code % 3]
      var tail: [UInt8] = []
      var isDamage = false
      var (missing, garbled) = (0, 0)
      for (fate, line) in zip(fates, batch) {
        switch fate {
        case 0:
          if missing > 0 && garbled == 0 { isDamage = true }
          (missing, garbled) = (0, 0)
          tail += line + [0x0A]
        case 1:
          (missing, garbled) = (missing + 1, garbled + 1)
          tail += line.map { $0 ^ 0x40 == 0x0A ? $0 : $0 ^ 0x40 } + [0x0A]
        default: missing += 1
        }
      }
      let reading = Reading(Self.log.bytes + tail)
      let isWhole = fates == [0, 0, 0, 0] || tail.isEmpty
      let wanted: LogFinding.Verdict = isWhole ? .ok : isDamage ? .damage : .tornTail
      #expect(reading.verdict == wanted, "fates \(fates)")
      #expect(reading.committed == (fates == [0, 0, 0, 0] ? 8 : 4), "fates \(fates)")
    }
  }

  @Test func `lines of a torn batch out of order, twice, or of two batches are damage`() {
    let batch = (4...7).map { TestLog.line($0, 4...7, append: 3) + [0x0A] }
    let other = (4...6).map { TestLog.line($0, 4...6, append: 3) + [0x0A] }
    let later = (8...9).map { TestLog.line($0, 8...9, append: 4) + [0x0A] }
    let garbage = Array("###\n".utf8)
    expectTorn(batch[0] + garbage + batch[2], "one garbled line in the middle")
    expectTorn(batch[0] + garbage + garbage + batch[3] + garbage, "two, and garbage behind")
    expectDamage(batch[1] + batch[0], .seq, "swapped at the start")
    expectDamage(batch[0] + batch[0], .seq, "one twice")
    expectDamage(batch[0] + garbage + batch[1] + batch[2], .frame, "garbage gained")
    expectDamage(batch[0] + garbage + batch[3] + garbage + batch[2], .frame, "out of order")
    expectDamage(batch[0] + garbage + other[2], .frame, "of two batches")
    expectDamage(batch[0] + batch[1] + garbage + later[0] + later[1], .frame, "a later batch")
    expectDamage(garbage + later[0], .frame, "half of a later batch")
    // Nothing of it is missing, so no crash left it: one of its lines is not good.
    let early = TestLog.line(5, 4...5, append: 0) + [0x0A]
    expectDamage(TestLog.line(4, 4...5, append: 3) + [0x0A] + early, .recordedtime, "early")
    expectTorn(garbage + early, "early, and the other one is missing")
  }

  @Test func `a file that begins with anything but line 0 is no log`() {
    let line = TestLog.line(0, append: 0) + [0x0A]
    for (file, name) in [
      (Array("hello\n".utf8), "text"), ([0x0A] + Self.log.bytes, "an empty line first"),
      (Array(Self.log.bytes.dropFirst(Self.log.offset(1))), "line 0 is missing"),
      ([0xEF, 0xBB, 0xBF] + Self.log.bytes, "a byte order mark"),
      (line, "a line that is no line 0"),
      ([UInt8](repeating: 0, count: 5000), "NULs"), (Array("{}\n".utf8), "an object"),
    ] {
      let reading = Reading(file)
      #expect(reading.verdict == .damage, "\(name)")
      #expect(reading.committed == 0 && reading.line == 0 && reading.byteOffset == 0, "\(name)")
      #expect(reading.lines.isEmpty, "\(name)")
    }
  }
}
