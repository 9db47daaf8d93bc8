package import Bytes

/// The right edge of an RFC 6962 tree over the lines of a log: enough to add leaves and to give
/// the root at any moment, in at most 31 digests.
///
/// ```
/// 11 leaves            root
///                     /    \
///              [0..8)       ·        edge: [0..8) [8..10) [10]
///                          / \       the binary digits of 11: 8 + 2 + 1
///                    [8..10)  [10]
/// ```
package struct MerkleFrontier: Equatable, Sendable {
  /// How many leaves there are.
  package private(set) var size = 0
  /// The roots of the full subtrees, the largest first: one for each 1 among the bits of `size`.
  package private(set) var edge: [Digest] = []

  package init() {}

  /// A frontier that was kept; `nil` where the edge does not belong to the size.
  package init?(size: Int, edge: [Digest]) {
    guard size >= 0, edge.count == size.nonzeroBitCount else { return nil }
    self.size = size
    self.edge = edge
  }

  /// Adds the bytes of a line, its line end left out, as the next leaf.
  package mutating func append(_ line: Span<UInt8>) { append(leaf: SHA256.leaf(line)) }

  /// Adds a leaf by its digest.
  package mutating func append(leaf: Digest) {
    var digest = leaf
    var rest = size
    while rest & 1 == 1 {
      digest = SHA256.node(edge.removeLast(), digest)
      rest >>= 1
    }
    edge.append(digest)
    size += 1
  }

  /// Adds as many leaves as a tile has, by the root over them; so far there must be whole tiles.
  package mutating func append(tile root: Digest) {
    precondition(size % HashTile.fullWidth == 0)
    var digest = root
    var rest = size / HashTile.fullWidth
    while rest & 1 == 1 {
      digest = SHA256.node(edge.removeLast(), digest)
      rest >>= 1
    }
    edge.append(digest)
    size += HashTile.fullWidth
  }

  /// The Merkle tree hash of all leaves (RFC 6962, section 2.1); of none, SHA-256 of nothing.
  package var root: Digest {
    guard var digest = edge.last else {
      let nothing: [UInt8] = []
      return SHA256.hash(nothing.span)
    }
    for left in edge.dropLast().reversed() { digest = SHA256.node(left, digest) }
    return digest
  }
}
