package import Bytes

/// Moves the bytes of an append that never ended out of a log: kept in `torn/`, never deleted.
package enum TornTail {
  /// Copies everything behind the committed prefix to a new file in `torn/`, synchronizes that,
  /// then cuts the log and synchronizes it. A crash at any moment leaves the log with its tail or
  /// without it, and the bytes in at least one place.
  ///
  /// - Returns: the path of the kept bytes.
  package static func move(
    _ disk: any Disk, _ file: OpenFile, _ folder: LogFolder, _ finding: LogFinding
  ) throws(DiskError) -> String {
    try disk.createFolder(folder.path)
    try disk.createFolder(folder.torn)
    let kept = try keep(disk, file, folder, from: finding.committedBytes)
    try disk.synchronizeFolder(folder.torn)
    try disk.synchronizeFolder(folder.path)
    try disk.synchronizeFolder(LogCreation.folder(of: folder.log))
    try disk.truncate(file, to: finding.committedBytes)
    try disk.synchronize(file)
    return kept
  }

  private static func keep(
    _ disk: any Disk, _ file: OpenFile, _ folder: LogFolder, from start: Int
  ) throws(DiskError) -> String {
    let (copy, path) = try create(disk, folder, from: start)
    defer { disk.close(copy) }
    var offset = start
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = try disk.readFully(file, at: offset, into: &buffer)
      if count == 0 { break }
      try disk.writeFully(copy, at: offset - start, Array(buffer[0..<count]))
      offset += count
    }
    try disk.synchronize(copy)
    return path
  }

  /// `torn/BYTE`, or `torn/BYTE.2` and so on where a tail was torn at that byte before.
  private static func create(
    _ disk: any Disk, _ folder: LogFolder, from start: Int
  ) throws(DiskError) -> (OpenFile, String) {
    var number = 1
    while true {
      let path = "\(folder.torn)/\(start)" + (number == 1 ? "" : ".\(number)")
      do { return (try disk.open(path, .create), path) } catch {
        guard error.isTaken else { throw error }
        number += 1
      }
    }
  }
}
