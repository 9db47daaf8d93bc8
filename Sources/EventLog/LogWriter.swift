package import Bytes

/// Appends lines to an open, locked log.
///
/// What is acknowledged is on the medium: lines are written at the end of the committed prefix,
/// then synchronized, then counted. After a failed write or sync nothing is acknowledged any more
/// and the sync is not tried again: the system may have forgotten what it could not write, and a
/// second success would prove nothing.
package final class LogWriter {
  /// A line that was written.
  package struct Written: Equatable, Sendable {
    /// Its number.
    package let seq: Int
    /// Where it starts in the file.
    package let offset: Int
    /// Its bytes, the line end left out.
    package let line: [UInt8]
  }

  /// Why lines were not written.
  package enum Failure: Error, Equatable, Sendable {
    /// A line would have more than 65,535 bytes: its place in the batch.
    case tooLong(Int)
    /// The log has all the lines that it can number.
    case full
    /// A system call failed, now or in an earlier append.
    case disk(DiskError)
    /// The log at its path is no longer the file that is written to, or has another length than
    /// this writer left it with.
    case displaced
  }

  private let disk: any Disk
  private let folder: LogFolder
  private let time: Timekeeper
  /// The file as it was when writing began.
  private let opened: FileStatus?
  private var checkpointedSize: Int
  private var checkpointedAt = 0.0

  /// Why an append failed: then this writer takes no more.
  package private(set) var failure: Failure?
  /// The log's file.
  package let file: OpenFile
  /// The end of the committed prefix.
  package private(set) var position: LogReader.Position
  /// The Merkle tree over the committed lines.
  package private(set) var frontier: MerkleFrontier
  private var tiles: TileKeeper

  /// A writer for a log that is open for update, locked, and ends at `position`.
  package init(
    _ disk: any Disk, _ file: OpenFile, _ folder: LogFolder, at position: LogReader.Position,
    frontier: MerkleFrontier, tiles: TileKeeper, _ time: Timekeeper
  ) {
    self.tiles = tiles
    self.disk = disk
    self.file = file
    self.folder = folder
    self.position = position
    self.frontier = frontier
    self.time = time
    opened = try? disk.status(file)
    checkpointedAt = time.seconds()
    // Only what this writer adds calls for another checkpoint.
    checkpointedSize = position.lines
  }

  /// Appends one batch: all of its lines, or none.
  ///
  /// - Parameter bodies: the producers' members of each line, beginning with a comma.
  /// - Returns: the lines, once they are on the medium.
  package func append(_ bodies: [[UInt8]]) throws(Failure) -> [Written] {
    if let failure { throw failure }
    guard !bodies.isEmpty else { return [] }
    let first = position.lines
    let last = first + bodies.count - 1
    guard last <= LineHeader.highestSeq else { throw .full }
    let recorded = max(time.now(), position.lastRecorded)
    let batch = bodies.count > 1 ? first...last : nil
    var bytes: [UInt8] = []
    var written: [Written] = []
    for (index, body) in bodies.enumerated() {
      let line = LineBuilder.line(
        seq: first + index, recorded: recorded, body: body, batch: batch)
      guard line.count <= Seal.longestLine else { throw .tooLong(index) }
      written.append(
        Written(seq: first + index, offset: position.bytes + bytes.count, line: line))
      bytes.append(contentsOf: line)
      bytes.append(0x0A)
    }
    do throws(Failure) { try put(bytes) } catch {
      failure = error
      throw error
    }
    for line in written {
      let leaf = SHA256.leaf(line.line.span)
      frontier.append(leaf: leaf)
      tiles.take(leaf)
    }
    position.lines += bodies.count
    position.bytes += bytes.count
    position.lastRecorded = recorded
    if time.seconds() - checkpointedAt >= 1 { writeCheckpoint() }
    return written
  }

  /// Writes bytes behind the committed lines and synchronizes them. Others may rename, remove or
  /// cut the file without asking for the lock: what went into a file that nobody will find is not
  /// acknowledged, and nothing is written behind a hole.
  private func put(_ bytes: [UInt8]) throws(Failure) {
    try expectPlace(endingAt: position.bytes)
    do throws(DiskError) {
      try disk.writeFully(file, at: position.bytes, bytes)
      try disk.synchronize(file)
    } catch { throw .disk(error) }
    try expectPlace(endingAt: position.bytes + bytes.count)
  }

  /// The log at its path must be the file that is written to, and have that length.
  private func expectPlace(endingAt length: Int) throws(Failure) {
    let standing: FileStatus
    do throws(DiskError) { standing = try disk.status(at: folder.log) } catch {
      throw error.isMissing ? .displaced : .disk(error)
    }
    guard let opened, standing.device == opened.device, standing.inode == opened.inode,
      standing.size == length
    else { throw .displaced }
  }

  /// Whether what lies beside the log may speak of this writer's lines: none of its appends failed,
  /// and the log is still where it was.
  package var isInPlace: Bool {
    guard failure == nil else { return false }
    do { try expectPlace(endingAt: position.bytes) } catch { return false }
    return true
  }

  /// The checkpoint over all committed lines.
  package var checkpoint: Checkpoint {
    Checkpoint(
      origin: position.identity.origin, size: position.lines, root: frontier.root)
  }

  /// Replaces the checkpoint beside the log, best effort, where lines were added since; the tiles
  /// of its tree first.
  package func writeCheckpoint() {
    checkpointedAt = time.seconds()
    guard position.lines != checkpointedSize, isInPlace else { return }
    do {
      try disk.createFolder(folder.path)
      tiles.writeEdge()
      try disk.replace(folder.checkpoint, with: Array(checkpoint.text.utf8))
      checkpointedSize = position.lines
    } catch {
      // Recovery can do without it; what was acknowledged stands in the log.
    }
  }

  /// Writes the tiles at the right edge, so that the next writer can keep the tree on.
  package func writeTiles() { tiles.writeEdge() }

  /// Takes away the tiles that only smaller trees need, once no cache speaks of those.
  package func sweepTiles() { tiles.sweep() }
}
