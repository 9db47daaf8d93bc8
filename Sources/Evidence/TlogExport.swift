package import Bytes
package import EventLog

/// Writes a log as a static C2SP tiled log (https://c2sp.org/tlog-tiles): `checkpoint`,
/// `tile/LEVEL/…` and `tile/entries/…`, which other people's tools read as they stand.
///
/// An entry is the bytes of a line behind their length in two bytes, the higher one first.
package struct TlogExport: Sendable {
  /// Files that were written, the checkpoint included.
  package private(set) var files = 0
  private let disk: any Disk
  private let folder: String
  private var folders: Set<String> = []

  /// Writes everything below a folder, the checkpoint last.
  ///
  /// - Parameter folder: must not be there, or be empty: nothing is replaced.
  ///
  /// Throws `LogProblem`.
  package init(
    _ tree: LogTree, _ checkpoint: Checkpoint, to folder: String, _ disk: any Disk
  ) throws(LogProblem) {
    self.disk = disk
    self.folder = folder
    do throws(DiskError) {
      try disk.createFolder(folder)
      guard try disk.names(in: folder).isEmpty else { throw .taken(folder) }
    } catch { throw LogProblem(error) }
    for tile in HashTile.all(of: tree.size) {
      try write(HashTile.bytes(try tree.hashes(of: tile)), to: tile.path)
      guard tile.level == 0 else { continue }
      var bundle: [UInt8] = []
      for line in try tree.lines(of: tile) {
        bundle.append(UInt8(line.count >> 8))
        bundle.append(UInt8(line.count & 0xFF))
        bundle += line
      }
      try write(bundle, to: tile.entriesPath)
    }
    try write(Array(checkpoint.text.utf8), to: "checkpoint")
  }

  private mutating func write(_ bytes: [UInt8], to path: String) throws(LogProblem) {
    do throws(DiskError) {
      var place = folder
      for part in path.split(separator: "/").dropLast() {
        place += "/" + part
        guard !folders.contains(place) else { continue }
        try disk.createFolder(place)
        folders.insert(place)
      }
      let file = try disk.open(folder + "/" + path, .create)
      defer { disk.close(file) }
      try disk.writeFully(file, at: 0, bytes)
    } catch { throw .disk(error) }
    files += 1
  }
}
