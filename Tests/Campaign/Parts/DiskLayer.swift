package import Bytes

/// A disk that lies between a program and another disk and passes every call on, but for those that
/// a kind of layer does in its own way.
package protocol DiskLayer: Disk {
  /// The disk below.
  var below: any Disk { get }
}

extension DiskLayer {
  package func open(_ path: String, _ mode: OpenMode) throws(DiskError) -> OpenFile {
    try below.open(path, mode)
  }
  package func close(_ file: OpenFile) { below.close(file) }
  package func read(
    _ file: OpenFile, at offset: Int, into buffer: inout [UInt8], from start: Int
  ) throws(DiskError) -> Int {
    try below.read(file, at: offset, into: &buffer, from: start)
  }
  package func write(
    _ file: OpenFile, at offset: Int, _ bytes: [UInt8], from start: Int
  ) throws(DiskError) -> Int {
    try below.write(file, at: offset, bytes, from: start)
  }
  package func synchronize(_ file: OpenFile) throws(DiskError) { try below.synchronize(file) }
  package func truncate(_ file: OpenFile, to length: Int) throws(DiskError) {
    try below.truncate(file, to: length)
  }
  package func status(_ file: OpenFile) throws(DiskError) -> FileStatus { try below.status(file) }
  package func status(at path: String) throws(DiskError) -> FileStatus {
    try below.status(at: path)
  }
  package func rename(_ path: String, to target: String) throws(DiskError) {
    try below.rename(path, to: target)
  }
  package func link(_ path: String, to target: String) throws(DiskError) {
    try below.link(path, to: target)
  }
  package func remove(_ path: String) throws(DiskError) { try below.remove(path) }
  package func createFolder(_ path: String) throws(DiskError) { try below.createFolder(path) }
  package func synchronizeFolder(_ path: String) throws(DiskError) {
    try below.synchronizeFolder(path)
  }
  package func names(in path: String) throws(DiskError) -> [String] { try below.names(in: path) }
  package func tryLock(_ file: OpenFile) throws(DiskError) -> Bool { try below.tryLock(file) }
  package func lockHolder(_ file: OpenFile) -> String? { below.lockHolder(file) }
}
