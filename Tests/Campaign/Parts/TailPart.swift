import Bytes
import EventLog
import Recording
import TestSupport

/// A log of some 200 events, cut at every byte; without a checkpoint beside it, and with one.
package struct TailPart: CampaignPart {
  package let name = "tail"
  private static let pieces = 16

  package init() {}

  package func items(_ form: CampaignForm) -> Int { form.pick(1, Self.pieces, Self.pieces) }

  package func run(
    _ item: Int, _ form: CampaignForm, seed: UInt64, mutant: Mutant?, into tally: inout Tally
  ) {
    let log = WrittenLog(seed: self.seed(seed, 0), events: form.pick(40, 200, 200))
    let step = Self.pieces * form.pick(6, 64, 1)
    for length in stride(from: item, through: log.bytes.count, by: step) {
      if tally.isDone { return }
      tally.distinct += 2
      tally.acknowledged += 2 * log.ends.count { $0 <= length }
      let findings = bare(log, length, &tally)
      tally.count("cut at byte \(length) of \(log.bytes.count)", findings)
      tally.count(
        "cut at byte \(length) of \(log.bytes.count), with a checkpoint", covered(log, length))
    }
  }

  /// Without a checkpoint the log opens, and all batches that end before the cut are there.
  private func bare(_ log: WrittenLog, _ length: Int, _ tally: inout Tally) -> [String] {
    let left = Array(log.bytes.prefix(length))
    let disk = WrittenLog.disk(with: left)
    guard let end = log.ends.last(where: { $0 <= length }) else {
      // Line 0 is not whole: that is no log, and nothing of it is touched.
      let isRefused = (try? Workload.open(disk)) == nil
      let isWhole = disk.bytes(at: Workload.path) == left && disk.names(under: "/").count == 1
      return isRefused && isWhole ? [] : ["a file without a line 0 was opened or changed"]
    }
    let expected: LogFinding.Verdict = end == length ? .ok : .tornTail
    let read = try? LogVerification.verify(disk, Workload.path).finding
    let opened: Appender
    do { opened = try Workload.open(disk) } catch {
      tally.lost += log.ends.count { $0 <= length }
      return ["the log is refused: \(error)"]
    }
    for finding in [read, opened.opening.finding] {
      guard let finding, finding.verdict == expected, finding.committedBytes == end,
        finding.byteOffset == (end == length ? nil : end)
      else { return ["found \(finding.map { "\($0)" } ?? "nothing"), expected the end at \(end)"] }
    }
    guard disk.bytes(at: Workload.path) == Array(left.prefix(end)) else {
      tally.lost += 1
      return ["the committed lines are not what they were"]
    }
    let kept = opened.opening.keptTail.flatMap { disk.bytes(at: $0) } ?? []
    guard kept == Array(left.dropFirst(end)) else {
      return ["bytes that were cut away are nowhere"]
    }
    return WrittenLog.goesOn(disk, opened) ? [] : ["the log does not go on"]
  }

  /// With a checkpoint over all lines, any cut is damage, and nothing is touched.
  private func covered(_ log: WrittenLog, _ length: Int) -> [String] {
    let left = Array(log.bytes.prefix(length))
    let disk = WrittenLog.disk(with: left)
    disk.install(LogFolder(beside: Workload.path).checkpoint, log.checkpoint)
    let appender = try? Workload.open(disk)
    appender?.close()
    guard (appender != nil) == (length == log.bytes.count) else {
      return ["a log shorter than its checkpoint was opened, or a whole one was not"]
    }
    return disk.bytes(at: Workload.path) == left ? [] : ["the log was changed"]
  }
}
