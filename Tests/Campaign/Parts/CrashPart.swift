import Bytes
import TestSupport

/// A crash before every call of many workloads, with all that may survive it.
///
/// Where at most five operations were not synchronized, every subset of them is tried, each whole;
/// where there were more, a sample. Besides, each may be torn by sectors or pages, kept and lost in
/// any order.
package struct CrashPart: CampaignPart {
  package let name = "crash"
  /// Up to so many operations, every subset of them is tried.
  private static let exhaustive = 5

  package init() {}

  package func items(_ form: CampaignForm) -> Int { form.pick(2, 9, 120) }

  package func run(
    _ item: Int, _ form: CampaignForm, seed: UInt64, mutant: Mutant?, into tally: inout Tally
  ) {
    let seed = self.seed(seed, item)
    var draws = SplitMix64(seed: seed)
    let work = Workload(seed: seed, size: item % 3)
    let examination = Examination(mutant: mutant)
    let whole = SimulatedDisk(recordsTrace: true)
    let promise = Promise(of: work, on: examination.writerDisk(whole), whole)
    if promise.acknowledged < work.batches.count || !promise.complaints.isEmpty {
      tally.count("without a fault", promise.complaints + ["not all batches were taken"])
    }
    var seen: Set<UInt64> = []
    for call in 0..<whole.calls {
      let disk = SimulatedDisk(failures: [call: .crash])
      let promise = Promise(of: work, on: examination.writerDisk(disk), disk)
      for survivors in Self.survivors(disk.unsynchronizedCount, form, &draws) {
        if tally.isDone { return }
        let found = disk.crash(keeping: survivors)
        var findings: [String] = []
        let state = found.fingerprint &+ UInt64(promise.acknowledged) &* 0x9E37_79B9_7F4A_7C15
        if seen.insert(state).inserted {
          tally.distinct += 1
          findings = examination.examine(found, promise, &tally)
        }
        tally.count("call \(call), \(whole.words(call)); \(survivors)", findings)
      }
    }
  }

  private static func survivors(
    _ count: Int, _ form: CampaignForm, _ draws: inout SplitMix64
  ) -> [SimulatedDisk.Survivors] {
    var all: [SimulatedDisk.Survivors] = [.everything, .onlySynchronized]
    if count <= exhaustive {
      for mask in stride(from: UInt64(1), to: 1 << UInt64(count), by: 1) {
        all.append(.chosen(mask))
      }
    } else {
      for _ in 0..<form.pick(2, 4, 8) { all.append(.chosen(draws.next())) }
    }
    if count > 0 {
      for _ in 0..<form.pick(2, 4, 10) { all.append(.random(draws.next())) }
    }
    return all
  }
}

extension SimulatedDisk {
  /// A call in words that are the same in every run: drafts have random names.
  func words(_ call: Int) -> String {
    guard trace.indices.contains(call) else { return "after the last call" }
    let words = trace[call].split(separator: " ").map { word -> Substring in
      guard word.hasSuffix(".new") else { return word }
      return word.split(separator: ".").dropLast(2).joined(separator: ".") + ".draft"
    }
    return words.joined(separator: " ")
  }
}
