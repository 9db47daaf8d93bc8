import Bytes
package import EventLog
import Events

/// Finds lines of a log again by their number: from the nearest mark before, line by line.
package struct LineLocator: Sendable {
  private let disk: any Disk
  let path: String
  private let marks: [Int]
  private let end: Int
  private let status: FileStatus

  /// - Parameters:
  ///   - end: the byte behind the last committed line.
  ///   - status: the file that was read; lines of another one are never taken for its own.
  init(_ disk: any Disk, _ path: String, marks: [Int], end: Int, status: FileStatus) {
    self.disk = disk
    self.path = path
    self.marks = marks
    self.end = end
    self.status = status
  }

  /// The bytes of line `seq`, and where it starts.
  package func line(_ seq: Int) throws(LogProblem) -> (bytes: [UInt8], offset: Int) {
    let mark = min(seq / EventTable.markInterval, marks.count - 1)
    var number = mark * EventTable.markInterval
    var found: (bytes: [UInt8], offset: Int)?
    let file = try disk.openLog(path, .read)
    defer { disk.close(file) }
    let now: FileStatus
    do throws(DiskError) { now = try disk.status(file) } catch { throw LogProblem(error) }
    try expectSame(now)
    var cutter = LineCutter(disk, file, end: end)
    try cutter.forEach(from: marks[mark]) { bytes, place throws(LogProblem) in
      defer { number += 1 }
      guard number == seq else { return true }
      found = (bytes.copy(), place.offset)
      return false
    }
    guard let found, Seal.fault(of: found.bytes.span) == nil else { throw changed }
    return found
  }

  /// Reads the whole log again, from its first line.
  func readAgain(into consumer: inout some LineConsumer) throws(LogProblem) {
    try expectSame(LogReader(disk, path).read(into: &consumer).status)
  }

  /// What stands at the path must be the file that was read before.
  private func expectSame(_ now: FileStatus) throws(LogProblem) {
    guard now.device == status.device, now.inode == status.inode else { throw changed }
  }

  private var changed: LogProblem {
    .notAFile("\(path) was replaced or cut while it was read: ask again")
  }

  /// Whether line `seq` has that `id` and `source`.
  func isNamed(_ id: [UInt8], _ source: [UInt8], seq: Int) throws(LogProblem) -> Bool {
    guard let document = try? JSONDocument(line(seq).bytes) else { return false }
    return document.root["id"]?.string == id && document.root["source"]?.string == source
  }
}
