import Bytes
import EventLog
import Testing

@Suite struct CheckpointTests {
  static let root = Digest(bytes: (0..<32).map { UInt8($0 * 8) })!
  static let base64 = root.base64

  private func parse(_ text: String) -> Checkpoint? { Checkpoint(Array(text.utf8)) }

  @Test(arguments: [
    ("example.org/log\n3\nROOT\n", "example.org/log", 3),
    ("a\n0\nROOT\n", "a", 0),
    ("å/ß\n9999999999\nROOT\n", "å/ß", 9_999_999_999),
    ("a\n10\nROOT\n\n— key c2lnbmF0dXJl\n", "a", 10),
    ("a\n10\nROOT\nextension\n", "a", 10),
    ("a\n10\nROOT\nno line end behind", "a", 10),
    ("a b\n1\nROOT\n", "a b", 1),
  ])
  func `three lines are a checkpoint, whatever follows`(text: String, origin: String, size: Int) {
    let found = parse(text.replacing("ROOT", with: Self.base64))
    #expect(found == Checkpoint(origin: origin, size: size, root: Self.root))
  }

  @Test(arguments: [
    "", "\n", "\n\n\n", "a\n", "a\n3\n", "a\n3\nROOT", "\n3\nROOT\n", "a\n\nROOT\n",
    "a\n03\nROOT\n",
    "a\n00\nROOT\n", "a\n-3\nROOT\n", "a\n+3\nROOT\n", "a\n 3\nROOT\n", "a\n3 \nROOT\n",
    "a\n3.0\nROOT\n", "a\n1e1\nROOT\n", "a\n0x3\nROOT\n", "a\nx\nROOT\n", "a\n٣\nROOT\n",
    "a\n10000000000\nROOT\n", "a\n18446744073709551617\nROOT\n", "a\n3\n\n", "a\n3\nROOT \n",
    "a\n3\n ROOT\n", "a\r\n3\r\nROOT\r\n", "a\n3\nAAAA\n", "a\n3\nROOTAAAA\n", "3\na\nROOT\n",
  ])
  func `anything else is none`(text: String) {
    #expect(parse(text.replacing("ROOT", with: Self.base64)) == nil)
  }

  @Test func `bytes that are not UTF-8 are none`() {
    let text = Array("a\n3\n\(Self.base64)\n".utf8)
    #expect(Checkpoint(text) != nil)
    #expect(Checkpoint([0xFF] + text) == nil)
    #expect(Checkpoint(text + [0xC3]) == nil)
    #expect(Checkpoint([UInt8](repeating: 0, count: 100)) == nil)
  }

  @Test func `a checkpoint cut before the end of its third line is none`() {
    let text = Array(Checkpoint(origin: "example.org/log", size: 12, root: Self.root).text.utf8)
    for length in 0...text.count {
      #expect((Checkpoint(Array(text.prefix(length))) != nil) == (length == text.count))
    }
  }

  @Test func `it counts for the log of its origin alone`() {
    let checkpoint = Checkpoint(origin: "a", size: 7, root: Self.root)
    #expect(CheckpointFile.read(checkpoint).state(for: "a") == .found(checkpoint))
    #expect(CheckpointFile.read(checkpoint).state(for: "a").size == 7)
    #expect(CheckpointFile.read(checkpoint).size == 7)
    for state in [
      CheckpointFile.read(checkpoint).state(for: "A"), CheckpointFile.missing.state(for: "a"),
      CheckpointFile.unreadable("is torn").state(for: "a"),
    ] {
      #expect(state.size == 0)
    }
    #expect(CheckpointFile.missing.state(for: "a") == .none)
    #expect(CheckpointFile.unreadable("is torn").state(for: "a") == .ignored("is torn"))
    #expect(CheckpointFile.missing.size == -1)
  }
}
