import Bytes
import Events
import Synchronization

/// All subjects of a cache: their names are read at once, their rows block by block when histories
/// are loaded, on whatever thread asks for them.
///
/// ```
/// names      A B C D E F …                 numbers of subjects, the same on all threads
/// blocks     A B C │ D E F │ …             read when one of theirs is loaded
/// segment 2  B′ F′                         of a subject in several segments the last one holds
/// ```
///
/// So no more of a cohort is in memory than a block for each segment and thread.
final class CachedSubjects: Sendable {
  /// A block of a segment, and what is to be known before it is read.
  struct Block: Sendable {
    /// The place of its segment among those of the cache.
    let segment: Int
    let entry: SegmentDirectory.Entry
    /// By number of the block, the numbers of its words in the table of names.
    fileprivate(set) var words: [Int32] = []
    /// Likewise.
    fileprivate(set) var instruments: [Int32] = []
  }

  /// Where a subject stands.
  struct Place: Sendable {
    /// The place of its block among all.
    let block: Int32
    /// Its place in the block.
    let subject: Int32
  }

  private let cache: HistoryCache
  private let blocks: [Block]
  private let places: [Place]
  private let hasBroken = Atomic<Bool>(false)
  /// Names of subjects, words and instruments; no rows.
  let names: EventTable
  /// Reads the log that the cache is of.
  let replay: Replay
  /// Where that is.
  let path: String

  /// Reads the names of all blocks.
  init(
    _ cache: HistoryCache, of path: String, _ replay: Replay
  ) throws(StoredBlock.Broken) {
    self.cache = cache
    self.replay = replay
    self.path = path
    var blocks: [Block] = []
    for (place, segment) in cache.segments.enumerated() {
      for entry in 0..<segment.directory.count {
        blocks.append(Block(segment: place, entry: try segment.directory.entry(entry)))
      }
    }
    let read = try Self.names(of: blocks, in: cache.segments, replay.lanes)
    var table = EventTable.ofRows
    for place in blocks.indices {
      blocks[place].words = read[place].words.map { table.words.number($0) }
      blocks[place].instruments = read[place].instruments.map { table.instruments.number($0) }
    }
    let roster = Roster(read, isLast: blocks.map { $0.segment == cache.segments.count - 1 })
    table.subjects = roster.names
    places = roster.places
    self.blocks = blocks
    names = table
  }

  /// - Parameter lanes: how many threads read; what comes out does not depend on it.
  private static func names(
    of blocks: [Block], in segments: [CacheSegment], _ lanes: Int
  ) throws(StoredBlock.Broken) -> [BlockNames] {
    let ranges = Machine.ranges(of: 0..<blocks.count, parts: lanes, least: 16)
    let parts = Machine.parts(ranges.count) { part in
      try? ranges[part].map { try segments[blocks[$0].segment].names(blocks[$0].entry) }
    }
    var names: [BlockNames] = []
    for part in parts {
      guard let part else { throw StoredBlock.Broken() }
      names += part
    }
    return names
  }

  /// How many segments there are.
  var segments: Int { cache.segments.count }

  /// Where a subject stands, by its number.
  func place(of subject: Int32) -> Place { places[Int(subject)] }

  /// The place of a block's segment.
  func segment(of block: Int32) -> Int { blocks[Int(block)].segment }

  /// Reads a block.
  func open(_ block: Int32) throws(StoredBlock.Broken) -> HistorySource {
    let block = blocks[Int(block)]
    var table = names
    let bytes = try cache.segments[block.segment].rest(block.entry)
    let subjects = try StoredSubjects(
      bytes, in: 0..<bytes.count, counts: block.entry.counts, words: block.words,
      instruments: block.instruments, table: &table, lines: cache.lines)
    return HistorySource(table: table, block: subjects, until: replay.until)
  }

  /// Remembers that a block is not what it should be.
  func noteBroken() { hasBroken.store(true, ordering: .relaxed) }

  /// Whether a block turned out to be broken: then nothing that was loaded counts.
  var isBroken: Bool { hasBroken.load(ordering: .relaxed) }
}

/// Who stands in which block: of a subject in several segments the last one holds.
private struct Roster {
  /// The pseudonyms that hold.
  let names: NameTable
  /// Where each of them stands.
  let places: [CachedSubjects.Place]

  /// - Parameter isLast: whether a block is one of the last segment, in which everybody holds.
  init(_ blocks: [BlockNames], isLast: [Bool]) {
    var isOutdated: [Set<Int>] = Array(repeating: [], count: blocks.count)
    // Of one segment alone nobody is looked up.
    if isLast.contains(false) {
      var seen: Set<[UInt8]> = []
      for place in blocks.indices.reversed() {
        for subject in blocks[place].ends.indices
        where !seen.insert(blocks[place].pseudonym(subject)).inserted && !isLast[place] {
          isOutdated[place].insert(subject)
        }
      }
    }
    var (all, ends, places): ([UInt8], [Int], [CachedSubjects.Place]) = ([], [], [])
    let count = blocks.reduce(0) { $0 + $1.ends.count }
    ends.reserveCapacity(count)
    places.reserveCapacity(count)
    for (block, names) in blocks.enumerated() {
      let outdated = isOutdated[block]
      var start = 0
      for (subject, end) in names.ends.enumerated() {
        if outdated.isEmpty || !outdated.contains(subject) {
          ends.append((ends.last ?? 0) + end - start)
          places.append(CachedSubjects.Place(block: Int32(block), subject: Int32(subject)))
          if !outdated.isEmpty { all += names.pseudonyms[start..<end] }
        }
        start = end
      }
      if outdated.isEmpty { all += names.pseudonyms }
    }
    names = NameTable(arena: all, ends: ends) ?? NameTable()
    self.places = places
  }
}
