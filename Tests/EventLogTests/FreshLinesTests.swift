import EventLog
import TestSupport
import Testing

@Suite struct FreshLinesTests {
  /// Beside a dictionary that is told the same; keys are few and alike, so that they stand in each
  /// other's way.
  @Test(arguments: UInt64(1)...4)
  func `answers are those of a dictionary, also after lines were taken back`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var lines = FreshLines()
    var wanted: [(key: UInt64, offset: Int)] = []
    for round in 0..<60 {
      for _ in 0..<generator.below(80) {
        let key: UInt64 =
          generator.coin() ? UInt64(generator.below(200)) : generator.next() & 0xFF00_0000_0000_00FF
        lines.append(key, offset: wanted.count * 3)
        wanted.append((key, wanted.count * 3))
      }
      if generator.below(3) == 0 {
        let kept = wanted.count - generator.below(min(wanted.count, 100) + 1)
        lines.removeAll(behind: kept)
        wanted.removeLast(wanted.count - kept)
      }
      for _ in 0..<20 {
        let key =
          generator.coin() || wanted.isEmpty
          ? UInt64(generator.below(300)) : wanted[generator.below(wanted.count)].key
        var found: [Int] = []
        var entry = lines.last(key)
        while entry != 0 {
          found.append(lines.offset(entry))
          entry = lines.before(entry)
        }
        #expect(
          found.reversed() == wanted.filter { $0.key == key }.map(\.offset),
          "seed \(seed), round \(round), key \(key)")
      }
    }
    let sorted = wanted.sorted { ($0.key, $0.offset) < ($1.key, $1.offset) }
    let found = lines.sorted
    #expect(found.map(\.key) == sorted.map(\.key), "seed \(seed)")
    #expect(found.map { Int($0.offset) } == sorted.map(\.offset), "seed \(seed)")
  }
}
