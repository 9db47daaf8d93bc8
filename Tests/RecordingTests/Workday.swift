import Bytes
import CampaignParts
import EventLog
import Recording
import TestSupport
import Testing

/// A day at a clinic: a log is started and batches are appended to it, in two sittings.
enum Workday {
  static let path = "log.jsonl"

  static let batches: [[[UInt8]]] = [
    [ProducerLine.event("intake", "a-0", "A", #"{"indications":["F41.1"]}"#)],
    [
      ProducerLine.infusion("a-1", "A", label: "s1"), ProducerLine.dose("a-2", "A", label: "s1"),
    ],
    [ProducerLine.rating("a-3", "A", total: 12)],
    [
      ProducerLine.note("b-1", "B", String(repeating: "long ", count: 120)),
      ProducerLine.infusion("b-2", "B", label: "s1"),
      ProducerLine.note("b-3", "B", String(repeating: "word ", count: 40)),
    ],
    [ProducerLine.event("intake", "a-0", "A", #"{"indications":["F41.1"]}"#)],
    [
      ProducerLine.relabel("a-4", "A", "a-1", to: "s2"),
      ProducerLine.dose("a-5", "A", label: "s2"),
    ],
    [ProducerLine.rating("b-4", "B", total: 9)],
    [
      ProducerLine.infusion("a-6", "A", label: "s1"),
      ProducerLine.infusion("b-2", "B", label: "s1"),
      ProducerLine.infusion("b-5", "B", label: "s2"), ProducerLine.dose("b-6", "B", label: "s2"),
    ],
    [ProducerLine.correction("a-7", "A", "void", "a-2")],
    [
      ProducerLine.correction("a-8", "A", "void", "a-7"),
      ProducerLine.reassign("b-7", "B", "b-5", to: "A"), ProducerLine.dose("a-9", "A", label: "s2"),
    ],
    [ProducerLine.rating("a-10", "A", total: 5)],
    (0..<3).map { ProducerLine.note("c-\($0)", "C", String(repeating: "x", count: 260)) },
    [ProducerLine.event("exit", "a-11", "A", #"{"reason":"completed"}"#)],
  ]

  /// How far a day came.
  struct Progress {
    /// The length of the log when it was started and after each batch that was acknowledged.
    var ends: [Int] = []
    /// The numbers of the lines of each batch that was acknowledged.
    var seqs: [[Int]] = []

    var isCreated: Bool { !ends.isEmpty }
    /// Batches that were acknowledged.
    var acknowledged: Int { seqs.count }
  }

  static func open(_ disk: SimulatedDisk) throws -> Appender? {
    guard disk.bytes(at: path) != nil else { return nil }
    return try Appender.open(disk, path, .builtIn, TickingClock().timekeeper)
  }

  /// Works until something fails; `onFailure` gets the appender and the batch that it did not take.
  static func run(
    on disk: SimulatedDisk, onFailure: (Appender, Int) -> Void = { _, _ in }
  ) -> Progress {
    var progress = Progress()
    let time = TickingClock().timekeeper
    do {
      let identity = LogIdentity(name: "clinic", origin: "example.org/clinic")!
      try LogCreation.create(disk, path, identity, at: time.now())
      progress.ends.append(disk.bytes(at: path)?.count ?? 0)
      for sitting in [batches[..<6], batches[6...]] {
        let appender = try Appender.open(disk, path, .builtIn, time)
        defer { appender.close() }
        for (index, batch) in zip(sitting.indices, sitting) {
          guard let seqs = try? appender.append(batch).seqs else {
            onFailure(appender, index)
            return progress
          }
          progress.seqs.append(seqs)
          progress.ends.append(disk.bytes(at: path)?.count ?? 0)
        }
      }
    } catch {}
    return progress
  }

  /// Whether bytes that were torn off are still somewhere: behind the log's lines, or put aside.
  static func keeps(_ tail: [UInt8], _ disk: SimulatedDisk) -> Bool {
    let folder = path + ".d/torn/"
    return ([path] + disk.names(under: folder).map { folder + $0 }).contains { name in
      (disk.bytes(at: name) ?? []).reversed().starts(with: tail.reversed())
    }
  }

  /// A day without a fault.
  static let whole: WholeWorkday = {
    let disk = SimulatedDisk(recordsTrace: true)
    let progress = run(on: disk)
    precondition(progress.acknowledged == batches.count, "a day without a fault has one")
    return WholeWorkday(
      trace: disk.trace, ends: progress.ends, seqs: progress.seqs,
      bytes: disk.bytes(at: path) ?? [])
  }()

  /// The day once for each of its calls, with a crash before that call.
  static let crashes: [(progress: Progress, disk: SimulatedDisk)] =
    whole.trace.indices.map { call in
      let disk = SimulatedDisk(failures: [call: .crash])
      return (run(on: disk), disk)
    }
}

/// What a day without a fault leaves.
struct WholeWorkday {
  /// The calls of the day in words.
  let trace: [String]
  let ends: [Int]
  let seqs: [[Int]]
  let bytes: [UInt8]

  /// The numbers of the calls that do one of these.
  func calls(_ starts: String...) -> [Int] {
    trace.indices.filter { call in starts.contains { trace[call].hasPrefix($0) } }
  }

  /// Opens what a crash left, holds it against the whole, and does the rest of the work.
  func expectRecovery(
    of found: SimulatedDisk, _ progress: Workday.Progress, _ place: Comment
  ) throws {
    guard let before = found.bytes(at: Workday.path) else {
      #expect(!progress.isCreated, "the log is gone: \(place)")
      return
    }
    let appender = try #require(try Workday.open(found))
    let after = try #require(found.bytes(at: Workday.path))
    let isPrefix = bytes.starts(with: after)
    #expect(isPrefix, "other bytes than those that were written: \(place)")
    let tail = appender.opening.keptTail.flatMap { found.bytes(at: $0) } ?? []
    let isKept = before == after + tail
    #expect(isKept, "bytes that were cut away are nowhere: \(place)")
    // Batches are there up to the last acknowledged one, or up to the one in flight; none by half.
    let possible = [progress.acknowledged, progress.acknowledged + 1].filter(ends.indices.contains)
    let there = try #require(
      possible.last { ends[$0] == after.count },
      "\(after.count) bytes after \(progress.acknowledged) batches: \(place)")
    // The last of them is said again, then work goes on.
    for index in max(0, there - 1)..<min(there + 2, Workday.batches.count) {
      let answer = try appender.append(Workday.batches[index])
      #expect(answer.seqs == seqs[index], "batch \(index) got \(answer): \(place)")
      // What is acknowledged, as new or as a repeat, outlives a power failure from then on.
      let durable = found.crash(keeping: .onlySynchronized).bytes(at: Workday.path)
      let isDurable = durable == found.bytes(at: Workday.path)
      #expect(isDurable, "batch \(index) is not on the medium: \(place)")
    }
    appender.close()
    #expect(try LogVerification.verify(found, Workday.path).finding.verdict == .ok, place)
  }
}

/// What a crash left, and what had been promised by then: to look at the same twice is no use.
struct Remains: Hashable {
  let files: [String: [UInt8]]
  let acknowledged: Int

  init(_ disk: SimulatedDisk, _ progress: Workday.Progress) {
    files = disk.names(under: "/").reduce(into: [:]) { $0[$1] = disk.bytes(at: $1) }
    acknowledged = progress.acknowledged
  }
}
