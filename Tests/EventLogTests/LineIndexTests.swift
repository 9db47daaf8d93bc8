import Bytes
import EventLog
import TestSupport
import Testing

@Suite struct LineIndexTests {
  /// An index beside a dictionary that is told the same.
  private struct Pair {
    let disk = SimulatedDisk()
    var index: LineIndex
    var wanted: [UInt64: [Int]] = [:]

    init() {
      disk.install("cache/other", [])
      index = LineIndex(disk, folder: "cache", name: "ids", runs: [])
    }

    mutating func insert(_ key: UInt64, _ offset: Int) {
      index.insert(key, offset: offset)
      wanted[key, default: []].append(offset)
    }

    /// Saves, removes what is not needed any more, and opens the index again from its runs.
    mutating func save() throws {
      for path in try index.save() { try disk.remove(path) }
      index = LineIndex(disk, folder: "cache", name: "ids", runs: index.runs)
    }
  }

  @Test(arguments: [1, 2, 3]) func `answers are those of a dictionary`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var pair = Pair()
    var offset = 0
    for round in 0..<40 {
      for _ in 0..<generator.below(round % 8 == 0 ? 600 : 40) {
        offset += 1 + generator.below(900)
        // A third of the keys are among a few; of them 0 and the largest one.
        let few = [0, 1, 255, .max, .max - 1, UInt64(generator.below(50)) << 58]
        let key = generator.below(3) == 0 ? few[generator.below(6)] : generator.next()
        pair.insert(key, offset)
      }
      if generator.below(4) > 0 { try pair.save() }
      for _ in 0..<6 {
        let known = pair.wanted.keys.sorted()
        let key =
          known.isEmpty || generator.coin() ? generator.next() : known[generator.below(known.count)]
        let found = try pair.index.offsets(key)
        #expect(found == pair.wanted[key, default: []].sorted(), "seed \(seed), round \(round)")
      }
    }
    try pair.save()
    for key: UInt64 in [0, 1, 2, 254, 255, .max, .max - 1, .max - 2, 1 << 58, 1 << 63] {
      #expect(try pair.index.offsets(key) == pair.wanted[key, default: []], "seed \(seed): \(key)")
    }
  }

  /// A block has 255 entries: keys that fill one exactly, or lie on both sides of its end.
  @Test(arguments: [1, 254, 255, 256, 510, 511, 1000])
  func `one key may fill many blocks`(count: Int) throws {
    var pair = Pair()
    for number in 0..<count {
      pair.insert(1 << 40, number)
      if number % 3 == 0 { pair.insert(UInt64(number) << 50, 100_000 + number) }
    }
    try pair.save()
    for key: UInt64 in [1 << 40, 0, 3 << 50, 1, .max] {
      #expect(try pair.index.offsets(key) == pair.wanted[key, default: []], "key \(key)")
    }
  }

  /// A run is more than twice as long as the next: of n entries there are at most log2 n + 1.
  @Test func `runs are merged, so that there are few`() throws {
    var generator = SeededGenerator(seed: 5)
    var pair = Pair()
    var total = 0
    for round in 0..<300 {
      let added = 1 + generator.below(7)
      for number in 0..<added { pair.insert(generator.next(), total + number) }
      total += added
      try pair.save()
      let counts = pair.index.runs.map(\.count)
      #expect(counts.reduce(0, +) == total, "seed 5, round \(round)")
      #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 > $1 * 2 }, "seed 5: \(counts)")
      #expect(Set(pair.index.runs.map(\.number)).count == counts.count)
      let files = pair.index.runs.map { "cache/ids-\($0.number)" } + ["cache/", "cache/other"]
      #expect(pair.disk.names(under: "/") == files.sorted(), "seed 5, round \(round)")
    }
    for (key, offsets) in pair.wanted { #expect(try pair.index.offsets(key) == offsets) }
  }

  @Test func `until the runs are written down, the old ones still answer`() throws {
    var pair = Pair()
    for number in 0..<10 { pair.insert(UInt64(number), number) }
    try pair.save()
    var old = pair.index
    for number in 3..<8 { pair.insert(UInt64(number), 77) }
    let retired = try pair.index.save()
    #expect(retired == ["cache/ids-1"])
    #expect(try old.offsets(3) == [3])
    #expect(try pair.index.offsets(3) == [3, 77])
    #expect(try pair.index.save() == [], "nothing is new")
  }

  @Test func `a byte that is not what it was is found, or changes no answer`() throws {
    var pair = Pair()
    var generator = SeededGenerator(seed: 8)
    let keys = (0..<300).map { _ in generator.next() }.sorted()
    for (number, key) in keys.enumerated() { pair.insert(key, number) }
    try pair.save()
    let run = try #require(pair.index.runs.first)
    let path = "cache/ids-\(run.number)"
    let bytes = try #require(pair.disk.bytes(at: path))
    #expect(bytes.count == 2 * 4096)
    var broken = 0
    for place in stride(from: 0, to: bytes.count, by: 3) {
      var altered = bytes
      altered[place] ^= 1 << UInt8(place % 8)
      pair.disk.install(path, altered)
      // A key of the first block and one of the second.
      for number in [7, 290] {
        do {
          #expect(try pair.index.offsets(keys[number]) == [number], "byte \(place)")
        } catch { broken += 1 }
      }
      // Merging reads the whole run.
      guard place % 32 == 0 else { continue }
      var growing = pair.index
      for _ in keys { growing.insert(2, offset: 2) }
      #expect(throws: LineIndex.Broken.self, "byte \(place)") { try growing.save() }
    }
    #expect(broken >= 2 * bytes.count / 3 / 2, "the block that a key lies in is always looked at")
  }

  @Test func `a block in another place or of another run is broken`() throws {
    var pair = Pair()
    for number in 0..<600 { pair.insert(UInt64(number) << 54, number) }
    try pair.save()
    let bytes = try #require(pair.disk.bytes(at: "cache/ids-1"))
    let swapped = bytes[4096..<8192] + bytes[..<4096] + bytes[8192...]
    pair.disk.install("cache/ids-1", Array(swapped))
    #expect(throws: LineIndex.Broken.self) { try pair.index.offsets(0) }
    #expect(throws: LineIndex.Broken.self) { try pair.index.offsets(300 << 54) }
    // The same entries under the number of another run.
    pair.disk.install("cache/ids-7", bytes)
    var run = pair.index.runs[0]
    run.number = 7
    var other = LineIndex(pair.disk, folder: "cache", name: "ids", runs: [run])
    #expect(throws: LineIndex.Broken.self) { try other.offsets(0) }
  }

  @Test func `a run that is missing, cut or too long for its count is broken`() throws {
    var pair = Pair()
    for number in 0..<600 { pair.insert(UInt64(number) << 54, number) }
    try pair.save()
    let bytes = try #require(pair.disk.bytes(at: "cache/ids-1"))
    #expect(bytes.count == 3 * 4096)
    for length in [0, 1, 4095, 4096, 8192, 12_287] {
      pair.disk.install("cache/ids-1", Array(bytes.prefix(length)))
      #expect(throws: LineIndex.Broken.self, "\(length) bytes") {
        try pair.index.offsets(599 << 54)
      }
    }
    try pair.disk.remove("cache/ids-1")
    #expect(throws: LineIndex.Broken.self) { try pair.index.offsets(0) }
    pair.disk.install("cache/ids-1", bytes)
    #expect(try pair.index.offsets(599 << 54) == [599])
  }
}
