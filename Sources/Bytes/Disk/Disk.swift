/// Everything that Reprieve asks of a file system, and nothing else.
///
/// The log's promises rest on the order of these calls, so all of them go through here: the real
/// ones through `SystemDisk`, those of the tests through a simulated disk that loses what was not
/// synchronized, writes half, or fails at the n-th call.
package protocol Disk: Sendable {
  /// Opens a file. Folders, devices and pipes are opened too; `status` tells what it is.
  func open(_ path: String, _ mode: OpenMode) throws(DiskError) -> OpenFile
  /// Closes a file; a lock on it goes with it.
  func close(_ file: OpenFile)
  /// Reads up to `buffer.count - start` bytes from `offset` into `buffer[start...]`;
  /// 0 at the end of the file.
  func read(
    _ file: OpenFile, at offset: Int, into buffer: inout [UInt8], from start: Int
  ) throws(DiskError) -> Int
  /// Writes bytes at `offset` and returns how many were written, which may be fewer.
  func write(
    _ file: OpenFile, at offset: Int, _ bytes: [UInt8], from start: Int
  ) throws(DiskError) -> Int
  /// Puts the file's bytes and length on the medium (`fdatasync`).
  func synchronize(_ file: OpenFile) throws(DiskError)
  /// Cuts or extends a file.
  func truncate(_ file: OpenFile, to length: Int) throws(DiskError)
  /// What an open file is.
  func status(_ file: OpenFile) throws(DiskError) -> FileStatus
  /// What stands at a path; links are followed.
  func status(at path: String) throws(DiskError) -> FileStatus
  /// Gives a file another name, replacing what stands there.
  func rename(_ path: String, to target: String) throws(DiskError)
  /// Gives a file a second name; fails where something stands there.
  func link(_ path: String, to target: String) throws(DiskError)
  /// Takes a name away: a file's, or that of a folder with nothing in it.
  func remove(_ path: String) throws(DiskError)
  /// The path of the file itself where a symbolic link names it; the path as given for all else.
  func target(of path: String) -> String
  /// Makes a folder (0700); one that is there is fine, a link to one is not.
  func createFolder(_ path: String) throws(DiskError)
  /// Puts the entries of a folder on the medium.
  func synchronizeFolder(_ path: String) throws(DiskError)
  /// The names in a folder, sorted.
  func names(in path: String) throws(DiskError) -> [String]
  /// Takes the writer's lock on a file, without waiting; `false` where somebody has it.
  func tryLock(_ file: OpenFile) throws(DiskError) -> Bool
  /// Who has the lock, in words, as far as the system tells.
  func lockHolder(_ file: OpenFile) -> String?
}

/// How to open a file.
package enum OpenMode: Sendable {
  /// To read only.
  case read
  /// To read and write one that is there.
  case update
  /// To write a new one (0600); fails where something stands there.
  case create
}

/// An open file: a number that only the disk that gave it understands.
package struct OpenFile: Hashable, Sendable {
  /// The number.
  package let descriptor: Int32

  package init(descriptor: Int32) { self.descriptor = descriptor }
}

/// What a file is, as far as it matters here.
package struct FileStatus: Equatable, Sendable {
  /// What stands at a path.
  package enum Kind: Sendable { case file, folder, other }

  package var kind: Kind
  package var size: Int
  package var device: UInt64
  package var inode: UInt64
  /// Last change of the content, in ns since 1970.
  package var modified: Int64
  /// Last change of content or metadata, in ns since 1970.
  package var changed: Int64
  /// Permission bits.
  package var permissions: UInt32

  package init(
    kind: Kind, size: Int, device: UInt64, inode: UInt64, modified: Int64, changed: Int64,
    permissions: UInt32
  ) {
    self.kind = kind
    self.size = size
    self.device = device
    self.inode = inode
    self.modified = modified
    self.changed = changed
    self.permissions = permissions
  }
}

/// A system call that failed.
package struct DiskError: Error, Equatable, Sendable {
  /// What was tried: `open`, `write`, …
  package let operation: String
  /// The file or folder it was tried on, where that is known.
  package let path: String
  /// The system's number for the reason (`errno`).
  package let code: Int32

  package init(_ operation: String, _ path: String, _ code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  /// The system's words for the reason.
  package var reason: String { SystemDisk.words(for: code) }

  /// Whether there is nothing at that path.
  package var isMissing: Bool { code == SystemDisk.missing || code == SystemDisk.notAFolder }
  /// Whether the caller may not.
  package var isForbidden: Bool { SystemDisk.forbidden.contains(code) }
  /// Something stands at the path already.
  package static func taken(_ path: String) -> DiskError {
    DiskError("create", path, SystemDisk.taken)
  }
  /// Whether something stands at the path already.
  package var isTaken: Bool { code == SystemDisk.taken }
}

extension Disk {
  /// A disk without symbolic links.
  package func target(of path: String) -> String { path }

  /// Fills `buffer` from `offset`, as far as the file reaches; returns how many bytes were read.
  package func readFully(
    _ file: OpenFile, at offset: Int, into buffer: inout [UInt8], from start: Int = 0
  ) throws(DiskError) -> Int {
    var filled = start
    while filled < buffer.count {
      let count = try read(file, at: offset + filled - start, into: &buffer, from: filled)
      if count == 0 { break }
      filled += count
    }
    return filled - start
  }

  /// `count` bytes from `offset`, fewer at the end of the file.
  package func bytes(
    of file: OpenFile, at offset: Int, count: Int
  ) throws(DiskError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: max(0, count))
    let read = try readFully(file, at: offset, into: &buffer)
    buffer.removeLast(buffer.count - read)
    return buffer
  }

  /// Writes all of `bytes` at `offset`, however many calls that takes.
  package func writeFully(
    _ file: OpenFile, at offset: Int, _ bytes: [UInt8]
  ) throws(DiskError) {
    var written = 0
    while written < bytes.count {
      written += try write(file, at: offset + written, bytes, from: written)
    }
  }

  /// The whole content of a small file, at most `limit` bytes of it.
  package func contents(of path: String, limit: Int = .max) throws(DiskError) -> [UInt8] {
    let file = try open(path, .read)
    defer { close(file) }
    return try bytes(of: file, at: 0, count: min(status(file).size, limit))
  }

  /// Replaces a file in one step: readers see the old bytes or the new ones. Best effort about
  /// the medium: nothing is synchronized.
  package func replace(_ path: String, with bytes: [UInt8]) throws(DiskError) {
    let draft = path + ".\(UInt32.random(in: 0 ... .max)).new"
    let file = try open(draft, .create)
    do {
      try writeFully(file, at: 0, bytes)
      close(file)
      try rename(draft, to: path)
    } catch {
      close(file)
      try? remove(draft)
      throw error
    }
  }
}
