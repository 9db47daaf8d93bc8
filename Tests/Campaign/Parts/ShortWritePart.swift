import Bytes
import Glibc
import TestSupport

/// A write of one line that takes 1, 2, … bytes of it, for lines of several lengths: then the rest,
/// or an error.
package struct ShortWritePart: CampaignPart {
  package let name = "shortwrites"
  /// Lengths of the text in the line: within a sector, over some, over a page.
  private static let lengths = [40, 900, 4_300]

  package init() {}

  package func items(_ form: CampaignForm) -> Int { form.pick(1, 2, Self.lengths.count) }

  package func run(
    _ item: Int, _ form: CampaignForm, seed: UInt64, mutant: Mutant?, into tally: inout Tally
  ) {
    let work = Workload(textOf: Self.lengths[item])
    let examination = Examination(mutant: mutant)
    let whole = SimulatedDisk(recordsTrace: true)
    let promise = Promise(of: work, on: examination.writerDisk(whole), whole)
    guard let call = whole.trace.lastIndex(where: { $0.hasPrefix("write log.jsonl ") }),
      let last = promise.ends.dropLast().last
    else { return tally.count("without a fault", ["the line was not written"]) }
    for count in stride(from: 1, to: promise.log.count - last, by: form.pick(9, 6, 1)) {
      for next: SimulatedDisk.Fault? in [nil, .fail(ENOSPC), .fail(EIO), .crash] {
        if tally.isDone { return }
        let disk = SimulatedDisk(failures: [call: .shortWrite(count)])
        if let next { disk.failures[call + 1] = next }
        let promise = Promise(
          of: work, on: examination.writerDisk(disk), disk, next == nil ? .goesOn : .goesOnInVain)
        let found = disk.crash(keeping: next == nil ? .onlySynchronized : .everything)
        let findings = examination.examine(found, promise, &tally)
        tally.distinct += 1
        tally.count("\(count) bytes are taken, then \(next.map { "\($0)" } ?? "all")", findings)
      }
    }
  }
}

extension Workload {
  /// Two lines, the second with a text of that length.
  fileprivate init(textOf length: Int) {
    let batches = [("a", 20), ("b", length)].map { id, length in
      Batch(
        lines: [ProducerLine.note(id, "A", String(repeating: "n", count: length))], fresh: [id])
    }
    self.init(sittings: [Sitting(batches: batches)])
  }
}
