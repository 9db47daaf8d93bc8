package import Bytes

/// Checks proofs against roots, by the algorithms of RFC 9162 and nothing else: no log is needed.
package enum ProofCheck {
  /// Whether a leaf is in a tree (RFC 9162, section 2.1.3.2).
  ///
  /// - Parameters:
  ///   - leaf: SHA-256(0x00 || line).
  ///   - index: its number, from 0.
  ///   - size: leaves of the tree.
  ///   - siblings: the proof, from the leaf up.
  package static func includes(
    _ leaf: Digest, at index: UInt64, in size: UInt64, root: Digest, _ siblings: [Digest]
  ) -> Bool {
    guard index < size else { return false }
    var (node, last) = (index, size - 1)
    var digest = leaf
    for sibling in siblings {
      guard last > 0 else { return false }
      if node & 1 == 1 || node == last {
        digest = SHA256.node(sibling, digest)
        climbToRightChild(&node, &last)
      } else {
        digest = SHA256.node(digest, sibling)
      }
      node >>= 1
      last >>= 1
    }
    return last == 0 && digest == root
  }

  /// Whether one tree is the beginning of another (RFC 9162, section 2.1.4.2).
  ///
  /// From an empty tree nothing can be shown: `old` 0 is refused.
  package static func extends(
    _ old: UInt64, _ oldRoot: Digest, to new: UInt64, _ newRoot: Digest, _ proof: [Digest]
  ) -> Bool {
    guard old > 0, old <= new else { return false }
    if old == new { return proof.isEmpty && oldRoot == newRoot }
    guard !proof.isEmpty else { return false }
    // An old tree that is a full subtree is its own first hash.
    var rest = old & (old - 1) == 0 ? [oldRoot] + proof : proof
    var (node, last) = (old - 1, new - 1)
    while node & 1 == 1 {
      node >>= 1
      last >>= 1
    }
    var oldDigest = rest.removeFirst()
    var newDigest = oldDigest
    for hash in rest {
      guard last > 0 else { return false }
      if node & 1 == 1 || node == last {
        oldDigest = SHA256.node(hash, oldDigest)
        newDigest = SHA256.node(hash, newDigest)
        climbToRightChild(&node, &last)
      } else {
        newDigest = SHA256.node(newDigest, hash)
      }
      node >>= 1
      last >>= 1
    }
    return last == 0 && oldDigest == oldRoot && newDigest == newRoot
  }

  /// Passes the levels on which a node at the right edge has no sibling.
  private static func climbToRightChild(_ node: inout UInt64, _ last: inout UInt64) {
    while node & 1 == 0 && node != 0 {
      node >>= 1
      last >>= 1
    }
  }
}
