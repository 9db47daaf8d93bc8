package import Bytes

/// Where lines stand, by a 64-bit key: a rebuildable index beside the log.
///
/// Entries (key, byte offset) lie in sorted runs, each a file of blocks of 4,096 bytes; new ones
/// are held in memory until `save` writes them as another run and merges runs of similar size, so
/// that there are at most some twenty and an append costs little however long the log is.
///
/// ```
/// block   255 × (key: 8 bytes, offset: 8 bytes)   count: 8 bytes   xxh64 of these, marked: 8 bytes
/// ```
///
/// Keys are hashes: whoever looks one up must compare with the line itself.
package struct LineIndex: Sendable {
  /// A sorted file of entries.
  package struct Run: Equatable, Sendable {
    /// The number in its file name.
    package var number: Int
    /// How many entries it has.
    package var count: Int
  }

  /// A block that is missing or was altered: the index must be made anew.
  package struct Broken: Error, Equatable, Sendable {}

  private struct Entry {
    var key: UInt64
    var offset: UInt64
  }

  private static let entriesPerBlock = 255
  private static let blockSize = 4096

  private let disk: any Disk
  private let folder: String
  private let name: String
  /// The runs on disk, the oldest first.
  package private(set) var runs: [Run]
  private var fresh: [UInt64: [Int]] = [:]

  /// An index in `folder` whose runs are named `NAME-NUMBER`.
  package init(_ disk: any Disk, folder: String, name: String, runs: [Run]) {
    self.disk = disk
    self.folder = folder
    self.name = name
    self.runs = runs
  }

  /// More than a run ever has, in entries and in its number.
  static let most: UInt64 = 1 << 40

  /// Adds a line.
  package mutating func insert(_ key: UInt64, offset: Int) {
    fresh[key, default: []].append(offset)
  }

  /// The offsets of all lines of that key, ascending.
  package func offsets(_ key: UInt64) throws(Broken) -> [Int] {
    var found: [Int] = []
    for run in runs { found += try lookUp(key, in: run) }
    return (found + (fresh[key] ?? [])).sorted()
  }

  /// Writes what is new as a run, and merges runs as long as the last is at least half as long as
  /// the one before. Returns the files that are no longer needed once the runs are written down.
  package mutating func save() throws(Broken) -> [String] {
    guard !fresh.isEmpty else { return [] }
    var entries: [Entry] = []
    for (key, offsets) in fresh { entries += offsets.map { Entry(key: key, offset: UInt64($0)) } }
    entries.sort { ($0.key, $0.offset) < ($1.key, $1.offset) }
    var retired: [String] = []
    while let last = runs.last, entries.count * 2 >= last.count {
      entries = Self.merge(try read(last), entries)
      retired.append(path(last))
      runs.removeLast()
    }
    let run = Run(number: nextNumber, count: entries.count)
    try write(entries, to: run)
    runs.append(run)
    fresh.removeAll()
    return retired
  }

  /// A number that no file of this index has: an older cache may still name those that are there.
  private var nextNumber: Int {
    let names = (try? disk.names(in: folder)) ?? []
    let numbers = names.compactMap { file in
      file.hasPrefix(name + "-") ? Int(file.dropFirst(name.count + 1)) : nil
    }
    return ((numbers + runs.map(\.number)).max() ?? 0) + 1
  }

  private func path(_ run: Run) -> String { "\(folder)/\(name)-\(run.number)" }

  private func lookUp(_ key: UInt64, in run: Run) throws(Broken) -> [Int] {
    let blocks = (run.count + Self.entriesPerBlock - 1) / Self.entriesPerBlock
    guard blocks > 0 else { return [] }
    let file: OpenFile
    do { file = try disk.open(path(run), .read) } catch { throw Broken() }
    defer { disk.close(file) }
    guard let size = try? disk.status(file).size, size == blocks * Self.blockSize else {
      throw Broken()
    }
    // The first block whose last key is not below the one looked for. Keys are spread evenly, so
    // the first guess is near it; halving bounds the worst case.
    var low = 0
    var high = blocks
    var place = Int(key.multipliedFullWidth(by: UInt64(blocks)).high)
    var steps = 0
    while low < high {
      let isBelow = try block(file, run, place).last.map { $0.key < key } ?? false
      if isBelow { low = place + 1 } else { high = place }
      steps += 1
      let near = isBelow ? place + 1 : place - 1
      place = steps < 6 && near >= low && near < high ? near : (low + high) / 2
    }
    var found: [Int] = []
    var index = low
    while index < blocks {
      let block = try block(file, run, index)
      for entry in block where entry.key == key { found.append(Int(entry.offset)) }
      guard let last = block.last, last.key == key else { break }
      index += 1
    }
    return found
  }

  private func block(_ file: OpenFile, _ run: Run, _ index: Int) throws(Broken) -> [Entry] {
    do {
      let bytes = try disk.bytes(
        of: file, at: index * Self.blockSize, count: Self.blockSize)
      return try Self.decode(bytes, run, index)
    } catch { throw Broken() }
  }

  private func read(_ run: Run) throws(Broken) -> [Entry] {
    let bytes: [UInt8]
    do { bytes = try disk.contents(of: path(run)) } catch { throw Broken() }
    var entries: [Entry] = []
    for start in stride(from: 0, to: bytes.count, by: Self.blockSize) {
      guard start + Self.blockSize <= bytes.count else { throw Broken() }
      entries += try Self.decode(
        Array(bytes[start..<start + Self.blockSize]), run, start / Self.blockSize)
    }
    guard entries.count == run.count else { throw Broken() }
    return entries
  }

  private func write(_ entries: [Entry], to run: Run) throws(Broken) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity((entries.count / Self.entriesPerBlock + 1) * Self.blockSize)
    for start in stride(from: 0, to: entries.count, by: Self.entriesPerBlock) {
      let part = entries[start..<min(start + Self.entriesPerBlock, entries.count)]
      let blockStart = bytes.count
      for entry in part {
        bytes.append(littleEndian: entry.key)
        bytes.append(littleEndian: entry.offset)
      }
      let padding = (Self.entriesPerBlock - part.count) * 16
      bytes.append(contentsOf: repeatElement(0, count: padding))
      bytes.append(littleEndian: UInt64(part.count))
      let sum = XXH64.hash(bytes.span.extracting(blockStart..<bytes.count))
      bytes.append(littleEndian: sum ^ Self.mark(run, start / Self.entriesPerBlock))
    }
    do { try disk.replace(path(run), with: bytes) } catch { throw Broken() }
  }

  /// What makes the checksum of a block that of its place: in its run, and in its file.
  private static func mark(_ run: Run, _ index: Int) -> UInt64 {
    UInt64(run.number) &* 0x9E37_79B1_85EB_CA87 ^ UInt64(run.count) &<< 24 ^ UInt64(index)
  }

  private static func decode(
    _ bytes: [UInt8], _ run: Run, _ index: Int
  ) throws(Broken) -> [Entry] {
    guard bytes.count == blockSize else { throw Broken() }
    let span = bytes.span
    let sum = XXH64.hash(span, first: blockSize - 8) ^ mark(run, index)
    guard sum == span.word(at: blockSize - 8) else { throw Broken() }
    let count = Int(truncatingIfNeeded: span.word(at: blockSize - 16))
    guard (0...entriesPerBlock).contains(count) else { throw Broken() }
    var entries: [Entry] = []
    entries.reserveCapacity(count)
    for index in 0..<count {
      let offset = span.word(at: index * 16 + 8)
      guard offset <= UInt64(Int.max) else { throw Broken() }
      entries.append(Entry(key: span.word(at: index * 16), offset: offset))
    }
    return entries
  }

  private static func merge(_ left: [Entry], _ right: [Entry]) -> [Entry] {
    var merged: [Entry] = []
    merged.reserveCapacity(left.count + right.count)
    var (i, j) = (0, 0)
    while i < left.count, j < right.count {
      if (left[i].key, left[i].offset) <= (right[j].key, right[j].offset) {
        merged.append(left[i])
        i += 1
      } else {
        merged.append(right[j])
        j += 1
      }
    }
    merged += left[i...]
    merged += right[j...]
    return merged
  }
}

extension [UInt8] {
  /// Adds a number as eight bytes, the least significant first.
  mutating func append(littleEndian number: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
  }
}
