import Bytes
import EventLog
import Events
import Recording
import TestSupport
import Testing

/// What an append would say, asked beforehand.
@Suite struct RehearsalTests {
  private static let path = "log.jsonl"

  private func line(_ id: String, _ type: String, _ data: String) -> [UInt8] {
    Array(
      (#"{"id":"\#(id)","source":"/c","type":"\#(type)","subject":"P-1","time":"2026-01-05T10:00:00Z","#
        + #""data":{\#(data)}}"#).utf8)
  }

  private func open(_ disk: SimulatedDisk) throws -> Appender {
    try Appender.open(disk, Self.path, .builtIn, TickingClock().timekeeper)
  }

  @Test func `every line is foretold, also behind one that is refused`() throws {
    let disk = SimulatedDisk()
    disk.installLog(Self.path)
    let appender = try open(disk)
    let old = line("a", "note", #""text":"x""#)
    _ = try appender.append([old])
    let lines = [
      old, line("a", "note", #""text":"y""#),
      line("i", "infusion", #""infusion":"s","drug":"k","route":"IV""#),
      line("d", "dose", #""infusion":"t","mg":1"#), line("e", "dose", #""infusion":"s","mg":1"#),
      line("e", "dose", #""infusion":"s","mg":1"#), line("f", "dose", #""infusion":"s","mg":-1"#),
      line("e", "dose", #""infusion":"s","mg":2"#),
    ]
    let batch = DraftBatch(ProducerLines(lines), appender.scanner)
    let before = disk.bytes(at: Self.path)
    let found = try appender.rehearse(batch)
    #expect(found[0] == .already(seq: 1))
    #expect(found[1] == .conflict(seq: 1))
    #expect(found[2] == .new)
    guard case .refused(let dose) = found[3], case .refused(let negative) = found[6] else {
      Issue.record("\(found)")
      return
    }
    #expect(dose.reason == .unknownInfusion && negative.reason == .range)
    #expect(found[4] == .new && found[5] == .already(seq: 3) && found[7] == .conflict(seq: 3))
    #expect(disk.bytes(at: Self.path) == before)
    // Nothing of the rehearsal lingers: the same again, and the append says what was foretold.
    #expect(try appender.rehearse(batch) == found)
    let good = DraftBatch(ProducerLines([0, 2, 4, 5].map { lines[$0] }), appender.scanner)
    guard case .accepted(let seqs, let written) = try appender.append(good) else {
      Issue.record("not accepted")
      return
    }
    #expect(seqs == [1, 2, 3, 3] && written.count == 2)
    appender.close()
  }
}
