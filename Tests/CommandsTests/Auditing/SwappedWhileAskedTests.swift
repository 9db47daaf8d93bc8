import Bytes
import CampaignParts
import Synchronization
import TestSupport
import Testing

/// A log that is exchanged while a stored answer is replayed.
@Suite struct SwappedWhileAskedTests {
  /// Puts another file in the log's place before it is opened for the n-th time.
  private final class SwappingDisk: DiskLayer {
    let below: any Disk
    private let swap: @Sendable () -> Void
    private let left: Mutex<Int>

    init(_ below: any Disk, before open: Int, _ swap: @escaping @Sendable () -> Void) {
      self.below = below
      self.swap = swap
      left = Mutex(open)
    }

    var hasSwapped: Bool { left.withLock { $0 < 0 } }

    func open(_ path: String, _ mode: OpenMode) throws(DiskError) -> OpenFile {
      if path == "log.jsonl" {
        let isNow = left.withLock { left in
          left -= 1
          return left == -1
        }
        if isNow { swap() }
      }
      return try below.open(path, mode)
    }
  }

  /// The answer is that of the altered log under the root of the good one: only that both looks are
  /// at the same bytes tells.
  @Test func `an answer is never said to be the same about a log that was not verified`() throws {
    let good = AuditDesk.clinic()
    let words = ["relief", "-f", "log.jsonl", "--evidence", "--format", "json"]
    let root = try JSONDocument(good.run(words).output).root["log"]?["root"]
    let desk = AuditDesk.clinic()
    let bytes = try #require(desk.disk.bytes(at: "log.jsonl"))
    desk.rewriteRater("log.jsonl")
    let altered = try #require(desk.disk.bytes(at: "log.jsonl"))
    let answer = desk.store(["relief", "-f", "log.jsonl"], in: "a.json").text
    let document = try JSONDocument(Array(answer.utf8)).root
    let mine = try #require(document["log"]?["root"]?.text)
    let forged = answer.replacing(mine, with: try #require(root?.text))
    try #require(forged != answer)
    desk.disk.install("a.json", Array(forged.utf8))
    var swaps = 0
    for open in 0..<40 {
      desk.disk.install("log.jsonl", bytes)
      let disk = desk.disk
      let swapping = SwappingDisk(disk, before: open) { disk.install("log.jsonl", altered) }
      let outcome = Stage(disk: swapping).run(["audit", "replay", "a.json"])
      guard swapping.hasSwapped else { break }
      swaps += 1
      #expect(outcome.code != 0, "exchanged before opening \(open): \(outcome.text)")
    }
    #expect(swaps > 1 && swaps < 40)
  }
}
