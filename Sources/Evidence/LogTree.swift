package import Bytes
package import EventLog

/// The Merkle tree over the committed lines of a log, made from their bytes in one reading.
///
/// What it keeps is small (see `LeafRange`); the leaves of single tiles are hashed again from the
/// file when a proof needs them, and held against the roots that were found first.
package struct LogTree: Sendable {
  private let disk: any Disk
  private let path: String
  /// Lines.
  package let size: Int
  /// By height in tiles: the roots of full tiles on level 0, of those on level 1 above them, …
  private let tileRoots: [[Digest]]
  private let offsets: [Int]
  private let end: Int
  /// Leaves of the tile at the right edge, where it is not full.
  private let edge: [Digest]

  init(
    _ disk: any Disk, _ path: String, _ leaves: LeafRange, size: Int, end: Int
  ) throws(LogProblem) {
    self.disk = disk
    self.path = path
    self.size = size
    self.end = end
    let full = size / HashTile.fullWidth
    var levels = [Array(leaves.roots.prefix(full))]
    while let below = levels.last, below.count >= HashTile.fullWidth {
      levels.append(
        (0..<below.count / HashTile.fullWidth).map { index in
          HashTile.root(Array(below[index * 256..<index * 256 + 256]))
        })
    }
    tileRoots = levels
    offsets = leaves.offsets
    let width = size % HashTile.fullWidth
    if width == 0 {
      edge = []
    } else if full < leaves.roots.count {
      // A batch that is not whole filled the tile: its leaves were not kept.
      edge = try Self.leaves(disk, path, from: leaves.offsets[full], end: end, count: width)
    } else {
      edge = Array(leaves.tail.prefix(width))
    }
  }

  /// The root over the first `size` lines.
  ///
  /// Throws `LogProblem` where the file can't be read again, or is not what it was.
  package func root(of size: Int) throws(LogProblem) -> Digest { try proofs.root(of: size) }

  /// The root over all lines.
  package var root: Digest {
    get throws(LogProblem) { try root(of: size) }
  }

  /// The siblings from a line up to the root over the first `size`.
  package func inclusion(of line: Int, in size: Int) throws(LogProblem) -> [Digest] {
    try proofs.inclusion(of: line, in: size)
  }

  /// What shows that the first `old` lines are the beginning of the first `new`.
  package func consistency(from old: Int, to new: Int) throws(LogProblem) -> [Digest] {
    try proofs.consistency(from: old, to: new)
  }

  /// The hashes of a tile.
  package func hashes(of tile: HashTile) throws(LogProblem) -> [Digest] {
    let start = tile.index * HashTile.fullWidth
    guard tile.level == 0 else {
      return Array(tileRoots[tile.level - 1][start..<start + tile.width])
    }
    return Array(try leaves(of: tile.index).prefix(tile.width))
  }

  /// The root over a full tile, which the tile above has as one of its hashes.
  package func root(ofFull tile: HashTile) -> Digest { tileRoots[tile.level][tile.index] }

  /// The lines of a level-0 tile, their line ends left out.
  package func lines(of tile: HashTile) throws(LogProblem) -> [[UInt8]] {
    try Self.lines(disk, path, from: offsets[tile.index], end: end, count: tile.width)
  }

  /// The bytes of one line.
  package func line(_ seq: Int) throws(LogProblem) -> [UInt8] {
    let index = seq / HashTile.fullWidth
    let count = seq % HashTile.fullWidth + 1
    let all = try Self.lines(disk, path, from: offsets[index], end: end, count: count)
    guard all.count == count, let line = all.last else { throw Self.changed(path) }
    return line
  }

  private var proofs: MerkleProof<LogProblem> {
    MerkleProof { (level, index) throws(LogProblem) in try node(level, index) }
  }

  /// The digest of a full subtree.
  private func node(_ level: Int, _ index: Int) throws(LogProblem) -> Digest {
    let height = level / HashTile.height
    let rest = level % HashTile.height
    if height > 0 && rest == 0 { return tileRoots[height - 1][index] }
    // Within a tile: so many of its hashes, folded.
    let first = index << rest
    let tile = HashTile(
      level: height, index: first / HashTile.fullWidth,
      width: first % HashTile.fullWidth + 1 << rest)
    var hashes = Array(try hashes(of: tile).suffix(1 << rest))
    while hashes.count > 1 { hashes = SHA256.nodes(over: hashes) }
    return hashes[0]
  }

  /// The leaves of a level-0 tile.
  private func leaves(of index: Int) throws(LogProblem) -> [Digest] {
    guard index < tileRoots[0].count else { return edge }
    let leaves = try Self.leaves(
      disk, path, from: offsets[index], end: end, count: HashTile.fullWidth)
    guard HashTile.root(leaves) == tileRoots[0][index] else { throw Self.changed(path) }
    return leaves
  }

  private static func leaves(
    _ disk: any Disk, _ path: String, from offset: Int, end: Int, count: Int
  ) throws(LogProblem) -> [Digest] {
    let lines = try lines(disk, path, from: offset, end: end, count: count)
    guard lines.count == count else { throw changed(path) }
    return lines.map { SHA256.leaf($0.span) }
  }

  private static func lines(
    _ disk: any Disk, _ path: String, from offset: Int, end: Int, count: Int
  ) throws(LogProblem) -> [[UInt8]] {
    let file: OpenFile
    do throws(DiskError) { file = try disk.open(path, .read) } catch { throw LogProblem(error) }
    defer { disk.close(file) }
    var lines: [[UInt8]] = []
    var cutter = LineCutter(disk, file, end: end)
    try cutter.forEach(from: offset) { line, _ throws(LogProblem) in
      lines.append(line.copy())
      return lines.count < count
    }
    return lines
  }

  /// Somebody altered the file between two looks at it.
  private static func changed(_ path: String) -> LogProblem {
    .disk(DiskError("read", path, DiskError.inputOutput))
  }
}
