import Bytes
import EventLog
import Evidence
import Recording
import TestSupport
import Testing

/// Proofs that others have published, and those of the good logs.
@Suite struct PublishedProofTests {
  /// A text that is no digest: some cases have such a one.
  private struct NoDigest: Error {}

  private func digests(_ node: JSONNode?) throws -> [Digest] {
    try (node?.elements ?? []).map { try digest($0) }
  }

  private func digest(_ node: JSONNode?) throws -> Digest {
    let text = node?.text ?? ""
    let bytes = Base64.decode(Array(text.utf8))
    guard let digest = bytes.flatMap({ Digest(bytes: $0) }) ?? digest(hexadecimal: text) else {
      throw NoDigest()
    }
    return digest
  }

  private func digest(hexadecimal text: String) -> Digest? {
    let digits = text.compactMap(\.hexDigitValue)
    guard digits.count == 64 else { return nil }
    return Digest(
      bytes: stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
  }

  @Test func `all proofs of the published tree of eight leaves are made and hold`() throws {
    let file = try Vectors.json("log/merkle/rfc6962.json")
    let leaves = try digests(file["leafHashes"])
    let roots = try digests(file["roots"])
    let proofs = SmallTree(leaves).proofs()
    for size in 0...8 { #expect(proofs.root(of: size) == roots[size]) }
    let inclusions = try #require(file["inclusion"]).elements
    #expect(inclusions.count == 36)
    for proof in inclusions {
      let index = try #require(proof["index"]?.whole)
      let size = try #require(proof["size"]?.whole)
      let wanted = try digests(proof["proof"])
      #expect(proofs.inclusion(of: Int(index), in: Int(size)) == wanted)
      #expect(
        ProofCheck.includes(
          leaves[Int(index)], at: UInt64(index), in: UInt64(size), root: roots[Int(size)], wanted))
    }
    let consistencies = try #require(file["consistency"]).elements
    #expect(consistencies.count == 36)
    for proof in consistencies {
      let old = Int(try #require(proof["old"]?.whole))
      let size = Int(try #require(proof["size"]?.whole))
      let wanted = try digests(proof["proof"])
      #expect(proofs.consistency(from: old, to: size) == wanted)
      #expect(ProofCheck.extends(UInt64(old), roots[old], to: UInt64(size), roots[size], wanted))
    }
    for example in try #require(file["hasher"]).elements {
      // The node of this example is over texts, which no tree of ours has.
      guard example["kind"]?.text == "leaf" else { continue }
      let data = Array(try #require(example["data"]?.text).utf8)
      let leaf = SHA256.leaf(data.span)
      #expect(leaf.hexadecimal == example["hash"]?.text)
    }
  }

  /// Digests over texts of all proofs up to 130 leaves (draft-ietf-plants-merkle-tree-certs).
  @Test func `every proof up to 130 leaves is the published one`() throws {
    let file = try Vectors.json("log/merkle/rolling.json")
    let tree = SmallTree(bytes: 130)
    var texts = [String: String]()
    var written: [UInt32: String] = [:]
    func hexadecimal(_ digest: Digest) -> String {
      if let text = written[digest.words.0] { return text }
      written[digest.words.0] = digest.hexadecimal
      return digest.hexadecimal
    }
    func line(_ head: String, _ hashes: [Digest]) -> String {
      ([head] + hashes.map(hexadecimal)).joined(separator: " ") + "\n"
    }
    var parts = [String: [String]]()
    for end in 0...130 {
      for start in 0...end where isSubtree(start, end) {
        let proofs = tree.proofs(from: start)
        for index in start..<end {
          let hashes = proofs.inclusion(of: index - start, in: end - start)
          parts["subtreeInclusion", default: []].append(
            line("\(index) [\(start), \(end))", hashes))
          if start == 0 {
            parts["plainInclusion", default: []].append(line("\(index) [0, \(end))", hashes))
          }
        }
      }
    }
    let whole = tree.proofs()
    for size in 0...130 {
      for end in 0...size {
        for start in 0...end where isSubtree(start, end) {
          let hashes = start == end ? [] : whole.consistency(of: start..<end, in: size)
          parts["subtreeConsistency", default: []].append(
            line("[\(start), \(end)) \(size)", hashes))
          if start == 0 {
            parts["plainConsistency", default: []].append(line("[0, \(end)) \(size)", hashes))
          }
        }
      }
    }
    for (name, lines) in parts { texts[name] = lines.joined() }
    for name in ["subtreeInclusion", "subtreeConsistency", "plainInclusion", "plainConsistency"] {
      let wanted = try #require(file[name]?["sha256"]?.text)
      #expect(
        SHA256.hash(Array((texts[name] ?? "").utf8).span).hexadecimal == wanted, "\(name)")
    }
  }

  /// `s` is a multiple of the smallest power of two that is not below `e - s`.
  private func isSubtree(_ start: Int, _ end: Int) -> Bool {
    guard start < end else { return true }
    var power = 1
    while power < end - start { power *= 2 }
    return start % power == 0
  }

  @Test func `of 196 published proofs exactly those that must hold do`() throws {
    let file = try Vectors.json("log/merkle/verify-cases.json")
    func size(_ node: JSONNode?) throws -> UInt64 {
      let text = node?.raw.text ?? ""
      return try #require(UInt64(text))
    }
    // Some "roots" are not 32 bytes long: filled up, they are digests of nothing.
    func root(_ node: JSONNode?) throws -> Digest {
      let bytes = try #require(Base64.decode(node?.string ?? []))
      return try #require(Digest(bytes: bytes + Array(repeating: 0xFF, count: 32 - bytes.count)))
    }
    func isHeld(_ item: JSONNode) throws -> Bool {
      guard let proof = try? digests(item["proof"]) else { return false }
      if item["leafIdx"] != nil {
        guard let leaf = try? digest(item["leafHash"]) else { return false }
        return ProofCheck.includes(
          leaf, at: try size(item["leafIdx"]),
          in: try size(item["treeSize"]), root: try root(item["root"]), proof)
      }
      return ProofCheck.extends(
        try size(item["size1"]), try root(item["root1"]), to: try size(item["size2"]),
        try root(item["root2"]), proof)
    }
    var held = 0
    var refused = 0
    for item in try #require(file["inclusion"]).elements
      + (try #require(file["consistency"]).elements)
    {
      let isHeld = try isHeld(item)
      #expect(isHeld != item["wantErr"]?.bool, "\(item["case"]?.text ?? "")")
      if isHeld { held += 1 } else { refused += 1 }
    }
    #expect(held + refused == 196)
    #expect(refused > held)
  }

  static let logs = Vectors.names(in: "log/merkle", ending: ".json")
    .filter { Vectors.members(of: "log/merkle/\($0)").contains("log") }

  @Test(arguments: logs) func `a good log has the proofs of its vector`(name: String) throws {
    let file = try Vectors.json("log/merkle/\(name)")
    let stem = String(name.dropLast(5))
    let log = "\(Vectors.folder)/log/good/\(stem).jsonl"
    let origin = try #require(file["origin"]?.text)
    let tree = try LogVerification.verify(SystemDisk(), log).tree
    for proof in try #require(file["inclusion"]).elements {
      let index = Int(try #require(proof["index"]?.whole))
      let size = Int(try #require(proof["size"]?.whole))
      #expect(try tree.inclusion(of: index, in: size) == digests(proof["proof"]))
    }
    for proof in try #require(file["consistency"]).elements {
      let old = Int(try #require(proof["old"]?.whole))
      let size = Int(try #require(proof["size"]?.whole))
      #expect(try tree.consistency(from: old, to: size) == digests(proof["proof"]))
    }
    func checkpoint(_ size: Int) throws -> Checkpoint {
      Checkpoint(origin: origin, size: size, root: try tree.root(of: size))
    }
    var files = 0
    for file in Vectors.names(in: "log/merkle", ending: "")
    where file.hasPrefix(stem + ".") && file != name {
      let text = try Vectors.bytes("log/merkle/\(file)")
      let parts = file.dropFirst(stem.count + 1).split(separator: ".")
      files += 1
      switch parts[1] {
      case "checkpoint":
        #expect(try Array(checkpoint(Int(parts[0])!).text.utf8) == text)
      case "tlog-proof":
        let index = Int(parts[0])!
        let line = try tree.line(index)
        let proof = EventProof(
          index: index, siblings: try tree.inclusion(of: index, in: tree.size),
          checkpoint: try checkpoint(tree.size))
        #expect(Array(proof.text.utf8) == text)
        #expect(EventProof(text) == proof)
        let holds = proof.holds(for: line.span)
        #expect(holds)
      default:
        let sizes = parts[0].split(separator: "-").compactMap { Int($0) }
        let proof = ExtensionProof(
          old: sizes[0], hashes: try tree.consistency(from: sizes[0], to: sizes[1]),
          checkpoint: try checkpoint(sizes[1]))
        #expect(Array(proof.text.utf8) == text)
        #expect(ExtensionProof(text) == proof)
        #expect(proof.holds(from: try checkpoint(sizes[0])))
      }
    }
    #expect(files == 6)
  }
}
