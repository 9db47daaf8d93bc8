package import Bytes

/// A tile of hashes (https://c2sp.org/tlog-tiles): up to 256 hashes that stand side by side in a
/// tree, each over 256 times as many lines as one of the tile below.
///
/// ```
/// 70,000 lines   tile/0/000 … tile/0/272, tile/0/273.p/112
///                tile/1/000, tile/1/001.p/17
///                tile/2/000.p/1
/// ```
package struct HashTile: Hashable, Sendable {
  /// Hashes of a full tile.
  package static let fullWidth = 256
  /// Levels of the tree in a tile.
  package static let height = 8

  /// 0: hashes of lines.
  package let level: Int
  /// Its number on that level, from 0.
  package let index: Int
  /// Hashes in it: 256, or fewer at the right edge.
  package let width: Int

  package init(level: Int, index: Int, width: Int = fullWidth) {
    self.level = level
    self.index = index
    self.width = width
  }

  /// All tiles of a tree over `size` lines.
  package static func all(of size: Int) -> [HashTile] {
    var tiles: [HashTile] = []
    var hashes = size
    var level = 0
    while hashes > 0 {
      tiles += (0..<hashes >> height).map { HashTile(level: level, index: $0) }
      tiles += partial(level, hashes).map { [$0] } ?? []
      hashes >>= height
      level += 1
    }
    return tiles
  }

  /// The tiles at the right edge of such a tree that are not full, the lowest first.
  package static func edge(of size: Int) -> [HashTile] {
    var tiles: [HashTile] = []
    var hashes = size
    var level = 0
    while hashes > 0 {
      tiles += partial(level, hashes).map { [$0] } ?? []
      hashes >>= height
      level += 1
    }
    return tiles
  }

  private static func partial(_ level: Int, _ hashes: Int) -> HashTile? {
    let width = hashes & (fullWidth - 1)
    return width == 0 ? nil : HashTile(level: level, index: hashes >> height, width: width)
  }

  /// Where it lies below the folder of the tree: `tile/0/x001/x234/067`, `tile/0/273.p/112`.
  package var path: String { "tile/\(level)/" + Self.path(index, width) }

  /// Where the lines of a level-0 tile lie: `tile/entries/273.p/112`.
  package var entriesPath: String { "tile/entries/" + Self.path(index, width) }

  private static func path(_ index: Int, _ width: Int) -> String {
    var groups: [String] = []
    var rest = index
    repeat {
      let digits = String(rest % 1000)
      let group = String(repeating: "0", count: 3 - digits.count) + digits
      groups.append(groups.isEmpty ? group : "x" + group)
      rest /= 1000
    } while rest > 0
    return groups.reversed().joined(separator: "/") + (width == fullWidth ? "" : ".p/\(width)")
  }

  /// Makes the folders that it lies in, that of the tree included.
  ///
  /// - Parameter known: those that are known to be there; these are added.
  package func makeFolders(
    _ disk: any Disk, in tree: String, known: inout Set<String>
  ) throws(DiskError) {
    var path = tree
    for part in [""] + self.path.split(separator: "/").dropLast().map(String.init) {
      if !part.isEmpty { path += "/" + part }
      guard !known.contains(path) else { continue }
      try disk.createFolder(path)
      known.insert(path)
    }
  }

  /// The bytes of a tile: its hashes, one behind the other.
  package static func bytes(_ hashes: [Digest]) -> [UInt8] {
    [UInt8](writing: hashes.count * 32) { writer in for hash in hashes { writer.put(hash) } }
  }

  /// The hashes in the bytes of a tile; `nil` where they are not 1 to 256 of 32 bytes.
  package static func hashes(_ bytes: [UInt8]) -> [Digest]? {
    guard bytes.count % 32 == 0, (1...fullWidth).contains(bytes.count / 32) else { return nil }
    return stride(from: 0, to: bytes.count, by: 32)
      .compactMap { Digest(bytes: Array(bytes[$0..<$0 + 32])) }
  }

  /// The root over the hashes of a full tile: one hash of the tile above.
  package static func root(_ hashes: [Digest]) -> Digest {
    precondition(hashes.count == fullWidth)
    var hashes = hashes
    while hashes.count > 1 { hashes = SHA256.nodes(over: hashes) }
    return hashes[0]
  }
}
