import Bytes
import EventLog
import Events

/// The lines that the log has, found by the indexes.
extension Appender {
  /// A line of the log, parsed.
  struct Line {
    let seq: Int
    let root: JSONNode
  }

  /// Whether nothing in the log and in the batch so far has a key; `false` may be by chance.
  func isNew(_ key: UInt64) throws(LogProblem) -> Bool {
    guard key != lineZeroKey else { return false }
    if let isNew = try? index.ids.hasNone(key) { return isNew }
    try rebuildIndex()
    return (try? index.ids.hasNone(key)) ?? false
  }

  /// Where lines of a key start in the log, and their places among the new lines of the batch.
  func places(_ key: UInt64) throws(LogProblem) -> (offsets: [Int], staged: [Int]) {
    var all: [Int]
    do { all = try index.ids.offsets(key) } catch {
      // A block of the cache is gone or was altered: the log has all that it had.
      try rebuildIndex()
      all = (try? index.ids.offsets(key)) ?? []
    }
    let end = writer.position.bytes
    let offsets = all.filter { $0 < end }
    all.removeFirst(offsets.count)
    return (offsets, all.map { $0 - end })
  }

  /// The line of the log with that id and source.
  func find(_ id: [UInt8], _ source: [UInt8]) throws(LogProblem) -> Line? {
    // Line 0 is in no index; its name is taken all the same.
    if source == lineZero.source, id == lineZero.id { return try parsed(at: 0) }
    for offset in try places(EventKey.hash(id: id, source: source)).offsets {
      let line = try parsed(at: offset)
      if line.root["id"]?.string == id, line.root["source"]?.string == source { return line }
    }
    return nil
  }

  /// The lines of the log about a subject, in order.
  ///
  /// - Parameter kinds: the only kinds that are wanted; `nil`: all.
  func lines(
    of subject: [UInt8], kinds: [EventKind]? = nil
  ) throws(LogProblem) -> [Line] {
    let key = LineNames.hash(subject: subject)
    var offsets: [Int]
    do { offsets = try index.subjects.offsets(key) } catch {
      try rebuildIndex()
      offsets = (try? index.subjects.offsets(key)) ?? []
    }
    var lines: [Line] = []
    for offset in offsets {
      let bytes = try read(at: offset)
      if let kinds, let kind = LineNames.kind(of: bytes.span), !kinds.contains(kind) { continue }
      let line = try parse(bytes)
      let other = line.root["data"]?["subject"]?.string
      if line.root["subject"]?.string == subject || other == subject { lines.append(line) }
    }
    return lines
  }

  private func parsed(at offset: Int) throws(LogProblem) -> Line { try parse(read(at: offset)) }

  private func parse(_ bytes: [UInt8]) throws(LogProblem) -> Line {
    guard let document = try? JSONDocument(bytes), let header = try? LineHeader(document) else {
      throw .disk(DiskError("read", folder.log, DiskError.inputOutput))
    }
    return Line(seq: header.seq, root: document.root)
  }

  private func read(at offset: Int) throws(LogProblem) -> [UInt8] {
    do throws(DiskError) {
      let bytes = try disk.bytes(of: writer.file, at: offset, count: 1024)
      var line = bytes
      if bytes.span.firstIndex(of: 0x0A, in: 0..<bytes.count) == nil {
        line = try disk.bytes(of: writer.file, at: offset, count: Seal.longestLine + 1)
      }
      let end = line.span.firstIndex(of: 0x0A, in: 0..<line.count) ?? line.count
      return Array(line[0..<end])
    } catch { throw .disk(error) }
  }
}
