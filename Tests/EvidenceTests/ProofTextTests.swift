import Bytes
import EventLog
import Evidence
import Recording
import TestSupport
import Testing

@Suite struct ProofTextTests {
  private struct Proved {
    let line: [UInt8]
    let event: EventProof
    let older: Checkpoint
    let extending: ExtensionProof

    init() throws {
      let log = SmallLog(lines: 23)
      let tree = try LogVerification.verify(log.disk, SmallLog.path).tree
      func checkpoint(_ size: Int) throws -> Checkpoint {
        Checkpoint(origin: "example.org/test", size: size, root: try tree.root(of: size))
      }
      line = log.lines[9]
      event = EventProof(
        index: 9, siblings: try tree.inclusion(of: 9, in: 23), checkpoint: try checkpoint(23))
      older = try checkpoint(11)
      extending = ExtensionProof(
        old: 11, hashes: try tree.consistency(from: 11, to: 23), checkpoint: try checkpoint(23))
    }
  }

  /// The checkpoint is what is trusted: a proof can't vouch for its origin, nor wholly for its size.
  @Test func `no proof with a changed byte holds for the same checkpoint`() throws {
    let proved = try Proved()
    let holds = proved.event.holds(for: proved.line.span)
    #expect(holds)
    #expect(proved.extending.holds(from: proved.older))
    var parsed = 0
    for (text, isEvent) in [(proved.event.text, true), (proved.extending.text, false)] {
      let good = Array(text.utf8)
      for offset in good.indices {
        for bit in 0..<8 {
          var bad = good
          bad[offset] ^= 1 << UInt8(bit)
          if isEvent {
            guard let proof = EventProof(bad) else { continue }
            parsed += 1
            let isOther = proof.checkpoint != proved.event.checkpoint
            let holds = proof.holds(for: proved.line.span)
            #expect(!holds || isOther, "byte \(offset), bit \(bit)")
          } else {
            guard let proof = ExtensionProof(bad) else { continue }
            parsed += 1
            let isOther = proof.checkpoint != proved.extending.checkpoint
            #expect(
              !proof.holds(from: proved.older) || isOther, "byte \(offset), bit \(bit)")
          }
        }
      }
      for length in 0..<good.count {
        let cut = Array(good.prefix(length))
        #expect(EventProof(cut) == nil && ExtensionProof(cut) == nil, "\(length) bytes")
      }
    }
    #expect(parsed > 100)
  }

  @Test func `a proof may carry an extra line and signatures, and must not carry anything else`()
    throws
  {
    let proved = try Proved()
    let text = proved.event.text
    #expect(EventProof(Array(text.utf8)) == proved.event)
    let signed = text + "\n— example.org/test AAAAAAAA\n"
    #expect(EventProof(Array(signed.utf8)) == proved.event)
    func with(_ line: String) -> EventProof? {
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      lines.insert(line, at: 1)
      return EventProof(Array(lines.joined(separator: "\n").utf8))
    }
    #expect(with("extra YWJj") == proved.event)
    #expect(with("extra ab") == nil)
    #expect(with("index 9") == nil)
    for index in ["09", "+9", "-1", "9 ", "", "99999999999", "４"] {
      let other = text.replacing("index 9\n", with: "index \(index)\n")
      #expect(EventProof(Array(other.utf8)) == nil, "index \(index)")
    }
    #expect(EventProof(Array(proved.extending.text.utf8)) == nil)
    #expect(ExtensionProof(Array(text.utf8)) == nil)
    #expect(EventProof([UInt8](repeating: 0x0A, count: 100_000)) == nil)
  }

  @Test func `a proof of one line does not hold for another`() throws {
    let proved = try Proved()
    let other = proved.line + [0x20]
    let holdsForOther = proved.event.holds(for: other.span)
    #expect(!holdsForOther)
    let elsewhere = EventProof(
      index: 8, siblings: proved.event.siblings, checkpoint: proved.event.checkpoint)
    let holdsElsewhere = elsewhere.holds(for: proved.line.span)
    #expect(!holdsElsewhere)
    let another = Checkpoint(
      origin: "example.org/another", size: proved.older.size, root: proved.older.root)
    #expect(!proved.extending.holds(from: another))
  }
}
