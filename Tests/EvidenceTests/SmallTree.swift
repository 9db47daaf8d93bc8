import Bytes
import Evidence

/// A tree whose hashes are all in memory.
struct SmallTree {
  /// The full subtrees of 1, 2, 4, … leaves.
  private var levels: [[Digest]]

  /// Leaf i is the byte i.
  init(bytes count: Int) { self.init((0..<count).map { SHA256.leaf([UInt8($0)].span) }) }

  init(_ leaves: [Digest]) {
    levels = [leaves]
    while let below = levels.last, below.count > 1 {
      levels.append(
        stride(from: 0, to: below.count - 1, by: 2).map { SHA256.node(below[$0], below[$0 + 1]) })
    }
  }

  /// The proofs of the tree, or of the part of it that begins at a leaf.
  func proofs(from start: Int = 0) -> MerkleProof<Never> {
    MerkleProof { (level, index) throws(Never) in levels[level][start >> level + index] }
  }
}
