import Bytes
import Dispatch
import EventLog
import Events
import Synchronization

/// Takes the lines of a log that a writer opens: indexes them and grows the Merkle tree.
struct LogIndex: LineConsumer {
  /// Lines by the hash of `id` and `source`.
  var ids: LineIndex
  /// Lines by the hash of their subject, and corrections by that of the subject they reassign to.
  var subjects: LineIndex
  /// The tree over the lines that are committed.
  private(set) var frontier: MerkleFrontier
  private(set) var tiles: TileKeeper?
  /// Lines of a batch that may not be whole.
  private var pending: [(names: LineNames, offset: Int, leaf: Digest)] = []

  /// So many lines that are in no run yet are too many to be held in memory.
  private(set) var tooMany: Int
  /// Files that are not needed once the cache names the runs that took their place.
  private var retired: [String] = []

  /// The size of the checkpoint beside the log; -1 where there is none.
  private let checkpointSize: Int
  /// The root over as many lines as that checkpoint has, where they were passed.
  private(set) var rootAtCheckpoint: Digest?

  /// - Parameters:
  ///   - tiles: keeps the tiles of the same tree; `nil`: nobody does.
  ///   - tooMany: how many lines that are in no run are too many to be held in memory, some 60 bytes each.
  init(
    ids: LineIndex, subjects: LineIndex, frontier: MerkleFrontier, tiles: TileKeeper?,
    checkpointSize: Int, tooMany: Int
  ) {
    self.tooMany = tooMany
    self.ids = ids
    self.subjects = subjects
    self.frontier = frontier
    self.tiles = tiles
    self.checkpointSize = checkpointSize
    noteRoot()
  }

  mutating func takeFirst(_ line: Span<UInt8>) { grow(SHA256.leaf(line)) }

  private mutating func noteRoot() {
    if frontier.size == checkpointSize { rootAtCheckpoint = frontier.root }
  }

  mutating func takeCanonical(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> Bool {
    guard let names = LineNames(line, header) else { return false }
    settle(before: header)
    pending.append((names, offset, SHA256.leaf(line)))
    return true
  }

  mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {
    let names = try LineNames(document.root)
    settle(before: header)
    pending.append((names, offset, SHA256.leaf(document.source.span)))
  }

  /// Ends reading: what is pending counts only where it is committed.
  mutating func finish(committed: Int) {
    if frontier.size + pending.count > committed { pending.removeAll() }
    settle()
  }

  private mutating func settle(before header: LineHeader) {
    if header.first < 0 || header.seq == header.first { settle() }
  }

  private mutating func settle() {
    for (names, offset, leaf) in pending {
      add(names, offset)
      grow(leaf)
    }
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func grow(_ leaf: Digest) {
    frontier.append(leaf: leaf)
    tiles?.take(leaf)
    noteRoot()
  }

  /// Adds a committed line.
  mutating func add(_ names: LineNames, _ offset: Int) {
    ids.insert(names.key, offset: offset)
    subjects.insert(names.subject, offset: offset)
    if let other = names.otherSubject, other != names.subject {
      subjects.insert(other, offset: offset)
    }
  }

  /// Whether so much is new that it should be spilled.
  var isLarge: Bool { ids.freshCount >= tooMany || subjects.freshCount >= tooMany }

  /// Writes what is new, so that memory does not grow with the log. Nothing names the files before the
  /// cache does; where they can't be written, memory holds what is new as before.
  mutating func spill() {
    do {
      retired += try ids.save()
      retired += try subjects.save()
    } catch { tooMany = max(tooMany, ids.freshCount, subjects.freshCount) * 2 }
  }

  /// Files of the indexes that no run is in.
  var strays: [String] { ids.strays + subjects.strays }

  /// Writes what is new; returns the files that are no longer needed once that is written down.
  /// Where that is much, both indexes are written at once.
  mutating func save() throws(LineIndex.Broken) -> [String] {
    guard ids.freshCount > 1 << 16 else { return try retired + ids.save() + subjects.save() }
    // Copies must not let go of the same files.
    close()
    let parts = [ids, subjects]
    let saved = Mutex<[Int: (index: LineIndex, retired: [String])]>([:])
    DispatchQueue.concurrentPerform(iterations: parts.count) { place in
      var index = parts[place]
      guard let retired = try? index.save() else { return }
      saved.withLock { $0[place] = (index, retired) }
    }
    let (newIDs, newSubjects) = saved.withLock { ($0[0], $0[1]) }
    guard let newIDs, let newSubjects else { return try retired + ids.save() + subjects.save() }
    ids = newIDs.index
    subjects = newSubjects.index
    return retired + newIDs.retired + newSubjects.retired
  }

  /// Lets go of the files.
  mutating func close() {
    ids.close()
    subjects.close()
  }
}
