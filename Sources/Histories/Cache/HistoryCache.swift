import Bytes
import EventLog
import Events

/// A cache that is valid for a log as it is now: what it holds are the log's own events, each once,
/// with corrections applied.
struct HistoryCache: Sendable {
  let manifest: CacheManifest
  /// The oldest first.
  let segments: [CacheSegment]

  /// Lines of the log that it is about.
  var lines: Int { manifest.position.lines }

  /// Opens the segments of a manifest; `nil` where one is missing or broken.
  init?(_ manifest: CacheManifest, _ disk: any Disk, _ folder: LogFolder) {
    var segments: [CacheSegment] = []
    for mark in manifest.segments {
      guard
        let segment = CacheSegment(
          disk, CacheManifest.path(of: mark.number, in: folder), mark)
      else { return nil }
      segments.append(segment)
    }
    self.manifest = manifest
    self.segments = segments
  }

  init(_ manifest: CacheManifest, _ segments: [CacheSegment]) {
    self.manifest = manifest
    self.segments = segments
  }

  /// Where a subject stands.
  struct Found {
    /// The segment, and the block's place in it.
    let key: [Int]
    /// The subject's place in the block.
    let place: Int
    let block: StoredBlock

    /// A table with the subject alone, and its rows.
    func alone(_ name: [UInt8]) -> (table: EventTable, rows: Grouping) {
      var table = block.table
      table.subjects = NameTable()
      _ = table.subjects.number(name)
      return (table, Grouping(ranges: [block.rows(of: place)]))
    }
  }

  /// The subject as the last segment says that has it; `nil` where none has.
  ///
  /// - Parameter blocks: those that were read before, by segment and place.
  func find(
    _ name: [UInt8], _ blocks: inout ReadBlocks
  ) throws(StoredBlock.Broken) -> Found? {
    for segment in segments.indices.reversed() {
      let directory = segments[segment].directory
      guard let entry = try directory.place(of: name) else { continue }
      let key = [segment, entry]
      if blocks[key] == nil {
        blocks[key] = try segments[segment].block(try directory.entry(entry), lines: lines)
      }
      if let read = blocks[key], let place = read.names.place(of: name) {
        return Found(key: key, place: place, block: read.block)
      }
    }
    return nil
  }

  /// A table with one subject alone, and its rows; without rows where it is not there.
  func table(of name: [UInt8]) throws(StoredBlock.Broken) -> (table: EventTable, rows: Grouping) {
    var blocks: ReadBlocks = [:]
    guard let found = try find(name, &blocks) else {
      return (EventTable(), Grouping(ranges: []))
    }
    return found.alone(name)
  }
}
