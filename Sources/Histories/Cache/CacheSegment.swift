import Bytes
import Events

/// One file of blocks, `cache/rows-…`: subjects by the bytes of their pseudonyms, each whole in one
/// block, and a directory behind the last. Every block has a checksum that is tested when it
/// is read.
final class CacheSegment: Sendable {
  /// What the manifest says of a segment.
  struct Mark: Equatable, Sendable {
    /// The number in its name.
    var number: UInt64
    /// Where its directory begins.
    var directory: Int
    /// Where it ends.
    var length: Int
    /// The checksum of its directory.
    var sum: UInt64
    /// Rows.
    var rows: Int
  }

  private enum Source {
    case file(any Disk, OpenFile)
    case memory([UInt8])
  }

  let mark: Mark
  let directory: SegmentDirectory
  private let source: Source

  /// Opens a segment on the disk; `nil` where it is missing, or not what the manifest says.
  init?(_ disk: any Disk, _ path: String, _ mark: Mark) {
    guard let file = try? disk.open(path, .read) else { return nil }
    guard let status = try? disk.status(file), status.kind == .file, status.size == mark.length,
      mark.directory <= mark.length,
      let bytes = try? disk.bytes(
        of: file, at: mark.directory, count: mark.length - mark.directory),
      bytes.count == mark.length - mark.directory, XXH64.hash(bytes.span) == mark.sum,
      let directory = SegmentDirectory(bytes)
    else {
      disk.close(file)
      return nil
    }
    self.mark = mark
    self.directory = directory
    source = .file(disk, file)
  }

  /// A segment that is not on the disk yet.
  init?(_ bytes: [UInt8], _ mark: Mark) {
    guard mark.directory <= bytes.count,
      let directory = SegmentDirectory(Array(bytes[mark.directory...]))
    else { return nil }
    self.mark = mark
    self.directory = directory
    source = .memory(bytes)
  }

  deinit {
    if case .file(let disk, let file) = source { disk.close(file) }
  }

  /// Reads the first `count` bytes of a block to the end of `buffer`; returns where they begin.
  private func read(
    _ entry: SegmentDirectory.Entry, _ count: Int, into buffer: inout [UInt8]
  ) throws(StoredBlock.Broken) -> Int {
    guard entry.offset <= mark.directory, count <= mark.directory - entry.offset else {
      throw StoredBlock.Broken()
    }
    switch source {
    case .memory(let bytes):
      buffer = Array(bytes[entry.offset..<entry.offset + count])
      return 0
    case .file(let disk, let file):
      if buffer.count < count { buffer = Array(repeating: 0, count: count) }
      let start = buffer.count - count
      let read = try? disk.readFully(file, at: entry.offset, into: &buffer, from: start)
      guard read == count else { throw StoredBlock.Broken() }
      return start
    }
  }

  /// The names of a block, tested.
  func names(
    _ entry: SegmentDirectory.Entry, _ buffer: inout [UInt8]
  ) throws(StoredBlock.Broken) -> BlockNames {
    let start = try read(entry, entry.namesLength, into: &buffer)
    return try names(entry, buffer, from: start)
  }

  private func names(
    _ entry: SegmentDirectory.Entry, _ bytes: [UInt8], from start: Int
  ) throws(StoredBlock.Broken) -> BlockNames {
    let range = start..<start + entry.namesLength
    guard XXH64.hash(bytes.span.extracting(range)) == entry.namesSum else {
      throw StoredBlock.Broken()
    }
    let names = try BlockNames(bytes, in: range)
    guard names.ends.count == entry.counts.subjects,
      names.pseudonyms.count == entry.counts.nameBytes
    else { throw StoredBlock.Broken() }
    return names
  }

  /// What stands behind the names of a block, tested; good until the buffer is used again.
  func rest(
    _ entry: SegmentDirectory.Entry, _ buffer: inout [UInt8]
  ) throws(StoredBlock.Broken) -> Range<Int> {
    let start = try read(entry, entry.length, into: &buffer)
    return try rest(entry, buffer, from: start)
  }

  private func rest(
    _ entry: SegmentDirectory.Entry, _ bytes: [UInt8], from start: Int
  ) throws(StoredBlock.Broken) -> Range<Int> {
    let range = start + entry.namesLength..<start + entry.length
    guard XXH64.hash(bytes.span.extracting(range)) == entry.restSum else {
      throw StoredBlock.Broken()
    }
    return range
  }

  /// A whole block.
  func block(
    _ entry: SegmentDirectory.Entry, lines: Int
  ) throws(StoredBlock.Broken) -> (names: BlockNames, block: StoredBlock) {
    var buffer: [UInt8] = []
    let start = try read(entry, entry.length, into: &buffer)
    let names = try names(entry, buffer, from: start)
    let block = try StoredBlock(
      buffer, names, in: try rest(entry, buffer, from: start), lines: lines)
    guard block.table.events.count == entry.counts.rows else { throw StoredBlock.Broken() }
    return (names, block)
  }
}
