import EventLog
import Recording
import TestSupport
import Testing

/// What becomes of an append whose sync failed, when the next writer finds it.
@Suite struct LastAppendTests {
  private static let path = "log.jsonl"
  private let old = ProducerLine.note("old", "A", "old")
  private let lost = (0..<3).map { number in
    ProducerLine.note("lost-\(number)", "A", String(repeating: "n", count: 700))
  }

  private func open(_ disk: SimulatedDisk) throws -> Appender {
    try Appender.open(disk, Self.path, .builtIn, TickingClock().timekeeper)
  }

  /// A line that is taken, and three that follow.
  private func work(on disk: SimulatedDisk) throws {
    disk.installLog(Self.path)
    let appender = try open(disk)
    _ = try appender.append([old])
    _ = try appender.append(lost)
  }

  /// A disk on which three lines are seen that are not on the medium, and no sync will put there.
  private func lyingDisk() throws -> SimulatedDisk {
    let whole = SimulatedDisk(recordsTrace: true)
    try work(on: whole)
    let sync = try #require(whole.trace.lastIndex(of: "fdatasync log.jsonl"))
    let disk = SimulatedDisk(failures: [sync: .syncLies])
    #expect(throws: LogProblem.self) { try work(on: disk) }
    #expect(disk.bytes(at: Self.path) == whole.bytes(at: Self.path))
    #expect(disk.bytes(at: Self.path) != disk.durableBytes(at: Self.path))
    return disk.copy
  }

  @Test func `a repeat is acknowledged only once it is on the medium`() throws {
    let disk = try lyingDisk()
    let appender = try open(disk)
    guard case .already([2, 3, 4]) = try appender.append(lost) else {
      Issue.record("the lines are seen, so they are there already")
      return
    }
    #expect(disk.durableBytes(at: Self.path) == disk.bytes(at: Self.path))
  }

  @Test func `a line that follows does not stand behind a hole`() throws {
    let disk = try lyingDisk()
    _ = try open(disk).append([ProducerLine.note("next", "A", "next")])
    let found = disk.crash(keeping: .onlySynchronized)
    #expect(try LogVerification.verify(found, Self.path).finding.committed == 6)
  }

  @Test func `after a sync that failed not even a repeat is acknowledged`() throws {
    let whole = SimulatedDisk(recordsTrace: true)
    try work(on: whole)
    let sync = try #require(whole.trace.lastIndex(of: "fdatasync log.jsonl"))
    let disk = SimulatedDisk(failures: [sync: .fail(5)])
    disk.installLog(Self.path)
    let appender = try open(disk)
    _ = try appender.append([old])
    for batch in [lost, [old], lost] {
      #expect(throws: LogProblem.self) { try appender.append(batch) }
    }
  }

  @Test func `a log that was closed cleanly is not touched when it is opened`() throws {
    let disk = SimulatedDisk(recordsTrace: true)
    disk.installLog(Self.path)
    let appender = try open(disk)
    _ = try appender.append([old])
    appender.close()
    let start = disk.trace.count
    _ = try open(disk)
    let changes = disk.trace[start...].filter { words in
      ["write", "truncate", "fdatasync"].contains { words.hasPrefix($0) }
    }
    #expect(changes.isEmpty)
  }
}
