package import Bytes
package import EventLog

/// The proof that a log of more lines begins with one of fewer: the file
/// `NAME.OLD-NEW.consistency` of the log format, section 5.
///
/// ```
/// old 9
/// Ws7lk4C/jHIc8bknpB50xK0YowzvkkbX4WucsAI6e50=      RFC 6962, section 2.1.2
/// …
///
/// example.org/clinic                                the newer checkpoint
/// 14
/// KWdbLE7Kf5PV0HUH7Vb470TBIMgNeBngfvDT222A3dE=
/// ```
package struct ExtensionProof: Equatable, Sendable {
  /// Lines of the older log; its root is in the hands of whoever checks.
  package let old: Int
  /// The hashes.
  package let hashes: [Digest]
  /// The newer log.
  package let checkpoint: Checkpoint

  package init(old: Int, hashes: [Digest], checkpoint: Checkpoint) {
    self.old = old
    self.hashes = hashes
    self.checkpoint = checkpoint
  }

  /// The text of the proof.
  package var text: String {
    (["old \(old)"] + hashes.map(\.base64) + ["", checkpoint.text]).joined(separator: "\n")
  }

  /// Reads a proof; `nil` where it is none.
  package init?(_ bytes: [UInt8]) {
    guard let note = ProofText(bytes),
      let old = note.lines.first.flatMap({ ProofText.number($0, named: "old") }),
      let hashes = ProofText.digests(note.lines.dropFirst())
    else { return nil }
    self.init(old: old, hashes: hashes, checkpoint: note.checkpoint)
  }

  /// Whether it shows that the newer log begins with the lines of an older checkpoint.
  package func holds(from older: Checkpoint) -> Bool {
    older.origin == checkpoint.origin && older.size == old
      && ProofCheck.extends(
        UInt64(old), older.root, to: UInt64(checkpoint.size), checkpoint.root, hashes)
  }
}
