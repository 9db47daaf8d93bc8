import Bytes
import Definitions
import EventLog
import Events

/// Answers from the cache beside a log where it holds, and keeps it up to date where it can.
///
/// ```
/// clinic.jsonl.d/cache/histories   the manifest: of which log, up to which line, which segments
/// clinic.jsonl.d/cache/rows-3f…    a segment: blocks of whole subjects and their directory
/// ```
///
/// Nothing here is ever an error: what is missing, broken or not to be trusted is as if it were
/// not there, and what can't be written is not.
struct CacheKeeper {
  private let disk: any Disk
  private let path: String
  private let folder: LogFolder
  private let definitions: Definitions
  private let plan: CachePlan
  private let replay: Replay
  private let build = Build.fingerprint()

  /// - Parameters:
  ///   - replay: reads the log at `path`.
  ///   - plan: when a cache is kept.
  init(_ replay: Replay, _ path: String, _ plan: CachePlan) {
    self.replay = replay
    self.path = path
    self.plan = plan
    disk = replay.disk
    folder = LogFolder(beside: path)
    definitions = replay.definitions
  }

  /// The histories of all subjects, or of one; `nil` where the log itself must be read.
  func histories(about subject: [UInt8]?) -> Histories? {
    // Read before the size of the log is, as whoever reads the log itself does.
    let checkpointFile = folder.readCheckpoint(disk)
    guard let manifest = CacheManifest.load(disk, folder, build: build),
      let file = try? disk.openLog(path, .read)
    else { return nil }
    defer { disk.close(file) }
    guard let status = try? disk.status(file), manifest.describes(status),
      manifest.endsAlike(disk, file), let cache = HistoryCache(manifest, disk, folder)
    else { return nil }
    if status.size == manifest.position.bytes {
      let checkpoint = checkpointFile.state(for: manifest.position.identity.origin)
      guard checkpoint.size <= manifest.position.lines else { return nil }
      return histories(cache, manifest.reading(status, checkpoint), about: subject)
    }
    // Where most is new, reading all of it on all cores is quicker.
    guard status.size - manifest.position.bytes <= max(1 << 20, manifest.position.bytes / 4) else {
      return nil
    }
    let growth = CacheGrowth(cache, definitions, plan, lanes: replay.lanes)
    guard
      let grown = try? growth.grow(
        disk, path, file, checkpointFile, number: UInt64.random(in: 1 ... .max))
    else { return nil }
    save(grown.written, grown.cache.manifest, instead: manifest)
    return histories(grown.cache, grown.reading, about: subject)
  }

  private func histories(
    _ cache: HistoryCache, _ reading: LogReading, about subject: [UInt8]?
  ) -> Histories? {
    let found: (table: EventTable, rows: Grouping)?
    var cohort: CachedSubjects?
    if let subject {
      found = try? cache.table(of: subject)
    } else {
      cohort = try? CachedSubjects(cache, of: path, replay)
      found = cohort.map { ($0.names, Grouping(ranges: [])) }
    }
    guard let (table, rows) = found else { return nil }
    return Histories(
      cached: table, rows, cohort: cohort, reading: reading,
      unknownTypes: cache.manifest.unknownTypes, until: replay.until,
      lines: LineLocator(
        disk, path, marks: [0], end: reading.finding.committedBytes, status: reading.status))
  }

  /// The cache that a reading came from, or brought up to date; `nil` where it is another one by
  /// now.
  func cache(of reading: LogReading) -> HistoryCache? {
    guard let manifest = CacheManifest.load(disk, folder, build: build),
      manifest.position.lines == reading.finding.committed,
      manifest.position.bytes == reading.finding.committedBytes,
      manifest.describes(reading.status)
    else { return nil }
    return HistoryCache(manifest, disk, folder)
  }

  // MARK: writing

  /// Whether a file can be made in the folder.
  func canWrite() -> Bool {
    let probe = folder.cache + "/probe.\(UInt32.random(in: 0 ... .max)).new"
    guard makeFolders(), let file = try? disk.open(probe, .create) else { return false }
    disk.close(file)
    return (try? disk.remove(probe)) != nil
  }

  private func makeFolders() -> Bool {
    (try? disk.createFolder(folder.path)) != nil && (try? disk.createFolder(folder.cache)) != nil
  }

  /// Writes what a whole reading of the log gave.
  func save(_ histories: Histories, _ rows: SubjectRows) {
    let reading = histories.reading
    guard reading.isWhole, makeFolders(), let log = try? disk.openLog(path, .read) else { return }
    defer { disk.close(log) }
    // The last line must be of the file that was read, whatever stands at its path by now.
    guard let now = try? disk.status(log), now.device == reading.status.device,
      now.inode == reading.status.inode, now.size >= reading.finding.committedBytes,
      let last = CacheManifest.lastLine(disk, log, end: reading.finding.committedBytes)
    else { return }
    let number = UInt64.random(in: 1 ... .max)
    let target = CacheManifest.path(of: number, in: folder)
    guard let file = try? disk.open(target, .create) else { return }
    let written = try? SegmentWriter(rows, plan, lanes: replay.lanes)
      .write(to: .file(disk, file), number: number)
    disk.close(file)
    let old = CacheManifest.load(disk, folder, build: build)
    guard let written,
      publish(
        CacheManifest(
          reading, last, unknownTypes: histories.unknownTypes, segments: [written.mark]),
        instead: old)
    else {
      try? disk.remove(target)
      return
    }
  }

  private func save(
    _ written: SegmentWriter.Written, _ manifest: CacheManifest, instead old: CacheManifest
  ) {
    let target = CacheManifest.path(of: written.mark.number, in: folder)
    guard makeFolders(), (try? disk.replace(target, with: written.bytes)) != nil else { return }
    if !publish(manifest, instead: old) { try? disk.remove(target) }
  }

  /// Replaces the manifest, then takes away what nobody names any more. A reader that still has
  /// the old one keeps what it has open, or reads the log itself.
  private func publish(_ manifest: CacheManifest, instead old: CacheManifest?) -> Bool {
    guard (try? manifest.save(disk, folder, build: build)) != nil else { return false }
    let named = Set(manifest.segments.map(\.number))
    for segment in old?.segments ?? [] where !named.contains(segment.number) {
      try? disk.remove(CacheManifest.path(of: segment.number, in: folder))
    }
    sweep(named)
    return true
  }

  /// Files of others that never came to be named are taken away when they are an hour older than
  /// what was written just now.
  private func sweep(_ named: Set<UInt64>) {
    guard let now = try? disk.status(at: CacheManifest.path(in: folder)).modified else { return }
    for name in (try? disk.names(in: folder.cache)) ?? [] {
      let path = folder.cache + "/" + name
      guard name.hasPrefix("rows-") || name.hasSuffix(".new"),
        !named.contains(where: { CacheManifest.path(of: $0, in: folder) == path }),
        let status = try? disk.status(at: path), status.kind == .file,
        status.modified < now - 3_600_000_000_000
      else { continue }
      try? disk.remove(path)
    }
  }
}

extension CacheManifest {
  /// What reading the log itself would have given.
  func reading(_ status: FileStatus, _ checkpoint: CheckpointState) -> LogReading {
    var finding = LogFinding.ok(committed: position.lines, bytes: position.bytes)
    finding.checkpoint = checkpoint
    return LogReading(
      identity: position.identity, finding: finding, created: created,
      lastRecorded: position.lastRecorded, lastAppend: lastAppend..<position.bytes,
      status: status, checkpoint: checkpoint)
  }
}
