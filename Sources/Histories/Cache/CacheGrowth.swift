import Bytes
import Definitions
import EventLog
import Events

/// Brings a cache up to date with a log that has only grown: what is new is read, and the subjects
/// that it says something of are written anew, whole, as a further segment.
///
/// A correction can change events of its own subject, and give them to another one or take them
/// back: whoever has to do with a touched subject in that way, its kin, is written anew with it.
struct CacheGrowth {
  private let cache: HistoryCache
  private let definitions: Definitions
  private let plan: CachePlan
  private let lanes: Int
  /// Rows that touched subjects have in the cache.
  private var rowsBefore = 0
  /// Blocks that were read, by segment and place.
  private var blocks: [[Int]: (names: BlockNames, block: StoredBlock)] = [:]

  /// A cache that says what the log says now.
  struct Grown {
    let cache: HistoryCache
    /// The new segment.
    let written: SegmentWriter.Written
    /// What was read.
    let reading: LogReading
  }

  init(_ cache: HistoryCache, _ definitions: Definitions, _ plan: CachePlan, lanes: Int) {
    self.plan = plan
    self.cache = cache
    self.definitions = definitions
    self.lanes = lanes
  }

  /// `nil` where the log must be read from its first line: for what is not in order there, or
  /// where that is no more work.
  mutating func grow(
    _ disk: any Disk, _ path: String, _ file: OpenFile, _ checkpoint: CheckpointFile,
    number: UInt64
  ) throws -> Grown? {
    let position = cache.manifest.position
    var decoder = EventDecoder(definitions).fork(from: position.lines)
    let reading = try LogReader(disk, path).read(
      file, checkpoint, from: position, into: &decoder)
    guard reading.isWhole,
      let last = CacheManifest.lastLine(
        disk, file, end: reading.finding.committedBytes)
    else { return nil }
    let tail = decoder.table
    var wanted = try kin(of: touched(by: tail))
    let kept = segmentsKept(rowsBefore + tail.events.count)
    for segment in cache.segments[kept...] { wanted.formUnion(try names(in: segment)) }
    let names = wanted.sorted(by: bytesPrecede)

    var all = EventDecoder(definitions)
    all.table = try rows(of: names)
    all.table.append(tail)
    let lines = LineLocator(
      disk, path, marks: [0], end: reading.finding.committedBytes, status: reading.status)
    var corrections = try Corrections(all.table, Grouping(all.table), lines: lines)
    _ = try corrections.apply(to: &all)
    let written = try SegmentWriter(
      SubjectRows(
        all.table, Grouping(all.table), originals: corrections.originals, wanted: names),
      plan, lanes: lanes
    ).write(to: .memory, number: number)
    guard let segment = CacheSegment(written.bytes, written.mark) else { return nil }

    var types = cache.manifest.unknownTypes
    for event in tail.events where event.kind == .unknown {
      types[tail.words.bytes(event.label), default: 0] += 1
    }
    var manifest = CacheManifest(
      reading, last, unknownTypes: types,
      segments: cache.segments[..<kept].map(\.mark) + [written.mark])
    manifest.created = cache.manifest.created
    var whole = reading
    whole.created = manifest.created
    return Grown(
      cache: HistoryCache(manifest, cache.segments[..<kept] + [segment]), written: written,
      reading: whole)
  }

  /// Subjects that lines speak of.
  private func touched(by tail: EventTable) -> Set<[UInt8]> {
    var numbers = Set(tail.events.lazy.map(\.subject))
    numbers.formUnion(tail.corrections.compactMap(\.newSubject))
    numbers.remove(-1)
    return Set(numbers.map(tail.subjects.bytes))
  }

  /// These, and all that have to do with them through corrections.
  private mutating func kin(of touched: Set<[UInt8]>) throws -> Set<[UInt8]> {
    var all = touched
    var next = Array(touched)
    while let name = next.popLast() {
      guard let found = try cache.find(name, &blocks) else { continue }
      rowsBefore += found.block.rows(of: found.place).count
      for other in found.block.kin[found.place] ?? [] where all.insert(other).inserted {
        next.append(other)
      }
    }
    return all
  }

  /// How many segments are kept as they are: all as long as they are few, the first where they have
  /// become many, none where the later ones, what is new with them, have
  /// too much of all rows.
  private func segmentsKept(_ fresh: Int) -> Int {
    let later = cache.segments.dropFirst().reduce(fresh) { $0 + $1.mark.rows }
    if later * plan.leastRatio > cache.segments.first?.mark.rows ?? 0 { return 0 }
    return cache.segments.count < plan.mostSegments ? cache.segments.count : 1
  }

  private func names(in segment: CacheSegment) throws -> [[UInt8]] {
    var names: [[UInt8]] = []
    var buffer: [UInt8] = []
    for place in 0..<segment.directory.count {
      let block = try segment.names(try segment.directory.entry(place), &buffer)
      names += block.ends.indices.map(block.pseudonym)
    }
    return names
  }

  /// The rows of some subjects as their own lines say them, taken block by block.
  private mutating func rows(of names: [[UInt8]]) throws -> EventTable {
    var places: [[Int]: [Int]] = [:]
    for name in names {
      guard let found = try cache.find(name, &blocks) else { continue }
      places[found.key, default: []].append(found.place)
    }
    var table = EventTable.ofRows
    for (key, places) in places.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      if let block = blocks[key]?.block { table.append(block.raw(of: places)) }
    }
    return table
  }
}

extension LogReading {
  /// Whether the log is in order and all of its bytes are committed.
  var isWhole: Bool { finding.verdict == .ok && finding.committedBytes == status.size }
}
