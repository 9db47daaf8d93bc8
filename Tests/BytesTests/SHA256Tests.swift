import Bytes
import Testing

@Suite struct SHA256Tests {
  /// FIPS 180-4 and the short messages of NIST's example values.
  static let published: [(message: String, digest: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklm"
        + "ghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ]

  /// 200 bytes in which no two neighbours are equal.
  static let message = (0..<200).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }

  @Test(arguments: published)
  func `reproduces the published digests`(message: String, digest: String) {
    let bytes = Array(message.utf8)
    #expect(SHA256.hash(bytes.span).hexadecimal == digest)
  }

  @Test func `reproduces the digest of a million times a`() {
    let thousand = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
    var hasher = SHA256()
    for _ in 0..<1000 { hasher.update(thousand.span) }
    #expect(
      hasher.finish().hexadecimal
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// 55 and 56 bytes are where the length stops fitting the last block; 64 and 128 fill blocks.
  /// The digest below is of all 131 digests in a row, made with Python's hashlib.
  @Test func `agrees with another implementation on every length up to two blocks`() {
    var all: [UInt8] = []
    for length in 0...130 {
      let start = Array(Self.message.prefix(length))
      all += SHA256.hash(start.span).bytes
    }
    #expect(
      SHA256.hash(all.span).hexadecimal
        == "cec4c6d09a19510a15db5bcadc0491d8921c4ac138b9237e9b623d4c0998fb45")
  }

  @Test func `pieces of every size give the digest of the whole`() {
    let whole = SHA256.hash(Self.message.span)
    for size in 1...130 {
      var hasher = SHA256()
      for start in stride(from: 0, to: Self.message.count, by: size) {
        let piece = Array(Self.message[start..<min(start + size, Self.message.count)])
        hasher.update(piece.span)
      }
      #expect(hasher.finish() == whole, "pieces of \(size)")
    }
  }

  @Test func `a piece of no bytes changes nothing, wherever it comes`() {
    let whole = SHA256.hash(Self.message.span)
    let nothing: [UInt8] = []
    for cut in 0...130 {
      var hasher = SHA256()
      let (head, tail) = (Array(Self.message[..<cut]), Array(Self.message[cut...]))
      hasher.update(nothing.span)
      hasher.update(head.span)
      hasher.update(nothing.span)
      hasher.update(tail.span)
      hasher.update(nothing.span)
      #expect(hasher.finish() == whole, "cut at \(cut)")
    }
  }

  @Test func `a flipped bit anywhere gives another digest`() {
    let whole = SHA256.hash(Self.message.span)
    var seen: [String] = [whole.hexadecimal]
    for index in Self.message.indices {
      var altered = Self.message
      altered[index] ^= 1 << UInt8(index % 8)
      seen.append(SHA256.hash(altered.span).hexadecimal)
    }
    #expect(Set(seen).count == Self.message.count + 1)
  }
}

/// The processor's instructions against what is written here.
@Suite struct SHA256TwinTests {
  /// Lengths around every end of a block, one line, two or sixteen at a time.
  @Test func `leaves and nodes are the same with the processor's instructions and without`() {
    var lines: [UInt8] = []
    var ends: [UInt32] = []
    var wanted: [Digest] = []
    for length in Array(0...300) + [1_000, 65_535, 3, 4_086, 4_087, 4_088] {
      let line = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ length) }
      wanted.append(SHA256.leaf(line.span, usesProcessor: false))
      #expect(SHA256.leaf(line.span) == wanted[wanted.count - 1], "\(length) bytes")
      lines += line
      ends.append(UInt32(lines.count))
      lines.append(0x0A)
    }
    for count in [0, 1, 2, 3, 15, 16, 17, 64, 257, ends.count] {
      for (usesProcessor, isWide) in [(true, true), (true, false), (false, false)] {
        var leaves: [Digest] = []
        SHA256.appendLeaves(
          of: lines.span, ends: Array(ends.prefix(count)), to: &leaves,
          usesProcessor: usesProcessor, isWide: isWide)
        #expect(leaves == Array(wanted.prefix(count)))
        let nodes = SHA256.nodes(over: leaves, usesProcessor: usesProcessor, isWide: isWide)
        #expect(nodes.count == count / 2)
        for (index, node) in nodes.enumerated() {
          let bytes = [1] + leaves[2 * index].bytes + leaves[2 * index + 1].bytes
          var hasher = SHA256(usesProcessor: false)
          hasher.update(bytes.span)
          #expect(node == hasher.finish())
        }
      }
    }
  }

  @Test func `pieces of every size give the digest of the whole, either way`() {
    let message = SHA256Tests.message
    for usesProcessor in [true, false] {
      for size in 1...130 {
        var hasher = SHA256(usesProcessor: usesProcessor)
        for start in stride(from: 0, to: message.count, by: size) {
          hasher.update(Array(message[start..<min(start + size, message.count)]).span)
        }
        #expect(hasher.finish() == SHA256.hash(message.span), "pieces of \(size)")
      }
    }
  }
}
