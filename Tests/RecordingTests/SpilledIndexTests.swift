import Bytes
import CampaignParts
import EventLog
import Recording
import TestSupport
import Testing

/// An index of which only the last lines are in memory answers what one that is all in memory does.
@Suite struct SpilledIndexTests {
  private static let folder = QuestionedLog.path + ".d/cache/"
  private static let questions = QuestionedLog.questions(120, seed: 21)

  @Test(arguments: [1, 7, 40]) func `answers are the same however little is held`(
    lines: Int
  ) throws {
    let plain = try QuestionedLog.ask(
      Self.questions, QuestionedLog.base.copy, usesCache: false)
    let disk = QuestionedLog.base.copy
    #expect(try QuestionedLog.ask(Self.questions, disk, linesInMemory: lines) == plain, "seed 21")
    let bare = QuestionedLog.base.copy
    let found = try QuestionedLog.ask(
      Self.questions, bare, usesCache: false, linesInMemory: lines)
    #expect(found == plain, "seed 21")
  }

  private static func notes(_ numbers: Range<Int>) -> [[UInt8]] {
    numbers.map { ProducerLine.note("s-\($0)", "S\($0 % 5)", "text") }
  }

  @Test func `what is written between batches is there, and what a killed writer left goes`() throws
  {
    let disk = SimulatedDisk()
    disk.installLog(QuestionedLog.path)
    let first = try QuestionedLog.open(disk, linesInMemory: 10)
    _ = try first.append(Self.notes(0..<25))
    let written = disk.names(under: Self.folder)
    #expect(written.contains { $0.hasPrefix("ids-") }, "\(written)")
    // Killed: nothing names these files.
    let killed = disk.crash(keeping: .everything)
    let second = try QuestionedLog.open(killed, linesInMemory: 10)
    guard case .already = try second.append(Self.notes(0..<25)) else {
      Issue.record("what was acknowledged is not known")
      return
    }
    _ = try second.append(Self.notes(25..<60))
    _ = try second.append(Self.notes(60..<61))
    second.close()
    let left = killed.names(under: Self.folder).filter { !$0.hasPrefix("append") }
    let third = try QuestionedLog.open(killed)
    guard case .already = try third.append(Self.notes(0..<61)) else {
      Issue.record("what was acknowledged is not known")
      return
    }
    third.close()
    #expect(killed.names(under: Self.folder).filter { !$0.hasPrefix("append") } == left)
    #expect(left.count <= 6, "\(left)")
    first.close()
  }

  @Test func `where it can't be written, memory holds it and nothing is lost`() throws {
    // A trial run says how many calls there are; then each of them fails in turn.
    let trial = SimulatedDisk()
    trial.installLog(QuestionedLog.path)
    let appender = try QuestionedLog.open(trial, linesInMemory: 10)
    _ = try appender.append(Self.notes(0..<9))
    let start = trial.calls
    appender.spill()
    #expect(trial.calls == start, "too few lines to be written")
    _ = try appender.append(Self.notes(9..<12))
    let end = trial.calls
    appender.close()
    for call in start..<end {
      let disk = SimulatedDisk()
      disk.installLog(QuestionedLog.path)
      let appender = try QuestionedLog.open(disk, linesInMemory: 10)
      _ = try appender.append(Self.notes(0..<9))
      disk.failures = [call: .fail(28)]
      guard case .accepted = try? appender.append(Self.notes(9..<12)) else { continue }
      guard case .already = try appender.append(Self.notes(0..<12)) else {
        Issue.record("call \(call): what was acknowledged is not known")
        continue
      }
      guard case .conflict = try appender.append([ProducerLine.note("s-3", "S3", "other")]) else {
        Issue.record("call \(call): a repeat was taken for new")
        continue
      }
      appender.close()
    }
  }
}
