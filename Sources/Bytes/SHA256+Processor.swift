import CSHA256

/// SHA-256 by the processor's instructions, and of many messages at once: what a Merkle tree is
/// made of. Lines are independent of each other, so two can be hashed side by side, or sixteen.
extension SHA256 {
  /// Whether this processor has the instructions.
  package static let processorHasIt = reprieve_sha256_is_there() != 0

  /// Whether it has vectors, too, in which sixteen messages are hashed at a time.
  package static let processorIsWide = reprieve_sha256_is_wide() != 0

  static func compressByProcessor(_ state: Digest, _ blocks: Span<UInt8>) -> Digest {
    var state = state
    unsafe withUnsafeMutableBytes(of: &state.words) { words in
      unsafe blocks.withUnsafeBufferPointer { bytes in
        unsafe reprieve_sha256_blocks(
          words.baseAddress!.assumingMemoryBound(to: UInt32.self), bytes.baseAddress!,
          bytes.count / 64)
      }
    }
    return state
  }

  /// Adds the leaves of lines that stand one behind the other, each SHA-256(0x00 || line)
  /// (RFC 6962, section 2.1).
  ///
  /// - Parameters:
  ///   - bytes: the lines, one byte between each and the next.
  ///   - ends: where each ends in `bytes`, ascending, below 2^32.
  ///   - usesProcessor: as in `init`.
  ///   - isWide: whether many are hashed in vectors, where the processor has them.
  package static func appendLeaves(
    of bytes: Span<UInt8>, ends: [UInt32], to digests: inout [Digest], usesProcessor: Bool = true,
    isWide: Bool = true
  ) {
    guard let last = ends.last else { return }
    precondition(Int(last) <= bytes.count)
    guard usesProcessor && processorHasIt else {
      var start = 0
      for end in ends {
        digests.append(leaf(bytes.extracting(start..<Int(end)), usesProcessor: false))
        start = Int(end) + 1
      }
      return
    }
    let hash =
      unsafe isWide && processorIsWide
      ? reprieve_sha256_leaves_wide : reprieve_sha256_leaves
    var fresh = [Digest](repeating: start, count: ends.count)
    unsafe fresh.withUnsafeMutableBytes { target in
      unsafe bytes.withUnsafeBufferPointer { source in
        unsafe ends.withUnsafeBufferPointer { ends in
          unsafe hash(
            source.baseAddress!, ends.baseAddress!, ends.count, 1,
            target.baseAddress!.assumingMemoryBound(to: UInt32.self))
        }
      }
    }
    digests += fresh
  }

  /// The nodes above digests that stand side by side, each SHA-256(0x01 || left || right); an odd
  /// one at the end has none.
  package static func nodes(
    over children: [Digest], usesProcessor: Bool = true, isWide: Bool = true
  ) -> [Digest] {
    let pairs = children.count / 2
    guard usesProcessor && processorHasIt, pairs > 0 else {
      return (0..<pairs).map { node(children[2 * $0], children[2 * $0 + 1], usesProcessor: false) }
    }
    let hash =
      unsafe isWide && processorIsWide
      ? reprieve_sha256_nodes_wide : reprieve_sha256_nodes
    var parents = [Digest](repeating: start, count: pairs)
    unsafe parents.withUnsafeMutableBytes { target in
      unsafe children.withUnsafeBytes { source in
        unsafe hash(
          source.baseAddress!.assumingMemoryBound(to: UInt32.self), pairs,
          target.baseAddress!.assumingMemoryBound(to: UInt32.self))
      }
    }
    return parents
  }

  /// SHA-256(0x00 || line): a leaf of the tree over lines.
  package static func leaf(_ line: Span<UInt8>, usesProcessor: Bool = true) -> Digest {
    guard usesProcessor && processorHasIt, let end = UInt32(exactly: line.count), end > 0 else {
      var hasher = SHA256(usesProcessor: usesProcessor)
      hasher.update(([0x00] as [UInt8]).span)
      hasher.update(line)
      return hasher.finish()
    }
    var digest = start
    unsafe withUnsafeMutableBytes(of: &digest.words) { target in
      unsafe line.withUnsafeBufferPointer { source in
        unsafe withUnsafePointer(to: end) { end in
          unsafe reprieve_sha256_leaves(
            source.baseAddress!, end, 1, 0,
            target.baseAddress!.assumingMemoryBound(to: UInt32.self))
        }
      }
    }
    return digest
  }

  /// SHA-256(0x01 || left || right): a node of the tree.
  package static func node(
    _ left: Digest, _ right: Digest, usesProcessor: Bool = true
  ) -> Digest {
    guard usesProcessor && processorHasIt else {
      var hasher = SHA256(usesProcessor: false)
      hasher.update(([0x01] + left.bytes + right.bytes).span)
      return hasher.finish()
    }
    var digest = start
    unsafe withUnsafeMutableBytes(of: &digest.words) { target in
      unsafe withUnsafeBytes(of: (left.words, right.words)) { children in
        unsafe reprieve_sha256_nodes(
          children.baseAddress!.assumingMemoryBound(to: UInt32.self), 1,
          target.baseAddress!.assumingMemoryBound(to: UInt32.self))
      }
    }
    return digest
  }
}
