import Bytes
import EventLog
import Glibc
import Recording
import TestSupport
import Testing

/// What an appender promises, held against a crash before every call that it makes.
@Suite struct AppenderCrashTests {
  static let policies: [SimulatedDisk.Survivors] = [
    .everything, .onlySynchronized, .random(1), .random(2), .random(3),
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

  @Test(arguments: policies)
  func `a crash while a torn tail is moved loses nothing`(
    keeping: SimulatedDisk.Survivors
  ) throws {
    var generator = SeededGenerator(seed: 7)
    var count = 0
    var seen: Set<Remains> = []
    for (call, crash) in Workday.crashes.enumerated() {
      let seed = generator.next()
      let torn = crash.disk.crash(keeping: .random(seed))
      guard seen.insert(Remains(torn, crash.progress)).inserted,
        let first = try Workday.open(torn.copy), first.opening.keptTail != nil
      else { continue }
      let tail = (torn.bytes(at: "log.jsonl") ?? [])[first.opening.finding.committedBytes...]
      var recovery = generator.below(4)
      while true {
        let second = torn.copy
        second.failures = [recovery: .crash]
        _ = try? Workday.open(second)
        guard second.hasCrashed else { break }
        let found = second.crash(keeping: keeping)
        let place = place(
          call, "crash with seed \(seed), then at call \(recovery), keeping \(keeping)")
        let torn = "log.jsonl.d/torn"
        let places = ["log.jsonl"] + found.names(under: torn).map { "\(torn)/\($0)" }
        #expect(places.contains { found.bytes(at: $0)?.suffix(tail.count) == tail }, place)
        try whole.expectRecovery(of: found, crash.progress, place)
        recovery += 1 + generator.below(4)
        count += 1
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
    #expect(calls.count > 20)
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
        let later = disk.trace.dropFirst(call + 1)
          .filter { $0.hasPrefix("write \(Workday.path) ") || $0 == "fdatasync \(Workday.path)" }
        #expect(later.isEmpty, place(call, "\(fault), then \(later)"))
      }
    }
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
