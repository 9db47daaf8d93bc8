package import Bytes

/// Roots and proofs of an RFC 6962 tree, from the nodes of its full subtrees.
///
/// ```
/// 11 leaves, inclusion of leaf 4        node (3, 0) has the leaves 0 to 7
///            root
///           /    \                      path of leaf 4, from the leaf up:
///      (3,0)      ·                       [5]  (1,3)  (2,0)  root of 8 to 10
///      /   \     / \
///  (2,0) (2,1) (1,4) [10]
/// ```
package struct MerkleProof<Failure: Error> {
  /// The digest of a full subtree: of `2^level` leaves, the first of them `index * 2^level`.
  package typealias Node = (_ level: Int, _ index: Int) throws(Failure) -> Digest

  private let node: Node

  package init(node: @escaping Node) { self.node = node }

  /// The root over the first `size` leaves (RFC 6962, section 2.1); of none, SHA-256 of nothing.
  package func root(of size: Int) throws(Failure) -> Digest {
    guard size > 0 else {
      let nothing: [UInt8] = []
      return SHA256.hash(nothing.span)
    }
    return try hash(of: 0..<size)
  }

  /// The siblings from a leaf up to the root over `size` leaves (RFC 6962, section 2.1.1).
  ///
  /// - Parameter index: the leaf, below `size`.
  package func inclusion(of index: Int, in size: Int) throws(Failure) -> [Digest] {
    precondition(index >= 0 && index < size)
    var siblings: [Digest] = []
    var range = 0..<size
    while range.count > 1 {
      let middle = range.lowerBound + Self.split(range.count)
      if index < middle {
        siblings.append(try hash(of: middle..<range.upperBound))
        range = range.lowerBound..<middle
      } else {
        siblings.append(try hash(of: range.lowerBound..<middle))
        range = middle..<range.upperBound
      }
    }
    return siblings.reversed()
  }

  /// What shows that the tree over `old` leaves is the beginning of that over `new` (RFC 6962,
  /// section 2.1.2); nothing where they are the same.
  ///
  /// - Parameter old: at least 1, at most `new`: nothing can be shown of an empty tree.
  package func consistency(from old: Int, to new: Int) throws(Failure) -> [Digest] {
    try consistency(of: 0..<old, in: new)
  }

  /// The same for a subtree that begins elsewhere, at a multiple of a power of two that is not
  /// below its length (draft-ietf-plants-merkle-tree-certs, section 4.4).
  package func consistency(of subtree: Range<Int>, in size: Int) throws(Failure) -> [Digest] {
    precondition(!subtree.isEmpty && subtree.upperBound <= size)
    var hashes: [Digest] = []
    var range = 0..<size
    var isWhole = true
    var wanted = subtree
    while range != wanted {
      let middle = range.lowerBound + Self.split(range.count)
      if wanted.upperBound <= middle {
        hashes.append(try hash(of: middle..<range.upperBound))
        range = range.lowerBound..<middle
      } else {
        hashes.append(try hash(of: range.lowerBound..<middle))
        range = middle..<range.upperBound
        if wanted.lowerBound < middle {
          // Its left part is the hash just given; what is left to be shown is the rest.
          wanted = middle..<wanted.upperBound
          isWhole = false
        }
      }
    }
    // A subtree that is whole need not be told to whoever has its root.
    if !isWhole { hashes.append(try hash(of: range)) }
    return hashes.reversed()
  }

  /// The largest power of two below a count of at least 2.
  private static func split(_ count: Int) -> Int {
    1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
  }

  /// The root over the leaves of a range as the two sections make them: its start is a multiple of
  /// the largest power of two in its length, so it falls into full subtrees, the largest first.
  private func hash(of range: Range<Int>) throws(Failure) -> Digest {
    var subtrees: [Digest] = []
    var start = range.lowerBound
    for level in stride(from: Int.bitWidth - 2, through: 0, by: -1)
    where range.count & 1 << level != 0 {
      subtrees.append(try node(level, start >> level))
      start += 1 << level
    }
    var digest = subtrees.removeLast()
    while let left = subtrees.popLast() { digest = SHA256.node(left, digest) }
    return digest
  }
}
