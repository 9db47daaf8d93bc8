import Bytes
import EventLog
import TestSupport
import Testing

@Suite struct LineCutterTests {
  /// A piece as the cutter shows it.
  struct Piece: Equatable {
    var offset: Int
    var shown: [UInt8]
    var hasLineEnd: Bool
    var isTooLong: Bool
  }

  private func cut(_ bytes: [UInt8], from start: Int = 0, end: Int? = nil) throws -> [Piece] {
    let disk = SimulatedDisk()
    disk.install("log", bytes)
    let file = try disk.open("log", .read)
    var pieces: [Piece] = []
    var cutter = LineCutter(disk, file, end: end ?? bytes.count)
    try cutter.forEach(from: start) { line, place throws(LogProblem) in
      pieces.append(
        Piece(
          offset: place.offset, shown: line.copy(), hasLineEnd: place.hasLineEnd,
          isTooLong: place.isTooLong))
      return true
    }
    return pieces
  }

  /// The same by splitting; of lines over the limit the first 65,536 bytes are shown.
  private func naive(_ bytes: [UInt8], from start: Int = 0, end: Int? = nil) -> [Piece] {
    let part = bytes[start..<min(end ?? bytes.count, bytes.count)]
    let lines = part.split(separator: 0x0A, omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { number, line in
      let isLast = number == lines.count - 1
      if isLast && line.isEmpty { return nil }
      return Piece(
        offset: line.startIndex, shown: Array(line.prefix(65_536)), hasLineEnd: !isLast,
        isTooLong: line.count > 65_535)
    }
  }

  /// A file of lines of given lengths, its last line end left out where the last is negative.
  private func file(_ lengths: [Int]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (number, length) in lengths.enumerated() {
      bytes += [UInt8](repeating: UInt8(ascii: "a") + UInt8(number % 26), count: abs(length))
      if length >= 0 { bytes.append(0x0A) }
    }
    return bytes
  }

  @Test(arguments: [
    [], [0], [1], [-1], [0, 0, 0], [3, 0, -2], [65_535], [-65_535], [65_536], [-65_536], [65_537],
    [131_071], [131_072, 0], [131_073, 5], [-131_072], [600_000], [-600_000], [1_200_000, 5],
    [1_200_000, 65_535, -1_200_000], [65_535, 65_535, 65_536, 0, 65_535, -3],
  ])
  func `pieces are those of a split`(lengths: [Int]) throws {
    let bytes = file(lengths)
    let pieces = try cut(bytes)
    #expect(pieces == naive(bytes))
  }

  /// Line ends right before, at and behind the places where a buffer may end.
  @Test(arguments: [131_072, 262_144], -2...2)
  func `a line end may stand on either side of a power of two`(power: Int, distance: Int) throws {
    let full = (power - 30_000) / 30_000
    let rest = power + distance - full * 30_000
    for behind in [[], [0, 0, 7], [65_536], [-65_535]] {
      let bytes = file(Array(repeating: 29_999, count: full) + [rest - 1] + behind)
      #expect(try cut(bytes) == naive(bytes), "\(behind) behind")
    }
  }

  @Test(arguments: 0..<6) func `pieces are those of a split, whatever the lengths`(seed: Int) throws
  {
    var generator = SeededGenerator(seed: UInt64(seed))
    var lengths: [Int] = []
    var total = 0
    while total < 1_300_000 {
      let length =
        switch generator.below(8) {
        case 0: 65_534 + generator.below(4)
        case 1: generator.below(400_000)
        case 2: 0
        default: generator.below(9000)
        }
      lengths.append(length)
      total += length + 1
    }
    if generator.coin() { lengths.append(-1 - generator.below(70_000)) }
    let bytes = file(lengths)
    #expect(try cut(bytes) == naive(bytes), "seed \(seed)")
    let start = bytes.count / 3
    #expect(try cut(bytes, from: start) == naive(bytes, from: start), "seed \(seed), a third in")
  }

  @Test func `bytes behind the given end are not shown, and a file that shrank gives fewer`() throws
  {
    // Line ends at 5, 70,006, 70,010 and 570,011.
    let bytes = file([5, 70_000, 3, 500_000, 2])
    for end in [
      0, 1, 5, 6, 7, 65_541, 65_542, 65_543, 70_006, 70_007, 70_010, 400_000, 520_000, 569_999,
      570_010, 570_011, 570_012, 570_013,
    ] {
      #expect(try cut(bytes, end: end) == naive(bytes, end: end), "up to \(end)")
    }
    let short = file([5, 3])
    #expect(try cut(short, end: 2_000_000) == naive(short))
    let cutOff = file([5, -70_000])
    #expect(try cut(cutOff, end: 2_000_000) == naive(cutOff))
  }

  @Test func `nothing more is shown once the caller has enough`() throws {
    let disk = SimulatedDisk()
    disk.install("log", file([1, 70_000, 2, 3]))
    for enough in 1...4 {
      let file = try disk.open("log", .read)
      var shown = 0
      var cutter = LineCutter(disk, file, end: 70_010)
      try cutter.forEach(from: 0) { _, _ throws(LogProblem) in
        shown += 1
        return shown < enough
      }
      #expect(shown == enough)
    }
  }

  @Test func `a read that fails is told`() throws {
    let disk = SimulatedDisk()
    disk.install("log", file([5, 600_000, 5]))
    let file = try disk.open("log", .read)
    for number in 0..<3 {
      disk.failures = [disk.calls + number: .fail(5)]
      var cutter = LineCutter(disk, file, end: 600_012)
      #expect(throws: LogProblem.disk(DiskError("read", "", 5)), "read \(number)") {
        try cutter.forEach(from: 0) { _, _ throws(LogProblem) in true }
      }
    }
  }
}
