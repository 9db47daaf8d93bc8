package import Bytes

/// Where lines stand, by a 64-bit key: a rebuildable index beside the log.
///
/// Entries (key, byte offset) lie in sorted runs, each a file of blocks of 4,096 bytes; new ones
/// are held in memory until `save` writes them as another run and merges runs of similar size, so
/// that there are at most some twenty, and of a very long log one more for each 4 million lines.
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

  private typealias Entry = FreshLines.Entry

  private let disk: any Disk
  private let folder: String
  private let name: String
  /// The runs on disk, the oldest first.
  package private(set) var runs: [Run]
  private var fresh = FreshLines()
  /// What was opened of the runs so far.
  private var readers: [RunReader] = []
  private var lookUps = 0

  /// An index in `folder` whose runs are named `NAME-NUMBER`.
  package init(_ disk: any Disk, folder: String, name: String, runs: [Run]) {
    self.disk = disk
    self.folder = folder
    self.name = name
    self.runs = runs
  }

  /// More than a run ever has, in entries and in its number.
  static let most: UInt64 = 1 << 40

  /// Makes room for so many more lines.
  package mutating func reserve(_ lines: Int) { fresh.reserve(lines) }

  /// Adds a line behind all others.
  package mutating func insert(_ key: UInt64, offset: Int) { fresh.append(key, offset: offset) }

  /// Adds lines behind all others.
  package mutating func insert(_ lines: [(key: UInt64, offset: Int)]) {
    fresh.reserve(lines.count)
    for line in lines { fresh.append(line.key, offset: line.offset) }
  }

  /// The offsets of all lines of that key, ascending.
  package mutating func offsets(_ key: UInt64) throws(Broken) -> [Int] {
    var found: [Int] = []
    var entry = fresh.last(key)
    while entry != 0 {
      found.append(fresh.offset(entry))
      entry = fresh.before(entry)
    }
    found.reverse()
    return runs.isEmpty ? found : try written(key) + found
  }

  /// Whether no line has that key.
  @inline(__always)
  package mutating func hasNone(_ key: UInt64) throws(Broken) -> Bool {
    guard fresh.last(key) == 0 else { return false }
    if runs.isEmpty { return true }
    return try written(key).isEmpty
  }

  /// The offsets of the lines of that key that runs have.
  private mutating func written(_ key: UInt64) throws(Broken) -> [Int] {
    lookUps += 1
    for run in runs[readers.count...] { readers.append(try RunReader(disk, path(run), run)) }
    var found: [Int] = []
    for index in readers.indices {
      // Whoever asks often, and mostly for what is not there, is better off with a filter.
      if lookUps * Self.worthReading > runs[index].count { try readers[index].readFilter() }
      found += try readers[index].offsets(key)
    }
    return found.sorted()
  }

  private static let worthReading = 256

  /// Lets go of the files.
  package mutating func close() {
    for reader in readers { reader.close() }
    readers = []
  }

  /// How many lines are in no run yet.
  package var freshCount: Int { fresh.entries.count }

  /// The last of the lines that are in no run yet, from the first on that starts at `offset`.
  package func freshLines(from offset: Int) -> [(key: UInt64, offset: Int)] {
    let lines = fresh.entries.reversed().prefix { $0.offset >= UInt64(offset) }
    return lines.reversed().map { ($0.key, Int($0.offset)) }
  }

  /// Says where the lines start that are in no run yet and stand behind the first `count` of these.
  package mutating func place(behind count: Int, at offsets: [Int]) {
    fresh.place(behind: count, at: offsets)
  }

  /// See `FreshLines`.
  package func glance(_ keys: [UInt64]) -> UInt64 { fresh.glance(keys) }

  /// Takes back the lines behind the first `count` that are in no run yet.
  package mutating func takeBack(behind count: Int) { fresh.removeAll(behind: count) }

  /// Writes what is new as a run, and merges runs as long as the last is at least half as long as
  /// the one before and what comes out is not too long to be held in memory. Returns the files that are
  /// no longer needed once the runs are written down.
  ///
  /// Where it throws, the index is what it was.
  package mutating func save() throws(Broken) -> [String] {
    guard !fresh.isEmpty else { return [] }
    var entries = fresh.sorted
    var kept = runs
    var retired: [String] = []
    while let last = kept.last, entries.count * 2 >= last.count,
      entries.count + last.count <= Self.longestMerged
    {
      entries = Self.merge(try read(last), entries)
      retired.append(path(last))
      kept.removeLast()
    }
    let run = Run(number: nextNumber, count: entries.count)
    try write(entries, to: run)
    while readers.count > kept.count { readers.removeLast().close() }
    runs = kept + [run]
    fresh = FreshLines()
    return retired
  }

  /// Runs of more entries than this come from one `save` only: 4,194,304 entries are 64 MB.
  private static let longestMerged = 1 << 22

  /// Files of this index that no run is in: of a writer that ended before it could name them.
  package var strays: [String] {
    let known = Set(runs.map { "\(name)-\($0.number)" })
    return ((try? disk.names(in: folder)) ?? []).filter { file in
      file.hasPrefix(name + "-") && Int(file.dropFirst(name.count + 1)) != nil
        && !known.contains(file)
    }.map { "\(folder)/\($0)" }
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

  private func read(_ run: Run) throws(Broken) -> [Entry] {
    let reader = try RunReader(disk, path(run), run)
    defer { reader.close() }
    let entries = try reader.entries()
    guard entries.count == run.count else { throw Broken() }
    return entries
  }

  private func write(_ entries: [Entry], to run: Run) throws(Broken) {
    let perBlock = RunReader.entriesPerBlock
    let blocks = (entries.count + perBlock - 1) / perBlock
    let bytes = [UInt8](writing: blocks * RunReader.blockSize) { writer in
      for index in 0..<blocks {
        let start = index * perBlock
        let end = min(start + perBlock, entries.count)
        let blockStart = writer.count
        for place in start..<end {
          writer.put(littleEndian: entries[place].key)
          writer.put(littleEndian: entries[place].offset)
        }
        for _ in end..<start + perBlock {
          writer.put(littleEndian: 0)
          writer.put(littleEndian: 0)
        }
        writer.put(littleEndian: UInt64(end - start))
        writer.put(littleEndian: writer.sum(from: blockStart) ^ RunReader.mark(run, index))
      }
    }
    do { try disk.replace(path(run), with: bytes) } catch { throw Broken() }
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
