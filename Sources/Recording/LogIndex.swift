import Bytes
import EventLog
import Events

/// Takes the lines of a log that a writer opens: indexes them and grows the Merkle tree.
struct LogIndex: LineConsumer {
  /// Lines by the hash of `id` and `source`.
  var ids: LineIndex
  /// Lines by the hash of their subject, and corrections by that of the subject they reassign to.
  var subjects: LineIndex
  private var frontier: MerkleFrontier
  /// The tree before the batch that is being read: what counts if the batch is not whole.
  private var frontierBeforeBatch: MerkleFrontier
  private var pending: [(names: LineNames, offset: Int)] = []

  /// The size of the checkpoint beside the log; -1 where there is none.
  private let checkpointSize: Int
  /// The root over as many lines as that checkpoint has, where they were passed.
  private(set) var rootAtCheckpoint: Digest?

  init(ids: LineIndex, subjects: LineIndex, frontier: MerkleFrontier, checkpointSize: Int) {
    self.ids = ids
    self.subjects = subjects
    self.frontier = frontier
    self.checkpointSize = checkpointSize
    frontierBeforeBatch = frontier
    noteRoot()
  }

  private mutating func noteRoot() {
    if frontier.size == checkpointSize { rootAtCheckpoint = frontier.root }
  }

  mutating func takeCanonical(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> Bool {
    guard let names = LineNames(line, header) else { return false }
    settle(before: header)
    frontier.append(line)
    noteRoot()
    pending.append((names, offset))
    return true
  }

  mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {
    let names = try LineNames(document.root)
    settle(before: header)
    frontier.append(document.source.span)
    noteRoot()
    pending.append((names, offset))
  }

  /// The tree over the committed lines; line 0 was not handed out, so it comes first.
  mutating func finish(committed: Int) -> MerkleFrontier {
    if frontier.size > committed {
      frontier = frontierBeforeBatch
      pending.removeAll()
    }
    index()
    return frontier
  }

  private mutating func settle(before header: LineHeader) {
    guard header.first < 0 || header.seq == header.first else { return }
    index()
    frontierBeforeBatch = frontier
  }

  private mutating func index() {
    for (names, offset) in pending { add(names, offset) }
    pending.removeAll(keepingCapacity: true)
  }

  /// Adds a committed line.
  mutating func add(_ names: LineNames, _ offset: Int) {
    ids.insert(names.key, offset: offset)
    subjects.insert(names.subject, offset: offset)
    if let other = names.otherSubject, other != names.subject {
      subjects.insert(other, offset: offset)
    }
  }
}
