import Bytes
import Definitions
import EventLog
import Events

/// Brings a cache up to date with a log that has only grown: what is new is read, and the subjects
/// that it says something of are written anew, whole, as a further segment.
struct CacheGrowth {
  private let cache: HistoryCache
  private let definitions: Definitions
  private let plan: CachePlan
  private let lanes: Int

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
  func grow(
    _ disk: any Disk, _ path: String, _ file: OpenFile, _ checkpoint: CheckpointFile,
    number: UInt64
  ) throws -> Grown? {
    var renewal = SubjectRenewal(cache, definitions)
    let reading = try renewal.read(
      disk, path, file, checkpoint, from: cache.manifest.position)
    guard reading.isWhole,
      let last = CacheManifest.lastLine(
        disk, file, end: reading.finding.committedBytes)
    else { return nil }
    var wanted = try renewal.subjects()
    let kept = segmentsKept(renewal.rowsBefore + renewal.tail.events.count)
    for segment in cache.segments[kept...] { wanted.formUnion(try names(in: segment)) }
    let lines = LineLocator(
      disk, path, marks: [0], end: reading.finding.committedBytes, status: reading.status)
    let rows = try renewal.rows(of: wanted.sorted(by: bytesPrecede), lines)
    let written = try SegmentWriter(rows, plan, lanes: lanes).write(to: .memory, number: number)
    guard let segment = CacheSegment(written.bytes, written.mark) else { return nil }

    var manifest = CacheManifest(
      reading, last, unknownTypes: renewal.unknownTypes(cache.manifest.unknownTypes),
      segments: cache.segments[..<kept].map(\.mark) + [written.mark])
    manifest.created = cache.manifest.created
    var whole = reading
    whole.created = manifest.created
    return Grown(
      cache: HistoryCache(manifest, cache.segments[..<kept] + [segment]), written: written,
      reading: whole)
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
    for place in 0..<segment.directory.count {
      let block = try segment.names(try segment.directory.entry(place))
      names += block.ends.indices.map(block.pseudonym)
    }
    return names
  }
}

extension LogReading {
  /// Whether the log is in order and all of its bytes are committed.
  var isWhole: Bool { finding.verdict == .ok && finding.committedBytes == status.size }
}
