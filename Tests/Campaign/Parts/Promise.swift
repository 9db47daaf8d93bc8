import Bytes
import EventLog
package import Recording
import TestSupport

/// What a log's writers have promised so far: kept beside the run, out of reach of every fault.
struct Promise: Sendable {
  /// The content of the log, as far as it was acknowledged.
  private(set) var log: [UInt8] = []
  /// Where each acknowledged batch with new lines ends in it.
  private(set) var ends: [Int] = []
  /// Batches that were acknowledged, repeats included.
  private(set) var acknowledged = 0
  /// The last of them, and the numbers that its lines were given.
  private(set) var last: (batch: Workload.Batch, seqs: [Int])?
  /// A batch that was handed in and not acknowledged.
  var inFlight: Workload.Batch?
  /// Bytes of a torn tail that must be found somewhere.
  var tail: [UInt8] = []
  /// What went against the promises while there was no fault yet to excuse it.
  var complaints: [String] = []

  /// Whether the log was acknowledged as started.
  var isCreated: Bool { !log.isEmpty }

  mutating func create(_ content: [UInt8]) { log = content }

  /// Notes an answer; `false` where the batch was not taken.
  mutating func note(_ answer: AppendAnswer, to batch: Workload.Batch) -> Bool {
    guard let seqs = answer.seqs else { return false }
    inFlight = nil
    acknowledged += 1
    last = (batch, seqs)
    if case .accepted(_, let written) = answer {
      for line in written { log += line + [0x0A] }
      ends.append(log.count)
    }
    return true
  }

  /// Takes the batch in flight for promised: it was found whole.
  ///
  /// It stays in flight, as its producer has had no answer and will say it again.
  mutating func adopt(_ content: [UInt8]) {
    log = content
    ends.append(content.count)
  }

  /// How many acknowledged batches do not stand in `content` as they were acknowledged.
  func lost(in content: [UInt8]) -> Int {
    let shared = zip(log, content).prefix { $0 == $1 }.count
    return ends.count { $0 > shared }
  }
}

extension AppendAnswer {
  /// The numbers of the lines; `nil` where they were not taken.
  package var seqs: [Int]? {
    switch self {
    case .accepted(let seqs, _), .already(let seqs): seqs
    case .conflict, .condition, .refused: nil
    }
  }
}

extension Promise {
  /// What a program does after an append that failed.
  enum Manners {
    /// It ends.
    case ends
    /// It goes on: with the next batches, which may be taken unless the disk failed the log.
    case goesOn
    /// It goes on, and nothing must be taken any more.
    case goesOnInVain
  }

  /// Starts a log and works until something fails, or all is done.
  ///
  /// - Parameter disk: what the writer is given, over `medium`.
  init(of work: Workload, on disk: any Disk, _ medium: SimulatedDisk, _ manners: Manners = .ends) {
    let time = TickingClock().timekeeper
    guard (try? Self.create(disk, time.now())) != nil else { return }
    create(medium.bytes(at: Workload.path) ?? [])
    for sitting in work.sittings {
      guard
        let appender = try? Workload.open(disk, usesCache: sitting.usesCache, time)
      else { return }
      defer { appender.close() }
      if append(sitting.batches, appender, manners) { return }
    }
  }

  static func create(_ disk: any Disk, _ now: Instant) throws(LogCreation.Failure) {
    let identity = LogIdentity(name: "clinic", origin: "example.org/clinic")!
    try LogCreation.create(disk, Workload.path, identity, at: now)
  }

  /// Appends batches; `true` where something failed.
  private mutating func append(
    _ batches: [Workload.Batch], _ appender: Appender, _ manners: Manners
  ) -> Bool {
    var hasFailed = false
    for batch in batches {
      let before = inFlight
      inFlight = batch
      guard let answer = try? appender.append(batch.lines) else {
        hasFailed = true
        if manners == .ends { return true }
        // What was handed in first is what may stand on the disk by half.
        inFlight = before ?? batch
        continue
      }
      if hasFailed && manners == .goesOnInVain && answer.seqs != nil {
        complaints.append("acknowledged after a failed write or sync: \(answer)")
      }
      if !note(answer, to: batch) {
        // A batch may refer to one that failed.
        if !hasFailed { complaints.append("a good batch was not taken: \(answer)") }
        inFlight = before
      }
    }
    if hasFailed && manners == .goesOnInVain {
      let another = Workload.Batch(lines: [ProducerLine.note("late", "Z", "more")], fresh: ["late"])
      if let answer = try? appender.append(another.lines) {
        complaints.append("acknowledged after a failed write or sync: \(answer)")
        _ = note(answer, to: another)
      }
    }
    return hasFailed
  }
}
