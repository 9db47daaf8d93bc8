package import Bytes

/// What a writer must know to go on without reading the whole log again, kept in
/// `NAME.jsonl.d/cache/append`: where the committed prefix ended, the right edge of the tree, and
/// the runs of the indexes.
///
/// It is valid for the build that made it and for the same file, unchanged or only grown since,
/// whose line at that end is still the same. Whatever is wrong with it, it is made anew.
package struct AppendCache: Equatable, Sendable {
  /// The end of the committed prefix.
  package var position: LogReader.Position
  /// The `xxh64` of its last line.
  package var lastSeal: UInt64
  /// The tree over its lines.
  package var frontier: MerkleFrontier
  /// The file as it was.
  package var status: FileStatus
  /// Runs of the index of (source, id).
  package var idRuns: [LineIndex.Run]
  /// Runs of the index of subjects.
  package var subjectRuns: [LineIndex.Run]

  package init(
    position: LogReader.Position, lastSeal: UInt64, frontier: MerkleFrontier, status: FileStatus,
    idRuns: [LineIndex.Run], subjectRuns: [LineIndex.Run]
  ) {
    self.position = position
    self.lastSeal = lastSeal
    self.frontier = frontier
    self.status = status
    self.idRuns = idRuns
    self.subjectRuns = subjectRuns
  }

  private static let magic: UInt64 = 0x3145_5645_4952_5052  // "RPRIEVE1"

  /// The cache in the folder, if it is there, whole, of this build, and of this file.
  package static func load(
    _ disk: any Disk, _ folder: LogFolder, _ file: OpenFile, build: UInt64
  ) -> AppendCache? {
    guard let bytes = try? disk.contents(of: folder.cache + "/append", limit: 1 << 20),
      let cache = AppendCache(bytes, build: build), let now = try? disk.status(file),
      cache.describes(now), cache.endsAlike(disk, file)
    else { return nil }
    return cache
  }

  /// Writes the cache.
  package func save(_ disk: any Disk, _ folder: LogFolder, build: UInt64) throws(DiskError) {
    try disk.replace(folder.cache + "/append", with: bytes(build))
  }

  private func describes(_ now: FileStatus) -> Bool {
    guard now.device == status.device, now.inode == status.inode else { return false }
    return now.size > position.bytes
      || (now.size == position.bytes && now.modified == status.modified
        && now.changed == status.changed)
  }

  private func endsAlike(_ disk: any Disk, _ file: OpenFile) -> Bool {
    guard position.bytes > Seal.length,
      let end = try? disk.bytes(of: file, at: position.bytes - 19, count: 19), end.count == 19
    else { return false }
    return Hexadecimal.number(in: end.span, at: 0) == lastSeal && end[18] == 0x0A
  }

  private func bytes(_ build: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    let numbers =
      [
        Self.magic, build, UInt64(position.lines), UInt64(position.bytes),
        UInt64(bitPattern: position.lastRecorded.milliseconds), lastSeal, status.device,
        status.inode, UInt64(status.size), UInt64(bitPattern: status.modified),
        UInt64(bitPattern: status.changed),
      ]
    for number in numbers { bytes.append(littleEndian: number) }
    for text in [position.identity.name, position.identity.origin] {
      bytes.append(littleEndian: UInt64(text.utf8.count))
      bytes.append(contentsOf: text.utf8)
    }
    for runs in [idRuns, subjectRuns] {
      bytes.append(littleEndian: UInt64(runs.count))
      for run in runs {
        bytes.append(littleEndian: UInt64(run.number))
        bytes.append(littleEndian: UInt64(run.count))
      }
    }
    bytes.append(littleEndian: UInt64(frontier.edge.count))
    for digest in frontier.edge { bytes.append(contentsOf: digest.bytes) }
    bytes.append(littleEndian: XXH64.hash(bytes.span))
    return bytes
  }

  private init?(_ bytes: [UInt8], build: UInt64) {
    guard bytes.count >= 8,
      XXH64.hash(bytes.span, first: bytes.count - 8) == bytes.span.word(at: bytes.count - 8)
    else { return nil }
    var at = 0
    func number() -> UInt64? {
      guard at + 8 <= bytes.count - 8 else { return nil }
      defer { at += 8 }
      return bytes.span.word(at: at)
    }
    func part(_ count: Int) -> [UInt8]? {
      guard count >= 0, count <= bytes.count - 8 - at else { return nil }
      defer { at += count }
      return Array(bytes[at..<at + count])
    }
    func text() -> String? { number().flatMap { part(Int(truncatingIfNeeded: $0)) }?.text }
    func runs() -> [LineIndex.Run]? {
      guard let count = number(), count <= 64 else { return nil }
      var runs: [LineIndex.Run] = []
      for _ in 0..<count {
        guard let name = number(), let length = number(), name <= LineIndex.most,
          length <= LineIndex.most
        else { return nil }
        runs.append(
          LineIndex.Run(
            number: Int(truncatingIfNeeded: name), count: Int(truncatingIfNeeded: length)))
      }
      return runs
    }
    guard number() == Self.magic, number() == build, let lines = number(), let length = number(),
      let recorded = number(), let seal = number(), let device = number(), let inode = number(),
      let size = number(), let modified = number(), let changed = number(),
      let name = text(), let origin = text(),
      let identity = LogIdentity(name: name, origin: origin), let ids = runs(),
      let subjects = runs(), let edgeCount = number(), edgeCount <= 64,
      // A sum can be made right for any bytes: nothing beyond what a log can have is believed.
      lines <= UInt64(LineHeader.highestSeq) + 1, length <= UInt64(Int.max),
      Instant.years.contains(Int64(bitPattern: recorded))
    else { return nil }
    var edge: [Digest] = []
    for _ in 0..<edgeCount {
      guard let digest = part(32).flatMap(Digest.init(bytes:)) else { return nil }
      edge.append(digest)
    }
    guard let frontier = MerkleFrontier(size: Int(truncatingIfNeeded: lines), edge: edge) else {
      return nil
    }
    self.init(
      position: LogReader.Position(
        lines: Int(truncatingIfNeeded: lines), bytes: Int(truncatingIfNeeded: length),
        lastRecorded: Instant(milliseconds: Int64(bitPattern: recorded)), identity: identity),
      lastSeal: seal, frontier: frontier,
      status: FileStatus(
        kind: .file, size: Int(truncatingIfNeeded: size), device: device, inode: inode,
        modified: Int64(bitPattern: modified), changed: Int64(bitPattern: changed), permissions: 0),
      idRuns: ids, subjectRuns: subjects)
  }
}

extension [UInt8] {
  /// Adds a number as eight bytes, the least significant first.
  fileprivate mutating func append(littleEndian number: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
  }
}
