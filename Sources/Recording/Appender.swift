package import Bytes
package import Definitions
package import EventLog
package import Events

/// The one way into a log: opens it for writing, checks what producers say against what the log
/// holds, and appends batches, all or nothing.
package final class Appender {
  /// What opening a log for writing found and did.
  package struct Opening: Equatable, Sendable {
    /// The state that the log was in.
    package var finding: LogFinding
    /// Where the bytes of a torn tail were moved to.
    package var keptTail: String?
    /// The checkpoint beside the log.
    package var checkpoint: CheckpointState
  }

  let disk: any Disk
  let folder: LogFolder
  let writer: LogWriter
  let definitions: Definitions
  var index: LogIndex
  var labels = LabelTable()
  /// What `lookAhead` saw: it must be kept for the look not to be left out.
  var glanced: UInt64 = 0
  /// Reads lines of producers in place; each batch begins with a copy of it.
  package let scanner: DraftScanner
  /// What names line 0.
  let lineZero: (id: [UInt8], source: [UInt8])
  let lineZeroKey: UInt64
  /// What was found when the log was opened.
  package let opening: Opening

  private init(
    _ disk: any Disk, _ folder: LogFolder, _ writer: LogWriter, _ definitions: Definitions,
    _ index: LogIndex, _ lineZero: (id: [UInt8], source: [UInt8]), _ opening: Opening
  ) {
    self.lineZero = lineZero
    lineZeroKey = EventKey.hash(id: lineZero.id, source: lineZero.source)
    scanner = DraftScanner(definitions)
    self.disk = disk
    self.folder = folder
    self.writer = writer
    self.definitions = definitions
    self.index = index
    self.opening = opening
  }

  /// Lines of the log.
  package var head: Int { writer.position.lines }
  /// What line 0 says.
  package var identity: LogIdentity { writer.position.identity }
  /// The checkpoint over all lines.
  package var checkpoint: Checkpoint { writer.checkpoint }

  /// Opens a log for writing: takes the lock, reads what the cache does not cover, moves a torn
  /// tail away.
  ///
  /// - Parameters:
  ///   - wait: how many seconds to wait for another writer to be done.
  ///   - usesCache: `false` reads the whole log, whatever lies beside it.
  ///   - linesInMemory: once so many appended lines are in no index on disk, they are written there.
  ///
  /// Throws `LogProblem`.
  package static func open(
    _ disk: any Disk, _ path: String, _ definitions: Definitions, wait: Double = 0,
    usesCache: Bool = true, linesInMemory: Int = 1 << 20, _ time: Timekeeper
  ) throws(LogProblem) -> Appender {
    let file = try disk.openLog(path, .update)
    do throws(LogProblem) {
      if case .other = try? disk.status(file).kind {
        throw .notAFile("\(path) is a device or a pipe, not a log")
      }
      try lock(disk, file, path, wait: wait, time)
      return try open(
        disk, file, path, definitions, usesCache: usesCache, linesInMemory: linesInMemory, time)
    } catch {
      disk.close(file)
      throw error
    }
  }

  private static func lock(
    _ disk: any Disk, _ file: OpenFile, _ path: String, wait: Double, _ time: Timekeeper
  ) throws(LogProblem) {
    let deadline = time.seconds() + wait
    while true {
      let isHeld: Bool
      do throws(DiskError) { isHeld = try disk.tryLock(file) } catch { throw LogProblem(error) }
      if isHeld { break }
      guard time.seconds() < deadline else {
        throw .locked(path, holder: disk.lockHolder(file))
      }
      time.sleep(10)
    }
    let held: FileStatus
    let standing: FileStatus
    do throws(DiskError) {
      held = try disk.status(file)
      standing = try disk.status(at: path)
    } catch { throw LogProblem(error) }
    guard held.device == standing.device, held.inode == standing.inode else {
      throw .notAFile("\(path) was replaced by another file just now")
    }
  }

  private static func open(
    _ disk: any Disk, _ file: OpenFile, _ path: String, _ definitions: Definitions,
    usesCache: Bool, linesInMemory: Int, _ time: Timekeeper
  ) throws(LogProblem) -> Appender {
    let folder = LogFolder(beside: path)
    let checkpoint = folder.readCheckpoint(disk)
    var cache =
      usesCache ? AppendCache.load(disk, folder, file, build: Build.fingerprint()) : nil
    var tiles = TileKeeper(disk, folder)
    if let found = cache {
      if let kept = TileKeeper(disk, folder, from: found.frontier) {
        tiles = kept
      } else {
        // Without the tiles at the edge the tree can't be kept on: the log has all that it takes.
        cache = nil
      }
    }
    var index = LogIndex(
      ids: LineIndex(disk, folder: folder.cache, name: "ids", runs: cache?.idRuns ?? []),
      subjects: LineIndex(
        disk, folder: folder.cache, name: "subjects", runs: cache?.subjectRuns ?? []),
      frontier: cache?.frontier ?? MerkleFrontier(), tiles: tiles, checkpointSize: checkpoint.size,
      tooMany: linesInMemory)
    let reading = try LogReader(disk, path).read(
      file, checkpoint, from: cache?.position, into: &index)
    index.finish(committed: reading.finding.committed)
    if let root = index.rootAtCheckpoint, case .found(let found) = reading.checkpoint,
      found.root != root
    {
      var finding = LogFinding.damage(
        .root, line: nil, byteOffset: nil, committed: reading.finding.committed,
        bytes: reading.finding.committedBytes, level: .verify)
      finding.checkpoint = reading.checkpoint
      throw .damaged(path, finding)
    }
    var keptTail: String?
    if reading.finding.verdict == .tornTail {
      do { keptTail = try TornTail.move(disk, file, folder, reading.finding) } catch {
        throw LogProblem(error)
      }
    }
    if cache?.position.bytes != reading.status.size {
      // An earlier writer may have ended between writing and synchronizing, or because it could
      // not: what stands there is acknowledged from now on, so it must be on the medium.
      do throws(DiskError) {
        try LastAppend.settle(reading.lastAppend, of: file, disk)
        if reading.finding.committed == 1 {
          try disk.synchronizeFolder(LogCreation.folder(of: path))
        }
      } catch { throw LogProblem(error) }
    }
    let position = LogReader.Position(
      lines: reading.finding.committed, bytes: reading.finding.committedBytes,
      lastRecorded: reading.lastRecorded, identity: reading.identity)
    let writer = LogWriter(
      disk, file, folder, at: position, frontier: index.frontier, tiles: index.tiles ?? tiles, time)
    return Appender(
      disk, folder, writer, definitions, index, try lineZero(disk, file),
      Opening(finding: reading.finding, keptTail: keptTail, checkpoint: reading.checkpoint))
  }

  private static func lineZero(
    _ disk: any Disk, _ file: OpenFile
  ) throws(LogProblem) -> (id: [UInt8], source: [UInt8]) {
    let root = (try? JSONDocument(firstLine(disk, file)))?.root
    return (root?["id"]?.string ?? [], root?["source"]?.string ?? [])
  }

  /// The bytes of line 0, which is seldom long.
  private static func firstLine(
    _ disk: any Disk, _ file: OpenFile
  ) throws(LogProblem) -> [UInt8] {
    do throws(DiskError) {
      for count in [1024, Seal.longestLine + 1] {
        let bytes = try disk.bytes(of: file, at: 0, count: count)
        if let end = bytes.span.firstIndex(of: 0x0A, in: 0..<bytes.count) {
          return Array(bytes[0..<end])
        }
      }
      return []
    } catch { throw LogProblem(error) }
  }

  /// Indexes the whole log anew, in memory.
  func rebuildIndex() throws(LogProblem) {
    var fresh = LogIndex(
      ids: LineIndex(disk, folder: folder.cache, name: "ids", runs: []),
      subjects: LineIndex(disk, folder: folder.cache, name: "subjects", runs: []),
      frontier: MerkleFrontier(), tiles: nil, checkpointSize: -1, tooMany: index.tooMany)
    let reading = try LogReader(disk, folder.log).read(
      writer.file, .missing, from: nil, into: &fresh)
    fresh.finish(committed: reading.finding.committed)
    // Lines of the batch at hand are not in the log yet.
    for line in index.ids.freshLines(from: writer.position.bytes) {
      fresh.ids.insert(line.key, offset: line.offset)
    }
    index.close()
    index = fresh
  }

  /// Ends writing: replaces the checkpoint and the cache, both best effort, and lets go of the
  /// lock.
  package func close() {
    // What is new in the indexes is written while another thread may still write tiles. Nothing
    // speaks of it before the cache does.
    let retired = writer.isInPlace ? saveIndex() : nil
    writer.writeCheckpoint()
    if let retired, writer.isInPlace { saveCache(retired) }
    index.close()
    writer.settleTiles()
    disk.close(writer.file)
  }

  /// Writes the indexes; returns the files that are not needed once the cache is saved, and `nil`
  /// where none can be.
  private func saveIndex() -> [String]? { hasFolders() ? try? index.save() : nil }

  /// Whether the folders are there, or could be made. Where a link stands in the place of one, nothing is
  /// written behind it.
  private func hasFolders() -> Bool {
    do throws(DiskError) {
      try disk.createFolder(folder.path)
      try disk.createFolder(folder.cache)
      return true
    } catch { return false }
  }

  /// Writes what is new in the indexes where that is much: between two batches.
  package func spill() {
    guard index.isLarge, writer.isInPlace, hasFolders() else { return }
    index.spill()
  }

  private func saveCache(_ retired: [String]) {
    guard let status = try? disk.status(writer.file),
      let tail = try? disk.bytes(of: writer.file, at: writer.position.bytes - 19, count: 16),
      let seal = Hexadecimal.number(in: tail.span, at: 0)
    else { return }
    let cache = AppendCache(
      position: writer.position, lastSeal: seal, frontier: writer.frontier, status: status,
      idRuns: index.ids.runs, subjectRuns: index.subjects.runs)
    writer.writeTiles()
    do { try cache.save(disk, folder, build: Build.fingerprint()) } catch { return }
    for path in Set(retired).union(index.strays).sorted() { try? disk.remove(path) }
    writer.sweepTiles()
  }
}
