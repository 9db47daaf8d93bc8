import Bytes
import Evidence

/// A tree whose leaves are all in memory, and hashed by definition.
struct SmallTree {
  let leaves: [Digest]

  /// Leaf i is the byte i.
  init(bytes count: Int) {
    leaves = (0..<count).map { SHA256.leaf([UInt8($0)].span) }
  }

  init(_ leaves: [Digest]) { self.leaves = leaves }

  /// The proofs of the tree, or of the part of it that begins at a leaf.
  func proofs(from start: Int = 0) -> MerkleProof<Never> {
    MerkleProof { (level, index) throws(Never) in
      var hashes = Array(leaves[start + index << level..<start + (index + 1) << level])
      while hashes.count > 1 {
        hashes = stride(from: 0, to: hashes.count, by: 2).map {
          SHA256.node(hashes[$0], hashes[$0 + 1], usesProcessor: false)
        }
      }
      return hashes[0]
    }
  }
}
