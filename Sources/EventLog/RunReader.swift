import Bytes

/// Looks keys up in one run of a `LineIndex`, block by block; where that is often, a filter says first of
/// which keys there is none. A block counts only after its checksum was tested.
struct RunReader: Sendable {
  static let entriesPerBlock = 255
  static let blockSize = 4096

  private let disk: any Disk
  private let file: OpenFile
  private let run: LineIndex.Run
  private let blocks: Int
  /// The keys, roughly; `nil` as long as it was not worth it.
  private var filter: KeyFilter?
  /// The block that was read last; -1: none.
  private var at = -1
  private var block: [UInt8] = []

  init(_ disk: any Disk, _ path: String, _ run: LineIndex.Run) throws(LineIndex.Broken) {
    self.disk = disk
    self.run = run
    blocks = (run.count + Self.entriesPerBlock - 1) / Self.entriesPerBlock
    do { file = try disk.open(path, .read) } catch { throw LineIndex.Broken() }
    guard let size = try? disk.status(file).size, size == blocks * Self.blockSize else {
      disk.close(file)
      throw LineIndex.Broken()
    }
  }

  func close() { disk.close(file) }

  /// Reads all blocks once, so that most look-ups of keys that are not there read none.
  mutating func readFilter() throws(LineIndex.Broken) {
    guard filter == nil else { return }
    var filter = KeyFilter(run.count)
    try walk { filter.insert($0.key) }
    self.filter = filter
  }

  /// All entries.
  func entries() throws(LineIndex.Broken) -> [FreshLines.Entry] {
    var entries: [FreshLines.Entry] = []
    entries.reserveCapacity(run.count)
    try walk { entries.append($0) }
    return entries
  }

  /// Reads and tests all blocks, a few at a time.
  private func walk(_ take: (FreshLines.Entry) -> Void) throws(LineIndex.Broken) {
    for first in stride(from: 0, to: blocks, by: Self.blocksAtOnce) {
      let count = min(Self.blocksAtOnce, blocks - first)
      guard
        let bytes = try? disk.bytes(
          of: file, at: first * Self.blockSize, count: count * Self.blockSize),
        bytes.count == count * Self.blockSize
      else { throw LineIndex.Broken() }
      for index in 0..<count {
        let start = index * Self.blockSize
        try test(bytes.span, start, first + index)
        for place in 0..<Self.count(bytes.span, start) {
          take(Self.entry(bytes.span, start, place))
        }
      }
    }
  }

  private static let blocksAtOnce = 256

  /// The offsets of all lines of a key, ascending.
  mutating func offsets(_ key: UInt64) throws(LineIndex.Broken) -> [Int] {
    guard blocks > 0, filter?.has(key) ?? true else { return [] }
    // The first block whose last key is not below the one looked for. Keys are spread evenly, so
    // the first guess is near it; halving bounds the worst case.
    var low = 0
    var high = blocks
    var place = Int(key.multipliedFullWidth(by: UInt64(blocks)).high)
    var steps = 0
    while low < high {
      let isBelow = try ends(place, below: key)
      if isBelow { low = place + 1 } else { high = place }
      steps += 1
      let near = isBelow ? place + 1 : place - 1
      place = steps < 6 && near >= low && near < high ? near : (low + high) / 2
    }
    var found: [Int] = []
    while low < blocks, try take(key, from: low, into: &found) { low += 1 }
    return found
  }

  /// Whether the last key of a block is below `key`.
  private mutating func ends(_ index: Int, below key: UInt64) throws(LineIndex.Broken) -> Bool {
    try load(index)
    let bytes = block.span
    let count = Self.count(bytes, 0)
    return count > 0 && Self.entry(bytes, 0, count - 1).key < key
  }

  /// Adds the offsets that a block has; returns whether the next may have more.
  private mutating func take(
    _ key: UInt64, from index: Int, into found: inout [Int]
  ) throws(LineIndex.Broken) -> Bool {
    try load(index)
    let bytes = block.span
    let count = Self.count(bytes, 0)
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if Self.entry(bytes, 0, middle).key < key { low = middle + 1 } else { high = middle }
    }
    while low < count {
      let entry = Self.entry(bytes, 0, low)
      guard entry.key == key else { return false }
      found.append(Int(entry.offset))
      low += 1
    }
    return count > 0
  }

  /// Brings a block to hand, after it was tested.
  private mutating func load(_ index: Int) throws(LineIndex.Broken) {
    if index == at { return }
    at = -1
    guard
      let bytes = try? disk.bytes(
        of: file, at: index * Self.blockSize, count: Self.blockSize)
    else { throw LineIndex.Broken() }
    try test(bytes.span, 0, index)
    block = bytes
    at = index
  }

  private func test(
    _ bytes: Span<UInt8>, _ start: Int, _ index: Int
  ) throws(LineIndex.Broken) {
    guard start + Self.blockSize <= bytes.count else { throw LineIndex.Broken() }
    let sum = XXH64.hash(bytes.extracting(start..<start + Self.blockSize - 8))
    guard sum ^ Self.mark(run, index) == bytes.word(at: start + Self.blockSize - 8),
      bytes.word(at: start + Self.blockSize - 16) <= UInt64(Self.entriesPerBlock)
    else { throw LineIndex.Broken() }
    for place in 0..<Self.count(bytes, start) {
      guard Self.entry(bytes, start, place).offset <= UInt64(Int.max) else {
        throw LineIndex.Broken()
      }
    }
  }

  private static func count(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    Int(truncatingIfNeeded: bytes.word(at: start + blockSize - 16))
  }

  private static func entry(
    _ bytes: Span<UInt8>, _ start: Int, _ place: Int
  ) -> FreshLines.Entry {
    FreshLines.Entry(
      key: bytes.word(at: start + place * 16), offset: bytes.word(at: start + place * 16 + 8))
  }

  /// What makes the checksum of a block that of its place: in its run, and in its file.
  static func mark(_ run: LineIndex.Run, _ index: Int) -> UInt64 {
    UInt64(run.number) &* 0x9E37_79B1_85EB_CA87 ^ UInt64(run.count) &<< 24 ^ UInt64(index)
  }
}
