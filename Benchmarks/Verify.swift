import Bytes
import EventLog
import Evidence
import Recording

/// Every line held to all rules, every name compared, the tree over all of them: `audit verify`.
struct Verify: Bend {
  let name = "verify: strict, names and tree"

  func run(_ path: String) throws -> Digest {
    let tree = try LogVerification.verify(SystemDisk(), path).tree
    return try tree.root(of: tree.size)
  }

  func describe(_ answer: Digest, to text: inout [UInt8]) { text += answer.bytes }
}

/// The leaves of the tree alone, on one thread: what the processor's instructions are worth.
struct Leaves: Bend {
  let usesProcessor: Bool

  var name: String { "leaves: SHA-256, " + (usesProcessor ? "processor" : "portable") }

  func run(_ path: String) throws -> Digest {
    var leaves = LeafDigests(usesProcessor: usesProcessor)
    _ = try LogReader(SystemDisk(), path).read(into: &leaves)
    return leaves.frontier.root
  }

  func describe(_ answer: Digest, to text: inout [UInt8]) { text += answer.bytes }
}

private struct LeafDigests: LineConsumer {
  let usesProcessor: Bool
  private(set) var frontier = MerkleFrontier()

  init(usesProcessor: Bool) { self.usesProcessor = usesProcessor }

  mutating func takeFirst(_ line: Span<UInt8>) { take(line) }

  mutating func takeCanonical(_ line: Span<UInt8>, _ header: LineHeader, at offset: Int) -> Bool {
    take(line)
    return true
  }

  mutating func take(_ document: JSONDocument, _ header: LineHeader, at offset: Int) {
    take(document.source.span)
  }

  private mutating func take(_ line: Span<UInt8>) {
    frontier.append(leaf: SHA256.leaf(line, usesProcessor: usesProcessor))
  }
}
