import Bytes
import EventLog

/// What a cache is about, `cache/histories`: which build made it, of which file, up to which line,
/// and of which segments it is made.
///
/// A subject stands whole in each segment that has it; what the last of them says holds.
struct CacheManifest: Equatable, Sendable {
  /// Where the log ended.
  var position: LogReader.Position
  /// Where its last line begins.
  var lastStart: Int
  /// The hash of that line.
  var lastHash: UInt64
  /// The `recordedtime` of line 0.
  var created: Instant?
  /// Where the last append begins.
  var lastAppend: Int
  /// The file as it was.
  var status: FileStatus
  /// Lines of each unknown type.
  var unknownTypes: [[UInt8]: Int]
  /// The oldest first.
  var segments: [CacheSegment.Mark]

  private static let magic: UInt64 = 0x3153_4F54_5349_4852  // "RHISTOS1"
  /// More than any manifest has.
  private static let longest = 16 << 20

  static func path(in folder: LogFolder) -> String { folder.cache + "/histories" }
  static func path(of segment: UInt64, in folder: LogFolder) -> String {
    folder.cache + "/rows-" + String(segment, radix: 16)
  }

  /// The manifest in the folder, if it is there, whole, and of this build.
  static func load(_ disk: any Disk, _ folder: LogFolder, build: UInt64) -> CacheManifest? {
    guard let bytes = try? disk.contents(of: path(in: folder), limit: longest) else { return nil }
    return CacheManifest(bytes, build: build)
  }

  /// Writes the manifest, in one step.
  func save(_ disk: any Disk, _ folder: LogFolder, build: UInt64) throws(DiskError) {
    try disk.replace(Self.path(in: folder), with: bytes(build))
  }

  /// Whether the log is as it was, or has only grown, as far as its metadata tell.
  func describes(_ now: FileStatus) -> Bool {
    guard now.kind == .file, now.device == status.device, now.inode == status.inode else {
      return false
    }
    return now.size > position.bytes
      || (now.size == position.bytes && now.modified == status.modified
        && now.changed == status.changed)
  }

  /// Whether the line that was the last one still stands there, byte for byte.
  func endsAlike(_ disk: any Disk, _ file: OpenFile) -> Bool {
    let count = position.bytes - lastStart
    guard lastStart >= 0, count > 0, count <= Seal.longestLine + 1,
      let line = try? disk.bytes(of: file, at: lastStart, count: count), line.count == count
    else { return false }
    return XXH64.hash(line.span) == lastHash
  }

  /// The last line of what a reading was about: where it begins and its hash.
  static func lastLine(
    _ disk: any Disk, _ file: OpenFile, end: Int
  ) -> (start: Int, hash: UInt64)? {
    let reach = min(end, Seal.longestLine + 2)
    guard reach > 1, let bytes = try? disk.bytes(of: file, at: end - reach, count: reach),
      bytes.count == reach, bytes[reach - 1] == 0x0A
    else { return nil }
    let start = bytes[..<(reach - 1)].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    guard start > 0 || reach == end else { return nil }
    return (end - reach + start, XXH64.hash(bytes.span.extracting(start..<reach)))
  }

  private func bytes(_ build: UInt64) -> [UInt8] {
    var writer = BinaryWriter()
    writer.put(Self.magic)
    writer.put(build)
    for number in [
      position.lines, position.bytes, Int(position.lastRecorded.milliseconds), lastStart,
      lastAppend, created == nil ? 0 : 1, Int(created?.milliseconds ?? 0), status.size,
      Int(status.modified), Int(status.changed),
    ] { writer.put(number) }
    writer.put(lastHash)
    writer.put(status.device)
    writer.put(status.inode)
    writer.put(counted: Array(position.identity.name.utf8))
    writer.put(counted: Array(position.identity.origin.utf8))
    writer.put(UInt32(unknownTypes.count))
    for (type, count) in unknownTypes.sorted(by: { bytesPrecede($0.key, $1.key) }) {
      writer.put(counted: type)
      writer.put(UInt64(count))
    }
    writer.put(UInt32(segments.count))
    for segment in segments {
      writer.put(segment.number)
      writer.put(segment.directory)
      writer.put(segment.length)
      writer.put(segment.sum)
      writer.put(segment.rows)
    }
    writer.put(XXH64.hash(writer.bytes.span))
    return writer.bytes
  }

  private init?(_ bytes: [UInt8], build: UInt64) {
    guard bytes.count > 8,
      XXH64.hash(bytes.span, first: bytes.count - 8) == bytes.span.word(at: bytes.count - 8)
    else { return nil }
    var reader = BinaryReader(bytes, in: 0..<bytes.count - 8)
    do {
      guard try reader.take(UInt64.self) == Self.magic, try reader.take(UInt64.self) == build
      else { return nil }
      let lines = try reader.size()
      let length = try reader.size()
      let recorded = try reader.signed()
      lastStart = try reader.size()
      lastAppend = try reader.size()
      let isCreated = try reader.size() == 1
      let created = try reader.signed()
      let size = try reader.size()
      let (modified, changed) = (try reader.signed(), try reader.signed())
      lastHash = try reader.take(UInt64.self)
      let (device, inode) = (try reader.take(UInt64.self), try reader.take(UInt64.self))
      guard
        let identity = LogIdentity(
          name: try reader.counted().text, origin: try reader.counted().text),
        // A sum can be made right for any bytes: nothing beyond what a log can have is believed.
        lines <= LineHeader.highestSeq + 1, Instant.years.contains(recorded),
        Instant.years.contains(created), lastAppend <= length
      else { return nil }
      unknownTypes = [:]
      for _ in 0..<(try reader.count()) {
        unknownTypes[try reader.counted()] = try reader.size()
      }
      segments = []
      for _ in 0..<(try reader.count()) {
        segments.append(
          CacheSegment.Mark(
            number: try reader.take(UInt64.self), directory: try reader.size(),
            length: try reader.size(), sum: try reader.take(UInt64.self), rows: try reader.size()))
      }
      self.created = isCreated ? Instant(milliseconds: created) : nil
      position = LogReader.Position(
        lines: lines, bytes: length, lastRecorded: Instant(milliseconds: recorded),
        identity: identity)
      status = FileStatus(
        kind: .file, size: size, device: device, inode: inode, modified: modified,
        changed: changed, permissions: 0)
    } catch { return nil }
  }

  init(
    _ reading: LogReading, _ last: (start: Int, hash: UInt64), unknownTypes: [[UInt8]: Int],
    segments: [CacheSegment.Mark]
  ) {
    position = LogReader.Position(
      lines: reading.finding.committed, bytes: reading.finding.committedBytes,
      lastRecorded: reading.lastRecorded, identity: reading.identity)
    (lastStart, lastHash) = last
    created = reading.created
    lastAppend = reading.lastAppend.lowerBound
    status = reading.status
    self.unknownTypes = unknownTypes
    self.segments = segments
  }
}
