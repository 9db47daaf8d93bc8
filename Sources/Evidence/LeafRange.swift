import Bytes
import EventLog

/// The lines that one reader has passed, as leaves of the tree: what is kept of them is where each
/// tile begins and the root of each full one, 40 bytes for 256 lines.
///
/// ```
/// lane 0  lines 0 … 599         lane 1  lines 600 … 1100
/// tiles 0, 1 full, 88 leaves    168 leaves that end tile 2, tile 3 full, 77 leaves
/// ```
struct LeafRange: Sendable {
  /// The first line.
  private let start: Int
  /// Leaves of the tile in which the range begins, where it begins within one and not at its start.
  private var head: [Digest] = []
  private var isInHead: Bool
  /// The roots of the tiles that are full.
  private(set) var roots: [Digest] = []
  /// Where the first line of each tile stands, that of the last, unfinished one included.
  private(set) var offsets: [Int] = []
  /// Leaves of the last, unfinished tile.
  private(set) var tail: [Digest] = []
  /// Where each line ends that was taken and not hashed yet, counted from the start of the first.
  private var ends: [UInt32] = []
  /// Where the first of these starts in the file.
  private var pendingStart = 0

  init(from start: Int = 0) {
    self.start = start
    isInHead = start % HashTile.fullWidth != 0
  }

  /// Lines so far.
  private(set) var count = 0
  private var next: Int { start + count }
  /// Lines of a tile, as a number that the compiler sees: it is divided by twice a line.
  private static let width = 256

  /// Takes the next line, by its length and where it stands; its bytes come later.
  mutating func take(_ length: Int, at offset: Int) {
    if next % Self.width == 0 { offsets.append(offset) }
    if ends.isEmpty { pendingStart = offset }
    ends.append(UInt32(truncatingIfNeeded: offset - pendingStart + length))
    count += 1
  }

  /// Hashes the lines that were taken, where they stand, sixteen at a time.
  ///
  /// - Parameter offset: where the bytes begin in the file.
  mutating func hash(_ bytes: Span<UInt8>, at offset: Int) {
    guard let last = ends.last else { return }
    let start = pendingStart - offset
    var line = next - ends.count
    var leaves: [Digest] = []
    leaves.reserveCapacity(ends.count)
    SHA256.appendLeaves(
      of: bytes.extracting(start..<start + Int(last)), ends: ends, to: &leaves)
    ends.removeAll(keepingCapacity: true)
    var at = 0
    while at < leaves.count {
      let part = leaves[at..<min(leaves.count, at + Self.width - line % Self.width)]
      at += part.count
      line += part.count
      if isInHead { head += part } else { tail += part }
      if line % Self.width == 0 { endTile() }
    }
  }

  private mutating func endTile() {
    guard !isInHead else {
      isInHead = false
      return
    }
    roots.append(HashTile.root(tail))
    tail.removeAll(keepingCapacity: true)
  }

  /// Adds a range whose lines follow on those here, which begin with line 0.
  mutating func join(_ later: LeafRange) {
    precondition(start == 0 && later.start == next)
    precondition(ends.isEmpty && later.ends.isEmpty, "all bytes were shown")
    tail += later.head
    if tail.count == HashTile.fullWidth {
      roots.append(HashTile.root(tail))
      tail.removeAll()
    }
    // A lane that never left its first tile has nothing but a head.
    if !later.isInHead {
      roots += later.roots
      tail += later.tail
    }
    offsets += later.offsets
    count += later.count
  }
}
