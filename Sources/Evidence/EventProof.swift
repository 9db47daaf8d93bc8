package import Bytes
package import EventLog

/// The proof that an event was in a log, as a C2SP `.tlog-proof` (https://c2sp.org/tlog-proof):
///
/// ```
/// c2sp.org/tlog-proof@v1
/// index 7
/// yqEzD1tOfIgVQ2f7z/ZF4d7yw9QLpn9ew5+NEiTh/is=      the siblings, from the line up
/// …
///
/// example.org/clinic                                the checkpoint, and its signatures if any
/// 14
/// KWdbLE7Kf5PV0HUH7Vb470TBIMgNeBngfvDT222A3dE=
/// ```
package struct EventProof: Equatable, Sendable {
  /// The line.
  package let index: Int
  /// The siblings, from the line up to the root.
  package let siblings: [Digest]
  /// What the proof leads to.
  package let checkpoint: Checkpoint

  package init(index: Int, siblings: [Digest], checkpoint: Checkpoint) {
    self.index = index
    self.siblings = siblings
    self.checkpoint = checkpoint
  }

  private static let header = "c2sp.org/tlog-proof@v1"

  /// The text of the proof.
  package var text: String {
    ([Self.header, "index \(index)"] + siblings.map(\.base64) + ["", checkpoint.text])
      .joined(separator: "\n")
  }

  /// Reads a proof; an `extra` line is allowed and says nothing here. `nil` where it is none.
  package init?(_ bytes: [UInt8]) {
    guard let note = ProofText(bytes), note.lines.first == Self.header else { return nil }
    var rest = note.lines.dropFirst()
    if let extra = rest.first, extra.hasPrefix("extra ") {
      guard Base64.decode(Array(extra.dropFirst(6).utf8)) != nil else { return nil }
      rest.removeFirst()
    }
    guard let index = rest.popFirst().flatMap({ ProofText.number($0, named: "index") }),
      let siblings = ProofText.digests(rest)
    else { return nil }
    self.init(index: index, siblings: siblings, checkpoint: note.checkpoint)
  }

  /// Whether it shows that the checkpoint's log has the line, its line end left out.
  package func holds(for line: Span<UInt8>) -> Bool {
    ProofCheck.includes(
      SHA256.leaf(line), at: UInt64(index), in: UInt64(checkpoint.size), root: checkpoint.root,
      siblings)
  }
}

/// What proofs in text have in common: lines, an empty one, a checkpoint.
struct ProofText {
  let lines: [String]
  let checkpoint: Checkpoint

  /// A proof has at most 63 hashes and a checkpoint some signatures.
  private static let longest = 1 << 16

  init?(_ bytes: [UInt8]) {
    guard bytes.count <= Self.longest, UTF8Check.firstFault(in: bytes.span) == nil else {
      return nil
    }
    let all = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard let gap = all.firstIndex(where: \.isEmpty), gap + 1 < all.count,
      let checkpoint = Checkpoint(Array(bytes[all[gap + 1].startIndex...])),
      Checkpoint.standsAlone(Array(bytes[all[gap + 1].startIndex...]))
    else { return nil }
    lines = all[..<gap].map { Array($0).text }
    self.checkpoint = checkpoint
  }

  /// `index 7`: the number behind a name, without leading zeros, below 2^31.
  static func number(_ line: String, named name: String) -> Int? {
    guard line.hasPrefix(name + " ") else { return nil }
    let digits = line.dropFirst(name.count + 1)
    guard let number = Int(digits), number >= 0, number <= LineHeader.highestSeq + 1,
      "\(number)" == digits
    else { return nil }
    return number
  }

  /// A digest in Base64 on each line.
  static func digests(_ lines: some Collection<String>) -> [Digest]? {
    guard lines.count <= 63 else { return nil }
    let digests = lines.compactMap { Base64.decode(Array($0.utf8)).flatMap(Digest.init(bytes:)) }
    return digests.count == lines.count ? digests : nil
  }
}
