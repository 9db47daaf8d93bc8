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
  /// Lines that were not hashed yet, each with its line end, and where each ends.
  private var lines: [UInt8] = []
  private var ends: [UInt32] = []

  init(from start: Int = 0) {
    self.start = start
    isInHead = start % HashTile.fullWidth != 0
  }

  /// Lines so far.
  private(set) var count = 0
  private var next: Int { start + count }
  /// Lines of a tile, as a number that the compiler sees: it is divided by twice a line.
  private static let width = 256

  /// Takes the next line.
  mutating func take(_ line: Span<UInt8>, at offset: Int) {
    if next % Self.width == 0 { offsets.append(offset) }
    lines.append(line)
    ends.append(UInt32(lines.count))
    lines.append(0x0A)
    count += 1
    if next % Self.width == 0 { endTile() }
  }

  /// Hashes the lines of the tile at hand, two at a time.
  private mutating func hash() -> [Digest] {
    var leaves: [Digest] = []
    leaves.reserveCapacity(ends.count)
    SHA256.appendLeaves(of: lines.span, ends: ends, to: &leaves)
    lines.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    return leaves
  }

  private mutating func endTile() {
    let leaves = hash()
    if isInHead {
      head += leaves
      isInHead = false
    } else {
      roots.append(HashTile.root(tail + leaves))
      tail.removeAll()
    }
  }

  /// Hashes what is left: afterwards `tail` has the leaves of the unfinished tile.
  mutating func finish() {
    let leaves = hash()
    if isInHead { head += leaves } else { tail += leaves }
  }

  /// Adds a range whose lines follow on those here, which begin with line 0.
  mutating func join(_ later: LeafRange) {
    precondition(start == 0 && later.start == next)
    var later = later
    later.finish()
    finish()
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
