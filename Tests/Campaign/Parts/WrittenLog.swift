import Bytes
import EventLog
import Recording
import TestSupport

/// A log that was written without a fault, and all that lies beside it.
struct WrittenLog: Sendable {
  /// Its bytes.
  let bytes: [UInt8]
  /// Where line 0 and each batch end.
  let ends: [Int]
  /// The batches.
  let batches: [Workload.Batch]
  /// The text of the checkpoint over all of it.
  let checkpoint: [UInt8]
  /// The disk that it was written on, closed.
  let disk: SimulatedDisk

  /// The log of a seed, with at least so many events.
  init(seed: UInt64, events: Int) {
    let work = Workload(seed: seed, events: events)
    disk = SimulatedDisk()
    let promise = Promise(of: work, on: disk, disk)
    precondition(promise.acknowledged == work.batches.count, "a log without a fault is whole")
    bytes = promise.log
    let first = (promise.log.firstIndex(of: 0x0A) ?? 0) + 1
    ends = [first] + promise.ends
    batches = work.batches
    checkpoint = disk.bytes(at: LogFolder(beside: Workload.path).checkpoint) ?? []
  }

  /// A disk with nothing but these bytes in the log's place, on the medium.
  static func disk(with bytes: [UInt8]) -> SimulatedDisk {
    let disk = SimulatedDisk()
    disk.install(Workload.path, bytes)
    return disk
  }

  /// Appends a batch to a log that was opened, and verifies all of it.
  static func goesOn(_ disk: SimulatedDisk, _ appender: Appender) -> Bool {
    let line = ProducerLine.note("more", "Z", "more")
    let answer = try? appender.append([line])
    appender.close()
    let reading = try? LogVerification.verify(disk, Workload.path)
    return answer?.seqs != nil && reading?.finding.verdict == .ok
  }
}
