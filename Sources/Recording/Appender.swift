package import Bytes
package import Definitions
package import EventLog
import Events

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
  var ledgers: [[UInt8]: LabelLedger] = [:]
  /// What was found when the log was opened.
  package let opening: Opening

  private init(
    _ disk: any Disk, _ folder: LogFolder, _ writer: LogWriter, _ definitions: Definitions,
    _ index: LogIndex, _ opening: Opening
  ) {
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
  ///
  /// Throws `LogProblem`.
  package static func open(
    _ disk: any Disk, _ path: String, _ definitions: Definitions, wait: Double = 0,
    usesCache: Bool = true, _ time: Timekeeper
  ) throws(LogProblem) -> Appender {
    let file: OpenFile
    do { file = try disk.open(path, .update) } catch {
      // Opening a folder for writing fails with its own error; say what it is.
      if (try? disk.status(at: path))?.kind == .folder {
        throw .notAFile("\(path) is a folder, not a log")
      }
      throw LogProblem(error)
    }
    do throws(LogProblem) {
      try lock(disk, file, path, wait: wait, time)
      return try open(disk, file, path, definitions, usesCache: usesCache, time)
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
    usesCache: Bool, _ time: Timekeeper
  ) throws(LogProblem) -> Appender {
    let folder = LogFolder(beside: path)
    let checkpoint = folder.readCheckpoint(disk)
    let cache =
      usesCache ? AppendCache.load(disk, folder, file, build: Build.fingerprint()) : nil
    let start: MerkleFrontier
    if let cache { start = cache.frontier } else { start = try firstLine(disk, file) }
    var index = LogIndex(
      ids: LineIndex(disk, folder: folder.cache, name: "ids", runs: cache?.idRuns ?? []),
      subjects: LineIndex(
        disk, folder: folder.cache, name: "subjects", runs: cache?.subjectRuns ?? []),
      frontier: start)
    let reading = try LogReader(disk, path).read(
      file, checkpoint, from: cache?.position, into: &index)
    let frontier = index.finish(committed: reading.finding.committed)
    var keptTail: String?
    if reading.finding.verdict == .tornTail {
      do { keptTail = try TornTail.move(disk, file, folder, reading.finding) } catch {
        throw LogProblem(error)
      }
    }
    let position = LogReader.Position(
      lines: reading.finding.committed, bytes: reading.finding.committedBytes,
      lastRecorded: reading.lastRecorded, identity: reading.identity)
    let writer = LogWriter(disk, file, folder, at: position, frontier: frontier, time)
    writer.noteCheckpoint(size: reading.checkpoint.size)
    return Appender(
      disk, folder, writer, definitions, index,
      Opening(finding: reading.finding, keptTail: keptTail, checkpoint: reading.checkpoint))
  }

  /// The tree over line 0, which a reader keeps to itself.
  private static func firstLine(
    _ disk: any Disk, _ file: OpenFile
  ) throws(LogProblem) -> MerkleFrontier {
    var frontier = MerkleFrontier()
    var cutter = LineCutter(disk, file, end: Seal.longestLine + 1)
    try cutter.forEach(from: 0) { line, _ throws(LogProblem) in
      frontier.append(line)
      return false
    }
    return frontier
  }

  /// Indexes the whole log anew, in memory.
  func rebuildIndex() throws(LogProblem) {
    var fresh = try LogIndex(
      ids: LineIndex(disk, folder: folder.cache, name: "ids", runs: []),
      subjects: LineIndex(disk, folder: folder.cache, name: "subjects", runs: []),
      frontier: Self.firstLine(disk, writer.file))
    let reading = try LogReader(disk, folder.log).read(
      writer.file, .missing, from: nil, into: &fresh)
    _ = fresh.finish(committed: reading.finding.committed)
    index = fresh
  }

  /// Ends writing: replaces the checkpoint and the cache, both best effort, and lets go of the
  /// lock.
  package func close() {
    writer.writeCheckpoint()
    if !writer.isBroken { saveCache() }
    disk.close(writer.file)
  }

  private func saveCache() {
    guard let status = try? disk.status(writer.file),
      let tail = try? disk.bytes(of: writer.file, at: writer.position.bytes - 19, count: 16),
      let seal = Hexadecimal.number(in: tail.span, at: 0)
    else { return }
    try? disk.createFolder(folder.path)
    try? disk.createFolder(folder.cache)
    guard let retiredIDs = try? index.ids.save(),
      let retiredSubjects = try? index.subjects.save()
    else { return }
    AppendCache(
      position: writer.position, lastSeal: seal, frontier: writer.frontier, status: status,
      idRuns: index.ids.runs, subjectRuns: index.subjects.runs
    ).save(disk, folder, build: Build.fingerprint())
    for path in retiredIDs + retiredSubjects { try? disk.remove(path) }
  }
}
