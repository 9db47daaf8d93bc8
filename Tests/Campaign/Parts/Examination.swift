import Bytes
import EventLog
import Recording
import TestSupport

/// Holds what a fault left on a disk against what had been promised: opens the log, compares every
/// byte, goes on with the work, cuts the power, and compares again.
struct Examination {
  /// How the writer sees the disk: as it is, or as a mutant does.
  let mutant: Mutant?

  func writerDisk(_ medium: SimulatedDisk) -> any Disk { mutant?.disk(over: medium) ?? medium }

  /// Examines a disk without a further fault; it is changed by that.
  ///
  /// Counts what was lost, halved or extra; returns what was not as promised.
  func examine(
    _ found: SimulatedDisk, _ promise: Promise, _ tally: inout Tally
  ) -> [String] {
    tally.acknowledged += promise.acknowledged
    if !promise.complaints.isEmpty { return promise.complaints }
    var promise = promise
    let disk = writerDisk(found)
    guard let before = found.bytes(at: Workload.path) else {
      if promise.isCreated {
        tally.lost += promise.acknowledged
        return ["the log is gone"]
      }
      guard (try? Promise.create(disk, TickingClock().timekeeper.now())) != nil else {
        return ["the log can't be started again"]
      }
      promise.create(found.bytes(at: Workload.path) ?? [])
      return goOn(disk, found, promise, nil, &tally)
    }
    let appender: Appender
    do {
      appender = try Workload.open(disk)
    } catch {
      tally.lost += promise.lost(in: before)
      return ["the log is refused: \(error)"]
    }
    let after = found.bytes(at: Workload.path) ?? []
    if let finding = compare(after, &promise, &tally) {
      appender.close()
      return [finding]
    }
    let kept = appender.opening.keptTail.flatMap { found.bytes(at: $0) } ?? []
    if before != after + kept { return ["bytes that were cut away are nowhere"] }
    if promise.tail.isEmpty { promise.tail = kept }
    if !keeps(promise.tail, found) { return ["bytes that an earlier opening cut away are nowhere"] }
    return goOn(disk, found, promise, appender, &tally)
  }

  private func keeps(_ tail: [UInt8], _ disk: SimulatedDisk) -> Bool {
    let folder = LogFolder(beside: Workload.path).torn + "/"
    return tail.isEmpty
      || disk.names(under: folder).contains { disk.bytes(at: folder + $0) == tail }
  }

  /// Holds the committed lines against the promises: all of them, and at most the batch in flight,
  /// whole. What is found whole counts as promised from then on.
  private func compare(
    _ log: [UInt8], _ promise: inout Promise, _ tally: inout Tally
  ) -> String? {
    guard log.starts(with: promise.log) else {
      let lost = promise.lost(in: log)
      tally.lost += lost
      return "\(lost) acknowledged batches are lost"
    }
    let rest = log.dropFirst(promise.log.count)
    if rest.isEmpty { return nil }
    guard promise.isCreated else {
      // Line 0 was linked into place and not acknowledged.
      guard rest.count(where: { $0 == 0x0A }) == 1 else { return "more than line 0 is there" }
      promise.create(log)
      return nil
    }
    let ids = rest.split(separator: 0x0A).map { line in
      (try? JSONDocument(Array(line)))?.root["id"]?.text ?? "?"
    }
    guard let batch = promise.inFlight, ids == batch.fresh else {
      let isHalf = promise.inFlight?.fresh.starts(with: ids) ?? false
      if isHalf { tally.halves += 1 }
      return (isHalf ? "half a batch is there: " : "lines are there that nobody gave: ")
        + ids.joined(separator: " ")
    }
    tally.extra += 1
    promise.adopt(log)
    return nil
  }

  /// Says the last batch again, appends others, then cuts the power.
  private func goOn(
    _ disk: any Disk, _ found: SimulatedDisk, _ promise: Promise, _ opened: Appender?,
    _ tally: inout Tally
  ) -> [String] {
    var promise = promise
    do {
      let appender =
        try opened ?? Workload.open(disk)
      if let last = promise.last {
        let answer = try appender.append(last.batch.lines)
        guard case .already(last.seqs) = answer else {
          return ["the last acknowledged batch, said again, gets \(answer)"]
        }
      }
      let more = (0..<2).map { number in
        let text = String(repeating: "m", count: number * 600)
        return Workload.Batch(
          lines: [ProducerLine.note("m-\(number)", "Z", text)], fresh: ["m-\(number)"])
      }
      // The producer of the batch in flight says it again, or has gone, and a short line follows.
      let isGone = tally.points % 5 < 2
      let batches = isGone ? [more[0]] : [promise.inFlight].compactMap({ $0 }) + more
      for batch in batches {
        let answer = try appender.append(batch.lines)
        guard promise.note(answer, to: batch) else { return ["after it, a batch gets \(answer)"] }
      }
      appender.close()
      return try survive(found.crash(keeping: .onlySynchronized), promise, &tally)
    } catch { return ["after it, the log fails: \(error)"] }
  }

  private func survive(
    _ found: SimulatedDisk, _ promise: Promise, _ tally: inout Tally
  ) throws -> [String] {
    let content = found.bytes(at: Workload.path) ?? []
    guard content == promise.log else {
      let lost = promise.lost(in: content)
      tally.lost += lost
      return ["\(lost) batches acknowledged after it are lost when the power fails again"]
    }
    guard keeps(promise.tail, found) else {
      return ["bytes that were cut away are nowhere when the power fails again"]
    }
    let appender = try Workload.open(writerDisk(found))
    let batch = Workload.Batch(lines: [ProducerLine.note("end", "Z", "end")], fresh: ["end"])
    let answer = try appender.append(batch.lines)
    appender.close()
    let verdict = try LogVerification.verify(found, Workload.path).finding.verdict
    guard answer.seqs != nil, verdict == .ok else {
      return ["at the end, a batch gets \(answer) and the log is \(verdict)"]
    }
    return []
  }
}
