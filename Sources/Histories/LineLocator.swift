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
    var found: (bytes: [UInt8], offset: Int) = ([], 0)
    try forEach([seq]) { found = ($1, $2) }
    return found
  }

  /// Hands lines to `body`, with where each starts, in ascending order: read from mark to mark,
  /// each stretch between two marks once and only where a line is wanted in it.
  func forEach(
    _ seqs: [Int], _ body: (_ seq: Int, _ bytes: [UInt8], _ offset: Int) -> Void
  ) throws(LogProblem) {
    let file = try disk.openLog(path, .read)
    defer { disk.close(file) }
    let now: FileStatus
    do throws(DiskError) { now = try disk.status(file) } catch { throw LogProblem(error) }
    try expectSame(now)
    var cutter = LineCutter(disk, file, end: end)
    var next = 0
    while next < seqs.count {
      let mark = min(seqs[next] / EventTable.markInterval, marks.count - 1)
      var number = mark * EventTable.markInterval
      let before = next
      try cutter.forEach(from: marks[mark]) { bytes, place throws(LogProblem) in
        defer { number += 1 }
        guard number == seqs[next] else { return true }
        guard Seal.fault(of: bytes) == nil else { throw changed }
        body(number, bytes.copy(), place.offset)
        next += 1
        return next < seqs.count && seqs[next] - number < EventTable.markInterval
      }
      guard next > before else { throw changed }
    }
  }

  /// When line `seq` was recorded; `nil` before the first line.
  func recorded(_ seq: Int) throws(LogProblem) -> Instant? {
    guard seq >= 0 else { return nil }
    return CitedEvent(try line(seq).bytes)?.recorded
  }

  /// The size of an earlier view in lines, within a view of `size` lines of a log of `all`; `nil`
  /// where it has more.
  func size(
    of view: Replay.AsOf, within size: Int, of all: Int
  ) throws(LogProblem) -> Int? {
    switch view {
    case .lines(let count):
      let lines = min(count, all)
      return lines <= size ? lines : nil
    case .recorded(let instant):
      func isIn(_ seq: Int) throws(LogProblem) -> Bool {
        try recorded(seq).map { $0 <= instant } ?? false
      }
      if size < all, try isIn(size) { return nil }
      // Lines never go back in `recordedtime`.
      var (low, high) = (0, size)
      while low < high {
        let middle = (low + high) / 2
        if try isIn(middle) { low = middle + 1 } else { high = middle }
      }
      return low
    }
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
  package func isNamed(_ id: [UInt8], _ source: [UInt8], seq: Int) throws(LogProblem) -> Bool {
    guard let document = try? JSONDocument(line(seq).bytes) else { return false }
    return document.root["id"]?.string == id && document.root["source"]?.string == source
  }
}
