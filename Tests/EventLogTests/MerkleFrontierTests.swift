import Bytes
import EventLog
import TestSupport
import Testing

@Suite struct MerkleFrontierTests {
  /// MTH of RFC 6962, section 2.1, as it stands there: k is the largest power of two below n.
  private func naiveRoot(_ leaves: ArraySlice<Digest>) -> Digest {
    if leaves.count == 1 { return leaves.first! }
    var k = 1
    while k * 2 < leaves.count { k *= 2 }
    let middle = leaves.startIndex + k
    let node = [0x01] + naiveRoot(leaves[..<middle]).bytes + naiveRoot(leaves[middle...]).bytes
    return SHA256.hash(node.span)
  }

  static let lines = (0..<130).map { number in
    [UInt8](repeating: UInt8(number), count: number * 7 % 150)
  }

  static let leaves = lines.map { line in
    let bytes = [0x00] + line
    return SHA256.hash(bytes.span)
  }

  @Test func `the root of every size is that of the recursive definition`() {
    var frontier = MerkleFrontier()
    let nothing: [UInt8] = []
    #expect(frontier.root == SHA256.hash(nothing.span))
    for (number, line) in Self.lines.enumerated() {
      frontier.append(line.span)
      #expect(frontier.size == number + 1)
      #expect(frontier.root == naiveRoot(Self.leaves[...number]), "\(number + 1) leaves")
    }
  }

  /// 11 = 8 + 2 + 1.
  @Test func `the edge holds the full subtrees, the largest first`() {
    var frontier = MerkleFrontier()
    for line in Self.lines[..<11] { frontier.append(line.span) }
    let wanted = [0..<8, 8..<10, 10..<11].map { naiveRoot(Self.leaves[$0]) }
    #expect(frontier.edge == wanted)
  }

  @Test func `a frontier that was kept goes on as if it had not been`() throws {
    var whole = MerkleFrontier()
    for (number, line) in Self.lines.enumerated() {
      var kept = try #require(MerkleFrontier(size: whole.size, edge: whole.edge), "\(number)")
      #expect(kept == whole)
      kept.append(line.span)
      whole.append(line.span)
      #expect(kept.root == whole.root)
    }
  }

  @Test func `an edge of another size is refused`() {
    let digest = Self.leaves[0]
    for size in 0..<40 {
      for count in 0..<8 {
        let edge = [Digest](repeating: digest, count: count)
        #expect((MerkleFrontier(size: size, edge: edge) != nil) == (size.nonzeroBitCount == count))
      }
    }
    #expect(MerkleFrontier(size: -1, edge: [Digest](repeating: digest, count: 64)) == nil)
  }

  /// Without the two prefixes a leaf could be passed off as a node.
  @Test func `leaves and nodes are hashed apart`() {
    let (left, right) = (Self.leaves[1], Self.leaves[2])
    let both = left.bytes + right.bytes
    #expect(SHA256.node(left, right) != SHA256.leaf(both.span))
    #expect(SHA256.node(left, right) != SHA256.node(right, left))
  }
}
