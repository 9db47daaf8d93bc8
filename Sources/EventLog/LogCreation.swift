package import Bytes

/// Starts logs.
package enum LogCreation {
  /// Why a log could not be started.
  package enum Failure: Error, Equatable, Sendable {
    /// Line 0 would be longer than a line may be.
    case tooLong
    /// Something stands at that path.
    case taken(String)
    /// A system call failed.
    case disk(DiskError)
  }

  /// Writes line 0 to a temporary file, synchronizes it, and links it into place: at no moment is
  /// there a log without a whole line 0, and nothing that stands there is ever replaced.
  ///
  /// The writer's lock is held until its name is on the medium, so that nobody appends before. Where
  /// that fails the name is taken away: a second sync of the folder would prove nothing.
  package static func create(
    _ disk: any Disk, _ path: String, _ identity: LogIdentity, at now: Instant
  ) throws(Failure) {
    let line = identity.line(recorded: now)
    guard line.count <= Seal.longestLine else { throw .tooLong }
    do throws(DiskError) {
      let line = line + [0x0A]
      let (file, draft) = try self.draft(disk, for: path) { file throws(DiskError) in
        try disk.writeFully(file, at: 0, line)
      }
      defer { disk.close(file) }
      try publish(disk, draft, as: path)
    } catch {
      throw error.isTaken ? .taken(path) : .disk(error)
    }
  }

  /// Writes a file beside the place of a log and synchronizes it; where that fails nothing is left.
  ///
  /// - Returns: the file, open and with the writer's lock, and its path.
  package static func draft(
    _ disk: any Disk, for path: String, _ write: (OpenFile) throws(DiskError) -> Void
  ) throws(DiskError) -> (file: OpenFile, path: String) {
    let draft = path + ".\(UInt32.random(in: 0 ... .max)).new"
    let file = try disk.open(draft, .create)
    do throws(DiskError) {
      _ = try disk.tryLock(file)
      try write(file)
      try disk.synchronize(file)
    } catch {
      disk.close(file)
      try? disk.remove(draft)
      throw error
    }
    return (file, draft)
  }

  /// Links a whole, synchronized file into the place of a log, and takes its first name away. What
  /// stands at that place is never replaced; where the name can't be kept, it is taken away again.
  package static func publish(
    _ disk: any Disk, _ draft: String, as path: String
  ) throws(DiskError) {
    do throws(DiskError) { try disk.link(draft, to: path) } catch {
      try? disk.remove(draft)
      throw error
    }
    try? disk.remove(draft)
    do throws(DiskError) { try disk.synchronizeFolder(folder(of: path)) } catch {
      try? disk.remove(path)
      throw error
    }
  }

  /// The folder that a path lies in.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The name of a log by its path: the file's name without folder and `.jsonl`.
  package static func name(of path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.hasSuffix(".jsonl") && file.utf8.count > 6 ? String(file.dropLast(6)) : file
  }
}
