import Bytes
import EventLog
import TestSupport
import Testing

@Suite struct LogCreationTests {
  private static let policies: [SimulatedDisk.Survivors] =
    [.everything, .onlySynchronized] + (0..<20).map { .random($0) }

  private func create(on disk: SimulatedDisk, _ path: String = "logs/a.jsonl") throws {
    try LogCreation.create(disk, path, TestLog.identity, at: TestLog.start)
  }

  /// A disk with an empty folder `logs` that is on the medium.
  private func emptyDisk() throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    try disk.createFolder("logs")
    try disk.synchronizeFolder("/")
    return disk
  }

  @Test func `a new log is line 0, on the medium, and nothing else is left`() throws {
    let disk = try emptyDisk()
    try create(on: disk)
    let wanted = TestLog.identity.line(recorded: TestLog.start) + [0x0A]
    #expect(disk.durableBytes(at: "logs/a.jsonl") == wanted)
    #expect(disk.names(under: "/") == ["logs/", "logs/a.jsonl"])
    let reading = Reading(disk, path: "logs/a.jsonl")
    #expect(reading.verdict == .ok)
    #expect(reading.committed == 1)
    #expect(try disk.status(at: "logs/a.jsonl").permissions == 0o600)
  }

  @Test func `what stands there is never replaced`() throws {
    for content in [[], [1, 2, 3], TestLog(appends: [1]).bytes] {
      let disk = SimulatedDisk()
      disk.install("logs/a.jsonl", content)
      #expect(throws: LogCreation.Failure.taken("logs/a.jsonl")) { try create(on: disk) }
      #expect(disk.bytes(at: "logs/a.jsonl") == content)
      #expect(disk.names(under: "/") == ["logs/", "logs/a.jsonl"])
    }
    let disk = SimulatedDisk()
    disk.install("logs/a.jsonl/inside", [1])
    #expect(throws: LogCreation.Failure.taken("logs/a.jsonl")) { try create(on: disk) }
  }

  @Test func `a folder that is missing or closed is told`() throws {
    #expect(throws: LogCreation.Failure.self) { try create(on: SimulatedDisk()) }
    let disk = try emptyDisk()
    disk.setPermissions(0o500, at: "logs")
    #expect(throws: LogCreation.Failure.self) { try create(on: disk) }
    #expect(disk.names(under: "/") == ["logs/"])
  }

  /// Whatever was acknowledged is there; before that there is no log or a whole one, never half.
  @Test func `at every crash there is no log or a whole line 0`() throws {
    let counting = try emptyDisk()
    let before = counting.calls
    try create(on: counting)
    let count = counting.calls - before
    #expect(count >= 6, "a draft, written, synchronized, linked, removed, the folder synchronized")
    var (absent, present) = (0, 0)
    for number in 0...count {
      let disk = try emptyDisk()
      disk.failures = [disk.calls + number: .crash]
      let isAcknowledged = (try? create(on: disk)) != nil
      #expect(isAcknowledged == (number == count))
      for policy in Self.policies {
        let found = disk.crash(keeping: policy)
        let reading = Reading(found, path: "logs/a.jsonl")
        if reading.problem == .missing("logs/a.jsonl") && !isAcknowledged {
          absent += 1
        } else {
          #expect(reading.verdict == .ok && reading.committed == 1, "crash \(number), \(policy)")
          present += 1
        }
        // What is left of a draft is in nobody's way.
        if reading.problem != nil { #expect(throws: Never.self) { try create(on: found) } }
      }
    }
    #expect(absent > 50 && present > 30)
  }

  @Test func `a call that fails leaves no log behind that was not acknowledged whole`() throws {
    for code: Int32 in [5, 28] {
      for number in 0..<7 {
        let disk = try emptyDisk()
        disk.failures = [disk.calls + number: .fail(code)]
        let isAcknowledged = (try? create(on: disk)) != nil
        let reading = Reading(disk, path: "logs/a.jsonl")
        if isAcknowledged || reading.problem == nil {
          #expect(reading.verdict == .ok && reading.committed == 1, "call \(number)")
        }
        if isAcknowledged {
          #expect(disk.durableBytes(at: "logs/a.jsonl") != nil, "call \(number)")
        }
      }
    }
  }

  /// A second sync would succeed and keep nothing.
  @Test func `a log whose name could not be kept is taken away, and can be started again`() throws {
    let disk = SimulatedDisk(recordsTrace: true)
    try disk.createFolder("logs")
    try create(on: disk)
    let sync = try #require(disk.trace.lastIndex { $0 == "fsync logs" })
    for fault in [SimulatedDisk.Fault.fail(5), .syncLies] {
      let disk = try emptyDisk()
      disk.failures = [sync + 1: fault]
      #expect(throws: LogCreation.Failure.self) { try create(on: disk) }
      #expect(disk.names(under: "/") == ["logs/"])
      try create(on: disk)
      #expect(disk.durableBytes(at: "logs/a.jsonl") != nil, "\(fault)")
    }
  }

  @Test func `nobody appends to a log whose name is not yet on the medium`() throws {
    let disk = try emptyDisk()
    try create(on: disk)
    let file = try disk.open("logs/a.jsonl", .update)
    #expect(try disk.tryLock(file), "the lock is given up at the end")
    let traced = SimulatedDisk(recordsTrace: true)
    try traced.createFolder("logs")
    try create(on: traced)
    let lock = try #require(traced.trace.firstIndex { $0.hasPrefix("flock") })
    let link = try #require(traced.trace.firstIndex { $0.hasPrefix("link") })
    #expect(lock < link)
  }

  @Test func `short writes are completed`() throws {
    let disk = try emptyDisk()
    disk.failures = Dictionary(
      uniqueKeysWithValues: (0..<20).map { (disk.calls + $0, .shortWrite(40)) })
    try create(on: disk)
    #expect(Reading(disk, path: "logs/a.jsonl").verdict == .ok)
  }
}
