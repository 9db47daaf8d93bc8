import Bytes
import Glibc
import TestSupport

/// An error at every call of many workloads: once or from then on, a full disk, a sync after which
/// the page cache lies, a write that takes less than it was given.
///
/// After a failed write or sync of the log nothing may be acknowledged any more. Then the log is
/// opened anew: by another process on the same machine, and after the power has failed.
package struct ErrorPart: CampaignPart {
  package let name = "errors"

  package init() {}

  package func items(_ form: CampaignForm) -> Int { form.pick(1, 3, 24) }

  package func run(
    _ item: Int, _ form: CampaignForm, seed: UInt64, mutant: Mutant?, into tally: inout Tally
  ) {
    let seed = self.seed(seed, item)
    let work = Workload(seed: seed, size: item % 3)
    let examination = Examination(mutant: mutant)
    let whole = SimulatedDisk(recordsTrace: true)
    _ = Promise(of: work, on: examination.writerDisk(whole), whole)
    // The first write to the log is that of the first opening, which settles line 0.
    let firstAppend =
      whole.trace.indices.filter { whole.trace[$0].hasPrefix("write log.jsonl ") }
      .dropFirst().first ?? 0
    for call in 0..<whole.calls {
      let words = whole.trace[call]
      let isPromise = words.hasPrefix("write log.jsonl ") || words == "fdatasync log.jsonl"
      let manners: Promise.Manners =
        isPromise && call >= firstAppend ? .goesOnInVain : .goesOn
      for faults in Self.faults(at: call, words) {
        if tally.isDone { return }
        let disk = SimulatedDisk(failures: faults, recordsTrace: true)
        let takesPart = faults.values.contains { if case .shortWrite = $0 { true } else { false } }
        let isLasting = faults.count > 1 || !takesPart
        let promise = Promise(
          of: work, on: examination.writerDisk(disk), disk, isLasting ? manners : .goesOn)
        let stops = isLasting && manners == .goesOnInVain
        let goesOn = stops && Self.triesAgain(disk.trace.dropFirst((faults.keys.max() ?? call) + 1))
        for survivors in [SimulatedDisk.Survivors.everything, .onlySynchronized] {
          var findings = examination.examine(disk.crash(keeping: survivors), promise, &tally)
          if goesOn { findings.append("the log is written or synchronized after a failure") }
          tally.distinct += 1
          let fault = faults.sorted { $0.key < $1.key }.map { "\($0.value)" }.joined(
            separator: ", ")
          tally.count("call \(call), \(whole.words(call)): \(fault); then \(survivors)", findings)
        }
      }
    }
  }

  /// Whether any of these calls writes to the log or synchronizes it.
  private static func triesAgain(_ trace: ArraySlice<String>) -> Bool {
    trace.contains { $0.hasPrefix("write log.jsonl ") || $0 == "fdatasync log.jsonl" }
  }

  private static func faults(at call: Int, _ words: String) -> [[Int: SimulatedDisk.Fault]] {
    var all: [[Int: SimulatedDisk.Fault]] = [[call: .fail(EIO)], [call: .failFromNow(EIO)]]
    if words.hasPrefix("fdatasync") || words.hasPrefix("fsync") { all.append([call: .syncLies]) }
    let takesSpace = ["write ", "mkdir ", "link "].contains { words.hasPrefix($0) }
    if takesSpace || words.hasSuffix(" create") {
      all += [[call: .fail(ENOSPC)], [call: .failFromNow(ENOSPC)]]
    }
    if words.hasPrefix("write ") {
      // How long the write is stands in its words: "write log.jsonl 312 at 240".
      let length = words.split(separator: " ").dropLast(2).last.flatMap { Int($0) } ?? 2
      for count in Set([1, length / 2, length - 1]).sorted() where count > 0 {
        all.append([call: .shortWrite(count)])
        for code in [ENOSPC, EIO] {
          all.append([call: .shortWrite(count), call + 1: .fail(code)])
        }
      }
    }
    return all
  }
}
