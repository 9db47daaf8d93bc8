import Bytes
import Dispatch
import EventLog
import Events
import Synchronization

/// A cache that is valid for a log as it is now: what it holds are the log's own events, each once,
/// with corrections applied.
struct HistoryCache: Sendable {
  let manifest: CacheManifest
  /// The oldest first.
  let segments: [CacheSegment]

  /// Lines of the log that it is about.
  var lines: Int { manifest.position.lines }

  /// Opens the segments of a manifest; `nil` where one is missing or broken.
  init?(_ manifest: CacheManifest, _ disk: any Disk, _ folder: LogFolder) {
    var segments: [CacheSegment] = []
    for mark in manifest.segments {
      guard
        let segment = CacheSegment(
          disk, CacheManifest.path(of: mark.number, in: folder), mark)
      else { return nil }
      segments.append(segment)
    }
    self.manifest = manifest
    self.segments = segments
  }

  init(_ manifest: CacheManifest, _ segments: [CacheSegment]) {
    self.manifest = manifest
    self.segments = segments
  }

  // MARK: one subject

  /// Where a subject stands.
  struct Found {
    /// The segment, and the block's place in it.
    let key: [Int]
    /// The subject's place in the block.
    let place: Int
    let block: StoredBlock

    /// A table with the subject alone, and its rows.
    func alone(_ name: [UInt8]) -> (table: EventTable, rows: Grouping) {
      var table = block.table
      table.subjects = NameTable()
      _ = table.subjects.number(name)
      return (table, Grouping(ranges: [block.rows(of: place)]))
    }
  }

  /// The subject as the last segment says that has it; `nil` where none has.
  ///
  /// - Parameter blocks: those that were read before, by segment and place.
  func find(
    _ name: [UInt8], _ blocks: inout ReadBlocks
  ) throws(StoredBlock.Broken) -> Found? {
    for segment in segments.indices.reversed() {
      let directory = segments[segment].directory
      guard let entry = try directory.place(of: name) else { continue }
      let key = [segment, entry]
      if blocks[key] == nil {
        blocks[key] = try segments[segment].block(try directory.entry(entry), lines: lines)
      }
      if let read = blocks[key], let place = read.names.place(of: name) {
        return Found(key: key, place: place, block: read.block)
      }
    }
    return nil
  }

  /// A table with one subject alone, and its rows; without rows where it is not there.
  func table(of name: [UInt8]) throws(StoredBlock.Broken) -> (table: EventTable, rows: Grouping) {
    var blocks: ReadBlocks = [:]
    guard let found = try find(name, &blocks) else {
      return (EventTable(), Grouping(ranges: []))
    }
    return found.alone(name)
  }

  // MARK: everybody

  /// A block of a segment, and what is to be known before it is read.
  private struct Piece: Sendable {
    let segment: CacheSegment
    let entry: SegmentDirectory.Entry
    var names: BlockNames?
    var place = StoredColumns.Place(words: [], instruments: [], subjects: [], bases: BlockCounts())
  }

  /// A table of all subjects, and the rows of each.
  ///
  /// - Parameter lanes: how many threads read; what comes out does not depend on it.
  func table(lanes: Int) throws(StoredBlock.Broken) -> (table: EventTable, rows: Grouping) {
    var pieces: [Piece] = []
    for segment in segments {
      for place in 0..<segment.directory.count {
        pieces.append(Piece(segment: segment, entry: try segment.directory.entry(place)))
      }
    }
    let names = try Self.each(pieces, lanes) { piece, buffer throws(StoredBlock.Broken) in
      try piece.segment.names(piece.entry, &buffer)
    }
    var roster = Roster()
    for (place, names) in names.enumerated().reversed() {
      roster.add(names, of: place, isLast: pieces[place].segment === segments.last)
    }
    let subjects = roster.settle()
    var (words, instruments, counts) = (NameTable(), NameTable(), BlockCounts())
    for place in pieces.indices {
      pieces[place].place = StoredColumns.Place(
        words: names[place].words.map { words.number($0) },
        instruments: names[place].instruments.map { instruments.number($0) },
        subjects: subjects.numbers[place], bases: counts)
      counts.add(pieces[place].entry.counts)
    }
    let (lines, all) = (lines, pieces)
    let filled = StoredColumns.table(
      counts, words: words, instruments: instruments, subjects: subjects.names
    ) { columns in
      try? Self.each(all, lanes) { piece, buffer throws(StoredBlock.Broken) in
        let range = try piece.segment.rest(piece.entry, &buffer)
        return try columns.fill(
          buffer, in: range, counts: piece.entry.counts, at: piece.place, lines: lines)
      }
    }
    guard let (table, sides) = filled else { throw StoredBlock.Broken() }
    var ranges = Array(repeating: 0..<0, count: subjects.names.count)
    for (piece, block) in zip(pieces, sides) {
      var start = piece.place.bases.rows
      for (subject, end) in zip(piece.place.subjects, block.rowEnds) {
        let end = piece.place.bases.rows + end
        if subject >= 0 { ranges[Int(subject)] = start..<end }
        start = end
      }
    }
    return (table, Grouping(ranges: ranges))
  }

  /// Does something with each piece, on several threads, each with a buffer of its own.
  private static func each<Result: Sendable>(
    _ pieces: [Piece], _ lanes: Int,
    _ body: @Sendable (Piece, inout [UInt8]) throws(StoredBlock.Broken) -> Result
  ) throws(StoredBlock.Broken) -> [Result] {
    let lanes = max(1, min(lanes, pieces.count))
    let results = Mutex<[Int: [Result]]>([:])
    withoutActuallyEscaping(body) { body in
      DispatchQueue.concurrentPerform(iterations: lanes) { lane in
        var buffer: [UInt8] = []
        var taken: [Result] = []
        let (start, end) = (pieces.count * lane / lanes, pieces.count * (lane + 1) / lanes)
        for place in start..<end {
          guard let result = try? body(pieces[place], &buffer) else { return }
          taken.append(result)
        }
        results.withLock { $0[lane] = taken }
      }
    }
    return try results.withLock { results throws(StoredBlock.Broken) in
      guard results.count == lanes else { throw StoredBlock.Broken() }
      return (0..<lanes).flatMap { results[$0] ?? [] }
    }
  }
}

/// Who stands in which block, found from the last block to the first: of a subject in several
/// segments the last one holds.
private struct Roster {
  private var blocks: [(place: Int, names: BlockNames, isOutdated: [Bool])] = []
  private var seen: Set<[UInt8]> = []
  private var hasEarlier = false

  mutating func add(_ names: BlockNames, of place: Int, isLast: Bool) {
    var isOutdated = Array(repeating: false, count: names.ends.count)
    if !isLast {
      // Of one segment alone nobody is looked up.
      if !hasEarlier {
        hasEarlier = true
        for block in blocks {
          for subject in block.names.ends.indices { seen.insert(block.names.pseudonym(subject)) }
        }
      }
      for subject in isOutdated.indices {
        isOutdated[subject] = !seen.insert(names.pseudonym(subject)).inserted
      }
    }
    blocks.append((place, names, isOutdated))
  }

  /// The pseudonyms that hold, and by block the number of each of its subjects, -1 where it is
  /// out of date.
  func settle() -> (names: NameTable, numbers: [[Int32]]) {
    var numbers = Array(repeating: [Int32](), count: blocks.count)
    var (all, ends): ([UInt8], [Int]) = ([], [])
    for (place, names, isOutdated) in blocks.reversed() {
      for (subject, end) in names.ends.enumerated() {
        guard !isOutdated[subject] else {
          numbers[place].append(-1)
          continue
        }
        numbers[place].append(Int32(ends.count))
        all += names.pseudonyms[(subject == 0 ? 0 : names.ends[subject - 1])..<end]
        ends.append(all.count)
      }
    }
    return (NameTable(arena: all, ends: ends) ?? NameTable(), numbers)
  }
}
