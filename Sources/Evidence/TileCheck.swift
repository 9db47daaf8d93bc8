package import Bytes
package import EventLog

/// What the tiles beside a log are, held against the tree that was made from its lines.
package struct TileCheck: Equatable, Sendable {
  /// A tile that is not what the lines say.
  package struct Fault: Equatable, Sendable {
    /// Its path.
    package let path: String
    /// The first byte that differs; its length where it ends too early.
    package let byteOffset: Int
  }

  /// Tiles that agree.
  package private(set) var agreeing = 0
  /// Tiles that a tree of this size has and that are not there: they can be made at any time.
  package private(set) var missing = 0
  /// Tiles that differ.
  package private(set) var faults: [Fault] = []

  /// Makes the tiles of a tree that are missing, best effort: on a read-only disk they stay so. One
  /// that differs is left: it may be all that names an altered line.
  ///
  /// Throws `LogProblem` where the log can't be read again.
  package static func complete(
    _ disk: any Disk, _ folder: LogFolder, _ tree: LogTree
  ) throws(LogProblem) {
    var folders: Set<String> = []
    for tile in HashTile.all(of: tree.size) {
      let path = folder.path + "/" + tile.path
      guard (try? disk.status(at: path)) == nil else { continue }
      let bytes = HashTile.bytes(try tree.hashes(of: tile))
      do throws(DiskError) {
        try tile.makeFolders(disk, in: folder.path, known: &folders)
        try disk.replace(path, with: bytes)
      } catch { return }
    }
  }

  /// Looks at every tile of the tree in the folder beside its log.
  ///
  /// Throws `LogProblem` where the log can't be read again.
  package init(
    _ disk: any Disk, _ folder: LogFolder, _ tree: LogTree
  ) throws(LogProblem) {
    // The tiles may lag behind the lines, as a checkpoint does: a narrower one at the edge is right
    // as far as it goes.
    for tile in HashTile.all(of: tree.size) {
      let path = folder.path + "/" + tile.path
      guard let found = try? disk.contents(of: path, limit: tile.width * 32 + 1) else {
        missing += 1
        continue
      }
      if tile.width == HashTile.fullWidth, let hashes = HashTile.hashes(found),
        hashes.count == tile.width, HashTile.root(hashes) == tree.root(ofFull: tile)
      {
        agreeing += 1
        continue
      }
      let wanted = HashTile.bytes(try tree.hashes(of: tile))
      if found == wanted {
        agreeing += 1
      } else {
        let same = zip(found, wanted).prefix { $0 == $1 }.count
        faults.append(Fault(path: path, byteOffset: same))
      }
    }
  }
}
