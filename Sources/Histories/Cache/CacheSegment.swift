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

  /// Reads bytes of a block.
  private func read(
    _ entry: SegmentDirectory.Entry, _ part: Range<Int>
  ) throws(StoredBlock.Broken) -> [UInt8] {
    guard entry.offset <= mark.directory, part.upperBound <= mark.directory - entry.offset else {
      throw StoredBlock.Broken()
    }
    let offset = entry.offset + part.lowerBound
    switch source {
    case .memory(let bytes): return Array(bytes[offset..<offset + part.count])
    case .file(let disk, let file):
      guard let bytes = try? disk.bytes(of: file, at: offset, count: part.count),
        bytes.count == part.count
      else { throw StoredBlock.Broken() }
      return bytes
    }
  }

  /// The names of a block, tested.
  func names(_ entry: SegmentDirectory.Entry) throws(StoredBlock.Broken) -> BlockNames {
    try names(entry, read(entry, 0..<entry.namesLength))
  }

  private func names(
    _ entry: SegmentDirectory.Entry, _ bytes: [UInt8]
  ) throws(StoredBlock.Broken) -> BlockNames {
    guard XXH64.hash(bytes.span, first: entry.namesLength) == entry.namesSum else {
      throw StoredBlock.Broken()
    }
    let names = try BlockNames(bytes, in: 0..<entry.namesLength)
    guard names.ends.count == entry.counts.subjects,
      names.pseudonyms.count == entry.counts.nameBytes
    else { throw StoredBlock.Broken() }
    return names
  }

  /// What stands behind the names of a block, tested.
  func rest(_ entry: SegmentDirectory.Entry) throws(StoredBlock.Broken) -> [UInt8] {
    let bytes = try read(entry, entry.namesLength..<entry.length)
    guard XXH64.hash(bytes.span) == entry.restSum else { throw StoredBlock.Broken() }
    return bytes
  }

  /// A whole block.
  func block(
    _ entry: SegmentDirectory.Entry, lines: Int
  ) throws(StoredBlock.Broken) -> (names: BlockNames, block: StoredBlock) {
    let bytes = try read(entry, 0..<entry.length)
    let names = try names(entry, bytes)
    let rest = entry.namesLength..<entry.length
    guard XXH64.hash(bytes.span.extracting(rest)) == entry.restSum else {
      throw StoredBlock.Broken()
    }
    let block = try StoredBlock(bytes, names, in: rest, lines: lines)
    guard block.table.events.count == entry.counts.rows else { throw StoredBlock.Broken() }
    return (names, block)
  }
}
