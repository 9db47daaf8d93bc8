import Bytes
import EventLog
import Glibc
import Recording
import TestSupport
import Testing

/// What an appender promises, held against a crash before every call that it makes.
@Suite struct AppenderCrashTests {
  static let policies: [SimulatedDisk.Survivors] = [
    .everything, .onlySynchronized, .random(1), .random(2),
  ]
  private let whole = Workday.whole

  private func place(_ call: Int, _ rest: String) -> Comment {
    "call \(call) of \(whole.trace.count) (\(whole.trace[call])): \(rest)"
  }

  @Test(arguments: policies)
  func `what was acknowledged is there after a crash at any call`(
    keeping: SimulatedDisk.Survivors
  ) throws {
    var seen: Set<Remains> = []
    for (call, crash) in Workday.crashes.enumerated() {
      #expect(crash.disk.hasCrashed)
      let found = crash.disk.crash(keeping: keeping)
      guard seen.insert(Remains(found, crash.progress)).inserted else { continue }
      try whole.expectRecovery(of: found, crash.progress, place(call, "crash, keeping \(keeping)"))
    }
    #expect(seen.count > Workday.batches.count)
  }

  @Test(arguments: policies.prefix(3))
  func `a crash while a torn tail is moved loses nothing`(
    keeping: SimulatedDisk.Survivors
  ) throws {
    var generator = SeededGenerator(seed: 7)
    var count = 0
    // Batches that were written and not synchronized are torn in many ways.
    for call in whole.calls("fdatasync \(Workday.path)") {
      let crash = Workday.crashes[call]
      for seed in UInt64(0)..<4 {
        let torn = crash.disk.crash(keeping: .random(seed))
        guard let first = try Workday.open(torn.copy), first.opening.keptTail != nil else {
          continue
        }
        let committed = first.opening.finding.committedBytes
        let tail = Array((torn.bytes(at: Workday.path) ?? []).dropFirst(committed))
        let start = generator.below(10)
        for recovery in stride(from: start, to: .max, by: 10) {
          let second = torn.copy
          second.failures = [recovery: .crash]
          _ = try? Workday.open(second)
          guard second.hasCrashed else { break }
          let found = second.crash(keeping: keeping)
          let place = place(call, "crash, seed \(seed), then at call \(recovery), \(keeping)")
          let isKept = Workday.keeps(tail, found)
          #expect(isKept, "the tail is nowhere: \(place)")
          try whole.expectRecovery(of: found, crash.progress, place)
          count += 1
        }
      }
    }
    #expect(count > 20, "\(count) crashes during recovery")
  }

  @Test func `after a call that fails nothing is lost and the log opens`() throws {
    let space = whole.calls("write", "mkdir", "link")
    let faults = whole.trace.indices.map { ($0, EIO) } + space.map { ($0, ENOSPC) }
    var seen: Set<Remains> = []
    for (call, code) in faults {
      let disk = SimulatedDisk(failures: [call: .fail(code)])
      let progress = Workday.run(on: disk)
      for found in [disk.copy, disk.crash(keeping: .onlySynchronized)]
      where seen.insert(Remains(found, progress)).inserted {
        try whole.expectRecovery(of: found, progress, place(call, "fails with \(code)"))
      }
    }
  }

  @Test func `after a failed write or sync the appender takes no more`() throws {
    let calls = whole.calls("write \(Workday.path) ", "fdatasync \(Workday.path)")
      .filter { !whole.trace[$0].contains(".new") }
    var count = 0
    for call in calls {
      for fault in [SimulatedDisk.Fault.fail(EIO), .syncLies, .shortWrite(0)] {
        let disk = SimulatedDisk(failures: [call: fault], recordsTrace: true)
        let isWrite = whole.trace[call].hasPrefix("write")
        if isWrite == (fault == .syncLies) || !isWrite && fault == .shortWrite(0) { continue }
        var failures = 0
        let progress = Workday.run(on: disk) { appender, failed in
          failures += 1
          let another = ProducerLine.note("z", "Z", "nothing more")
          for batch in [Workday.batches[failed], [another]] {
            #expect(throws: LogProblem.self) { try appender.append(batch) }
          }
        }
        // The first sync is that of the opening: where it fails, nothing is ever appended.
        let isOpening =
          !isWrite && !whole.trace[..<call].contains { $0.hasPrefix("write \(Workday.path) ") }
        #expect(failures == (isOpening ? 0 : 1), place(call, "\(fault)"))
        #expect(progress.acknowledged < Workday.batches.count)
        count += failures
        let later = disk.trace.dropFirst(call + 1)
          .filter { $0.hasPrefix("write \(Workday.path) ") || $0 == "fdatasync \(Workday.path)" }
        #expect(later.isEmpty, place(call, "\(fault), then \(later)"))
      }
    }
    #expect(count >= 3 * (Workday.batches.count - 1), "\(count) appends failed")
  }

  @Test func `a full disk that took half a batch leaves a log that opens`() throws {
    for call in whole.calls("write") {
      for count in [1, 300, 700] {
        let disk = SimulatedDisk(
          failures: [call: .shortWrite(count), call + 1: .fail(ENOSPC)])
        let progress = Workday.run(on: disk)
        try whole.expectRecovery(of: disk, progress, place(call, "takes \(count) bytes"))
      }
    }
  }
}
