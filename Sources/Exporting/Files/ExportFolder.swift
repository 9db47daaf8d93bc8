package import Bytes

/// A folder of files that is written whole: everything goes into a folder beside it, which gets its
/// name when all is there. Nothing is ever replaced.
package struct ExportFolder {
  /// A file that was written.
  package struct File: Equatable, Sendable {
    /// Its path in the folder.
    package let path: String
    /// Rows, where it is a table.
    package let rows: Int?
    package let bytes: Int
    /// SHA-256 of its bytes.
    package let digest: Digest
  }

  /// The files so far, in the order in which they were finished.
  package private(set) var files: [File] = []
  private let disk: any Disk
  private let target: String
  private let draft: String

  /// A folder that is to be at a path.
  ///
  /// Throws `DiskError`, `isTaken` where anything stands there.
  package init(_ disk: any Disk, at path: String) throws(DiskError) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.disk = disk
    target = path
    draft = path + ".\(UInt32.random(in: 0 ... .max)).new"
    guard (try? disk.status(at: path)) == nil else { throw .taken(path) }
    try disk.createFolder(draft)
  }

  /// A file that is being written.
  package struct OpenedFile {
    package let path: String
    private let disk: any Disk
    private let file: OpenFile
    private var size = 0
    private var hasher = SHA256()
    private var isRewritten = false

    fileprivate init(_ path: String, _ file: OpenFile, _ disk: any Disk) {
      self.path = path
      self.file = file
      self.disk = disk
    }

    /// Adds bytes.
    package mutating func add(_ bytes: [UInt8]) throws(DiskError) {
      guard !bytes.isEmpty else { return }
      try disk.writeFully(file, at: size, bytes)
      hasher.update(bytes.span)
      size += bytes.count
    }

    /// Puts bytes in the place of those at the beginning.
    package mutating func replaceBeginning(with bytes: [UInt8]) throws(DiskError) {
      precondition(bytes.count <= size, "a beginning is longer than its file")
      try disk.writeFully(file, at: 0, bytes)
      isRewritten = true
    }

    fileprivate mutating func close(rows: Int?) throws(DiskError) -> File {
      if isRewritten { try hashAgain() }
      disk.close(file)
      return File(path: path, rows: rows, bytes: size, digest: hasher.finish())
    }

    private mutating func hashAgain() throws(DiskError) {
      hasher = SHA256()
      var offset = 0
      while offset < size {
        let part = try disk.bytes(of: file, at: offset, count: min(1 << 20, size - offset))
        guard !part.isEmpty else { break }
        hasher.update(part.span)
        offset += part.count
      }
    }
  }

  /// Begins a file.
  package func begin(_ path: String) throws(DiskError) -> OpenedFile {
    OpenedFile(path, try disk.open(draft + "/" + path, .create), disk)
  }

  /// Finishes a file.
  package mutating func finish(_ file: inout OpenedFile, rows: Int? = nil) throws(DiskError) {
    files.append(try file.close(rows: rows))
  }

  /// Writes a small file at once.
  package mutating func write(
    _ bytes: [UInt8], to path: String, rows: Int? = nil
  ) throws(DiskError) {
    var file = try begin(path)
    try file.add(bytes)
    try finish(&file, rows: rows)
  }

  /// Gives the folder its name.
  package func publish() throws(DiskError) {
    guard (try? disk.status(at: target)) == nil else { throw .taken(target) }
    try disk.rename(draft, to: target)
  }

  /// Removes what was written.
  package func discard() {
    for name in (try? disk.names(in: draft)) ?? [] { try? disk.remove(draft + "/" + name) }
    try? disk.remove(draft)
  }
}
