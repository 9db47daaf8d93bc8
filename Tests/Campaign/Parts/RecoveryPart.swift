import Bytes
import EventLog
import Glibc
import Recording
import TestSupport

/// A crash while a log is opened after a crash, and another one while it is opened after that; or an
/// error while it is opened.
///
/// A folder's sync that fails and lies is not tried here: `docs/reliability.md` says why.
package struct RecoveryPart: CampaignPart {
  package let name = "recovery"

  package init() {}

  package func items(_ form: CampaignForm) -> Int { form.pick(1, 2, 12) }

  package func run(
    _ item: Int, _ form: CampaignForm, seed: UInt64, mutant: Mutant?, into tally: inout Tally
  ) {
    let seed = self.seed(seed, item)
    var draws = SplitMix64(seed: seed)
    let work = Workload(seed: seed, size: item % 3)
    let examination = Examination(mutant: mutant)
    let whole = SimulatedDisk(recordsTrace: true)
    _ = Promise(of: work, on: examination.writerDisk(whole), whole)
    // Between a write and its sync a batch is torn in many ways.
    let syncs = whole.trace.indices.filter { whole.trace[$0].hasPrefix("fdatasync log.jsonl") }
    for call in syncs.suffix(form.pick(2, 3, 5)) {
      let disk = SimulatedDisk(failures: [call: .crash])
      let promise = Promise(of: work, on: examination.writerDisk(disk), disk)
      for _ in 0..<form.pick(1, 2, 3) {
        let torn = disk.crash(keeping: .random(draws.next()))
        let place = "call \(call), \(whole.words(call))"
        recover(torn, promise, place, examination, form, &draws, &tally)
        if tally.isDone { return }
      }
    }
  }

  private func recover(
    _ torn: SimulatedDisk, _ promise: Promise, _ place: String, _ examination: Examination,
    _ form: CampaignForm, _ draws: inout SplitMix64, _ tally: inout Tally
  ) {
    let trial = torn.copy
    trial.recordsTrace()
    guard let opening = open(trial, examination) else { return }
    var promise = promise
    // Everything on this disk is on its medium, so what is cut away must stay for ever.
    if opening.keptTail != nil {
      let content = torn.bytes(at: Workload.path) ?? []
      promise.tail = Array(content.dropFirst(opening.finding.committedBytes))
    }
    let calls = Array(stride(from: 0, to: trial.calls, by: form.pick(6, 1, 1)))
    fail(torn, calls, trial.trace, promise, place, examination, &tally)
    for first in calls {
      let second = torn.copy
      second.failures = [first: .crash]
      _ = open(second, examination)
      for survivors in Self.survivors(&draws) {
        if tally.isDone { return }
        let left = second.crash(keeping: survivors)
        let findings = examination.examine(left.copy, promise, &tally)
        tally.distinct += 1
        tally.count("\(place); at call \(first) of the opening, \(survivors)", findings)
        let again = left.copy
        let other = draws.below(max(1, trial.calls))
        again.failures = [other: .crash]
        _ = open(again, examination)
        let last = again.crash(keeping: .random(draws.next()))
        tally.details["crashes in two openings", default: 0] += 1
        tally.count(
          "\(place); at call \(first) of the opening, \(survivors), then at \(other)",
          examination.examine(last, promise, &tally))
        tally.distinct += 1
      }
    }
  }

  private func fail(
    _ torn: SimulatedDisk, _ calls: [Int], _ trace: [String], _ promise: Promise, _ place: String,
    _ examination: Examination, _ tally: inout Tally
  ) {
    for call in calls {
      let words = trace[call]
      var faults: [SimulatedDisk.Fault] = [
        .fail(EIO), .failFromNow(EIO), .fail(ENOSPC), .failFromNow(ENOSPC),
      ]
      if words.hasPrefix("fdatasync") { faults.append(.syncLies) }
      if words.hasPrefix("write") { faults.append(.shortWrite(1)) }
      for fault in faults {
        let disk = torn.copy
        disk.failures = [call: fault]
        _ = open(disk, examination)
        for survivors in [SimulatedDisk.Survivors.everything, .onlySynchronized] {
          if tally.isDone { return }
          let left = disk.crash(keeping: survivors)
          tally.distinct += 1
          tally.details["errors in an opening", default: 0] += 1
          tally.count(
            "\(place); at call \(call) of the opening, \(fault), then \(survivors)",
            examination.examine(left, promise, &tally))
        }
      }
    }
  }

  private func open(_ disk: SimulatedDisk, _ examination: Examination) -> Appender.Opening? {
    let appender = try? Workload.open(examination.writerDisk(disk))
    defer { appender?.close() }
    return appender?.opening
  }

  private static func survivors(_ draws: inout SplitMix64) -> [SimulatedDisk.Survivors] {
    [.everything, .onlySynchronized, .random(draws.next())]
  }
}
