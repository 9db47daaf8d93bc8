package import Bytes

/// A C2SP checkpoint: origin, number of lines, Merkle root over them.
package struct Checkpoint: Equatable, Sendable {
  /// The log that it speaks of.
  package let origin: String
  /// Lines that it covers, line 0 included.
  package let size: Int
  /// The RFC 6962 root over those lines.
  package let root: Digest

  package init(origin: String, size: Int, root: Digest) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// Reads the text of a checkpoint; extension and signature lines behind the three are left
  /// alone. `nil` where it is none (https://c2sp.org/tlog-checkpoint).
  package init?(_ bytes: [UInt8]) {
    guard UTF8Check.firstFault(in: bytes.span) == nil else { return nil }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // Three lines and the line end of the third.
    guard lines.count >= 4, !lines[0].isEmpty else { return nil }
    let digits = Array(lines[1])
    guard !digits.isEmpty, digits.count <= 10, digits.allSatisfy({ $0 &- 48 <= 9 }),
      digits.count == 1 || digits[0] != UInt8(ascii: "0"),
      let root = Base64.decode(Array(lines[2])).flatMap(Digest.init(bytes:))
    else { return nil }
    origin = Array(lines[0]).text
    size = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    self.root = root
  }

  /// Whether nothing but signatures, an empty line before them, stands behind the three lines: what
  /// somebody put there besides would be passed over.
  package static func standsAlone(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropFirst(3)
      .allSatisfy { $0.isEmpty || $0.starts(with: "— ".utf8) }
  }

  /// The three lines.
  package var text: String { "\(origin)\n\(size)\n\(root.base64)\n" }
}

/// What lies in the place of the checkpoint beside a log.
package enum CheckpointState: Equatable, Sendable {
  /// Nothing.
  case none
  /// Something that is no checkpoint of this log: read on as if it were not there, with a warning.
  case ignored(String)
  /// The log's checkpoint.
  case found(Checkpoint)

  /// Lines that must be there.
  package var size: Int {
    if case .found(let checkpoint) = self { checkpoint.size } else { 0 }
  }
}
