package import Bytes

/// Keeps the hash tiles beside a log along with its appends: full ones as they are filled, those at
/// the right edge whenever a checkpoint is written.
///
/// Best effort: nothing is synchronized, and nobody of ours believes a tile. They are there for
/// other people's tools, and `audit verify` holds them against the lines.
package struct TileKeeper: Sendable {
  private let disk: any Disk
  private let folder: LogFolder
  /// On each level the hashes of the tile that is not full yet.
  private var levels: [[Digest]] = []
  /// How many full tiles each level has.
  private var full: [Int] = []
  /// Lines so far.
  private var size = 0
  /// The tiles that are not full and may lie there.
  private var partials: [HashTile] = []
  /// Folders that are known to be there.
  private var folders: Set<String> = []
  private var isFailing = false

  /// A keeper that is given every leaf from the first on.
  package init(_ disk: any Disk, _ folder: LogFolder) {
    self.disk = disk
    self.folder = folder
  }

  /// A keeper that goes on behind `frontier.size` lines; `nil` where the tiles at the edge are not
  /// there or are not those of that tree.
  package init?(_ disk: any Disk, _ folder: LogFolder, from frontier: MerkleFrontier) {
    self.init(disk, folder)
    size = frontier.size
    var hashes = size
    while hashes > 0 {
      levels.append([])
      full.append(hashes >> HashTile.height)
      hashes >>= HashTile.height
    }
    partials = HashTile.edge(of: size)
    for tile in partials {
      let bytes = try? disk.contents(of: folder.path + "/" + tile.path, limit: tile.width * 32 + 1)
      guard let bytes, let found = HashTile.hashes(bytes), found.count == tile.width else {
        return nil
      }
      levels[tile.level] = found
    }
    guard edge == frontier.edge else { return nil }
  }

  /// The roots of the full subtrees that the tiles at the edge have, the largest first.
  private var edge: [Digest] {
    var roots: [Digest] = []
    for hashes in levels.reversed() {
      var start = 0
      for bit in stride(from: HashTile.height - 1, through: 0, by: -1)
      where hashes.count & 1 << bit != 0 {
        var subtree = Array(hashes[start..<start + 1 << bit])
        start += 1 << bit
        while subtree.count > 1 { subtree = SHA256.nodes(over: subtree) }
        roots.append(subtree[0])
      }
    }
    return roots
  }

  /// Adds the leaf of the next line; writes the tiles that it fills.
  package mutating func take(_ leaf: Digest) {
    size += 1
    take(leaf, level: 0)
  }

  /// Adds the leaves of a tile's worth of lines, and the root over them, where a tile starts; writes
  /// it and what it fills.
  package mutating func take(_ leaves: [Digest], root: Digest) {
    precondition(size % HashTile.fullWidth == 0 && leaves.count == HashTile.fullWidth)
    size += leaves.count
    makeLevel(0)
    write(HashTile(level: 0, index: full[0]), leaves)
    full[0] += 1
    take(root, level: 1)
  }

  private mutating func take(_ hash: Digest, level: Int) {
    var hash = hash
    var level = level
    while true {
      makeLevel(level)
      levels[level].append(hash)
      guard levels[level].count == HashTile.fullWidth else { return }
      write(HashTile(level: level, index: full[level]), levels[level])
      hash = HashTile.root(levels[level])
      levels[level].removeAll(keepingCapacity: true)
      full[level] += 1
      level += 1
    }
  }

  private mutating func makeLevel(_ level: Int) {
    guard level == levels.count else { return }
    levels.append([])
    full.append(0)
  }

  /// Writes the tiles at the right edge: with them a tree of this size can be read.
  package mutating func writeEdge() {
    let edge = HashTile.edge(of: size)
    for tile in edge { write(tile, levels[tile.level]) }
    partials += edge.filter { !partials.contains($0) }
  }

  /// Takes away the tiles at the right edges of smaller trees, once nothing points at them.
  package mutating func sweep() {
    let edge = HashTile.edge(of: size)
    for tile in partials where !edge.contains(tile) {
      let path = folder.path + "/" + tile.path
      try? disk.remove(path)
      if !edge.contains(where: { $0.level == tile.level && $0.index == tile.index }) {
        try? disk.remove(LogCreation.folder(of: path))
      }
    }
    partials = edge
  }

  private mutating func write(_ tile: HashTile, _ hashes: [Digest]) {
    guard !isFailing else { return }
    let path = folder.path + "/" + tile.path
    let bytes = HashTile.bytes(hashes)
    // What is there already stays as it is: reading a log anew costs little, and a tile that differs
    // may be all that names an altered line. One of another length was torn by a crash.
    if let found = try? disk.status(at: path), found.size == bytes.count { return }
    do throws(DiskError) {
      try tile.makeFolders(disk, in: folder.path, known: &folders)
      try disk.replace(path, with: bytes)
    } catch {
      // A full disk, say: the log itself has all that it needs.
      isFailing = true
    }
  }
}
