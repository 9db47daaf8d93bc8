import Bytes
package import EventLog
import Events

/// Finds lines of a log again by their number: from the nearest mark before, line by line.
package struct LineLocator: Sendable {
  private let disk: any Disk
  let path: String
  private let marks: [Int]
  private let end: Int

  init(_ disk: any Disk, _ path: String, marks: [Int], end: Int) {
    self.disk = disk
    self.path = path
    self.marks = marks
    self.end = end
  }

  /// The bytes of line `seq`, and where it starts.
  package func line(_ seq: Int) throws(LogProblem) -> (bytes: [UInt8], offset: Int) {
    let mark = min(seq / EventTable.markInterval, marks.count - 1)
    var number = mark * EventTable.markInterval
    var found: (bytes: [UInt8], offset: Int) = ([], 0)
    let file: OpenFile
    do { file = try disk.open(path, .read) } catch { throw LogProblem(error) }
    defer { disk.close(file) }
    var cutter = LineCutter(disk, file, end: end)
    try cutter.forEach(from: marks[mark]) { bytes, place throws(LogProblem) in
      defer { number += 1 }
      guard number == seq else { return true }
      found = (bytes.copy(), place.offset)
      return false
    }
    return found
  }

  /// Reads the whole log again, from its first line.
  func readAgain(into consumer: inout some LineConsumer) throws(LogProblem) {
    _ = try LogReader(disk, path).read(into: &consumer)
  }

  /// Whether line `seq` has that `id` and `source`.
  package func isNamed(_ id: [UInt8], _ source: [UInt8], seq: Int) throws(LogProblem) -> Bool {
    guard let document = try? JSONDocument(line(seq).bytes) else { return false }
    return document.root["id"]?.string == id && document.root["source"]?.string == source
  }
}
