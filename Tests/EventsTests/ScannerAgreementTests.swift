import Bytes
import Definitions
import EventLog
import Events
import TestSupport
import Testing

/// The scanner and the general parser must tell the same of every line.
@Suite struct ScannerAgreementTests {
  @Test(arguments: 0..<4) func `both paths agree on seeded lines of all types`(seed: UInt64) {
    var lines = RandomLines(seed: seed)
    var twins = Twins()
    var differences = 0
    let count = LongRun.pick(2_000, 5_000)
    for round in 0..<count {
      let line = lines.line(seq: twins.fast.table.events.count)
      guard let difference = twins.take(line) else { continue }
      differences += 1
      if differences < 10 {
        Issue.record("seed \(seed), round \(round): \(difference)\n\(line.text)")
      }
    }
    #expect(differences == 0)
    #expect(twins.isAlike, "seed \(seed)")
    #expect(twins.scanned * 2 > count, "most go the fast way: \(twins.scanned)")
    #expect(twins.refused * 10 > count, "some are refused: \(twins.refused)")
    var kinds: [EventKind: Int] = [:]
    for event in twins.fast.table.events { kinds[event.kind, default: 0] += 1 }
    for kind in EventKind.appendable + [.unknown] {
      #expect(kinds[kind, default: 0] * 100 > count, "\(kind): \(kinds[kind, default: 0])")
    }
    #expect(!twins.fast.table.largeDoses.isEmpty)
  }
}
