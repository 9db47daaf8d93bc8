import Bytes
import EventLog
import TestSupport
import Testing

/// Published trees, and those of the good logs.
@Suite struct MerkleVectorTests {
  static let trees = Vectors.names(in: "log/merkle", ending: ".json")
    .filter { Vectors.members(of: "log/merkle/\($0)").contains("log") }

  private func bytes(hexadecimal text: String) -> [UInt8] {
    let digits = text.map { UInt8($0.hexDigitValue ?? 0) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  @Test func `the published tree of eight leaves has its roots`() throws {
    guard Vectors.exists("log/merkle/rfc6962.json") else { return }
    let file = try Vectors.json("log/merkle/rfc6962.json")
    let roots = try #require(file["roots"]).elements.compactMap(\.text)
    let leaves = try #require(file["leaves"]).elements.compactMap(\.text)
    let hashes = try #require(file["leafHashes"]).elements.compactMap(\.text)
    try #require(roots.count == leaves.count + 1 && hashes.count == leaves.count && !leaves.isEmpty)
    var frontier = MerkleFrontier()
    #expect(frontier.root.hexadecimal == roots[0])
    for (number, leaf) in leaves.enumerated() {
      let leaf = bytes(hexadecimal: leaf)
      #expect(SHA256.leaf(leaf.span).hexadecimal == hashes[number])
      frontier.append(leaf.span)
      #expect(frontier.root.hexadecimal == roots[number + 1], "\(number + 1) leaves")
    }
  }

  /// Leaf i is the byte i; a subtree [s, e) is hashed like a tree of its own.
  @Test func `all subtrees up to 130 leaves have the published hashes`() throws {
    guard Vectors.exists("log/merkle/rolling.json") else { return }
    let file = try Vectors.json("log/merkle/rolling.json")
    var lines: [[String]] = Array(repeating: [], count: 131)
    for start in 0...130 {
      // From s on there are subtrees up to the largest power of two that divides it.
      let most = start == 0 ? 130 : min(start & -start, 130 - start)
      var frontier = MerkleFrontier()
      for end in start...start + most {
        lines[end].append("[\(start), \(end)) \(frontier.root.hexadecimal)\n")
        frontier.append([UInt8(end)].span)
      }
    }
    let text = Array(lines.joined().joined().utf8)
    let wanted = try #require(file["subtreeHashes"]?["sha256"]?.text)
    #expect(SHA256.hash(text.span).hexadecimal == wanted)
  }

  @Test(arguments: trees) func `a good log has its root at every size`(name: String) throws {
    let file = try Vectors.json("log/merkle/\(name)")
    let log = try #require(file["log"]?.text).split(separator: "/").last ?? ""
    let lines = try Vectors.bytes("log/good/\(log)").split(separator: 0x0A).map(Array.init)
    let roots = try #require(file["roots"]).elements.compactMap(\.text)
    let leaves = try #require(file["leafHashes"]).elements.compactMap(\.text)
    let checkpoints = try #require(file["checkpoints"]).elements.compactMap(\.text)
    try #require(roots.count == lines.count + 1 && leaves.count == lines.count)
    try #require(checkpoints.count == lines.count)
    var frontier = MerkleFrontier()
    for (number, line) in lines.enumerated() {
      #expect(SHA256.leaf(line.span).base64 == leaves[number])
      frontier.append(line.span)
      #expect(frontier.root.base64 == roots[number + 1])
      let origin = try #require(file["origin"]?.text)
      let checkpoint = Checkpoint(origin: origin, size: number + 1, root: frontier.root)
      #expect(checkpoint.text == checkpoints[number])
      #expect(Checkpoint(Array(checkpoints[number].utf8)) == checkpoint)
    }
  }
}
