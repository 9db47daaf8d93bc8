package import Bytes

/// Appends lines to an open, locked log.
///
/// What is acknowledged is on the medium: lines are written at the end of the committed prefix,
/// then synchronized, then counted. After a failed write or sync nothing is acknowledged any more
/// and the sync is not tried again: the system may have forgotten what it could not write, and a
/// second success would prove nothing.
package final class LogWriter {
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
  private let tiles: TileWriter

  /// A writer for a log that is open for update, locked, and ends at `position`.
  package init(
    _ disk: any Disk, _ file: OpenFile, _ folder: LogFolder, at position: LogReader.Position,
    frontier: MerkleFrontier, tiles: TileKeeper, _ time: Timekeeper
  ) {
    self.tiles = TileWriter(tiles)
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
  /// - Returns: the lines, once they are on the medium.
  package func append(_ list: BodyList) throws(Failure) -> WrittenLines {
    try append(list) { _ in }.lines
  }

  /// Appends one batch: all of its lines, or none.
  ///
  /// - Parameter work: what else is to be found out about the lines; of a large batch that is done
  ///   on another thread while they are written. Where they are not, nobody asks for it.
  ///
  /// - Returns: the lines, once they are on the medium, and what `work` found.
  package func append<Found: Sendable>(
    _ list: BodyList, _ work: @escaping @Sendable (WrittenLines) -> Found
  ) throws(Failure) -> (lines: WrittenLines, found: Found) {
    if let failure { throw failure }
    let count = list.bodies.count
    guard count > 0 else { return (.none, work(.none)) }
    let first = position.lines
    let last = first + count - 1
    guard last <= LineHeader.highestSeq else { throw .full }
    let recorded = max(time.now(), position.lastRecorded)
    let batch = count > 1 ? first...last : nil
    if let place = LineBuilder.tooLong(list, firstSeq: first, recorded: recorded, batch: batch) {
      throw .tooLong(place)
    }
    let blocks = BlockWork.map((count + LineBlock.lines - 1) / LineBlock.lines) { index in
      let start = index * LineBlock.lines
      return LineBuilder.block(
        list, start..<min(start + LineBlock.lines, count), firstSeq: first, recorded: recorded,
        batch: batch)
    }
    let written = WrittenLines(blocks, firstSeq: first, offset: position.bytes, count: count)
    let size = frontier.size
    let rest: @Sendable () -> (pieces: [[TileWriter.Piece]], found: Found) = {
      let pieces = BlockWork.map(blocks.count) { index in
        TileWriter.pieces(blocks[index].leaves, behind: size + index * LineBlock.lines)
      }
      return (pieces, work(written))
    }
    let made: (pieces: [[TileWriter.Piece]], found: Found)
    do throws(Failure) {
      made = try BlockWork.both(blocks.count > 1, rest) { () throws(Failure) in try put(written) }
    } catch {
      failure = error
      throw error
    }
    grow(made.pieces.flatMap { $0 })
    position.lines += count
    position.bytes += written.byteCount
    position.lastRecorded = recorded
    if time.seconds() - checkpointedAt >= 1 { writeCheckpoint() }
    return (written, made.found)
  }

  /// Adds leaves to the tree, and to its tiles.
  private func grow(_ pieces: [TileWriter.Piece]) {
    for piece in pieces {
      switch piece {
      case .leaf(let leaf): frontier.append(leaf: leaf)
      case .tile(_, let root): frontier.append(tile: root)
      }
    }
    tiles.take(pieces)
  }

  /// Writes bytes behind the committed lines and synchronizes them. Others may rename, remove or
  /// cut the file without asking for the lock: what went into a file that nobody will find is not
  /// acknowledged, and nothing is written behind a hole.
  private func put(_ lines: WrittenLines) throws(Failure) {
    try expectPlace(endingAt: position.bytes)
    var end = position.bytes
    do throws(DiskError) {
      for block in lines.blocks {
        try disk.writeFully(file, at: end, block.bytes)
        end += block.bytes.count
      }
      try disk.synchronize(file)
    } catch { throw .disk(error) }
    try expectPlace(endingAt: end)
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
      tiles.settled { $0.writeEdge() }
      try disk.replace(folder.checkpoint, with: Array(checkpoint.text.utf8))
      checkpointedSize = position.lines
    } catch {
      // Recovery can do without it; what was acknowledged stands in the log.
    }
  }

  /// Writes the tiles at the right edge, so that the next writer can keep the tree on.
  package func writeTiles() { tiles.settled { $0.writeEdge() } }

  /// Waits for tiles that are still being written: nothing of a writer goes on once its lock is gone.
  package func settleTiles() { tiles.settled { _ in } }

  /// Takes away the tiles that only smaller trees need, once no cache speaks of those.
  package func sweepTiles() { tiles.settled { $0.sweep() } }
}
