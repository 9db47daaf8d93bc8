import Bytes
import EventLog
import TestSupport
import Testing

@Suite struct TornTailTests {
  static let log = TestLog(appends: [1, 2])
  private static let policies: [SimulatedDisk.Survivors] =
    [.everything, .onlySynchronized] + (0..<20).map { .random($0) }

  private func disk(tail: [UInt8]) -> SimulatedDisk {
    let disk = SimulatedDisk()
    disk.install("logs/a.jsonl", Self.log.bytes + tail)
    return disk
  }

  private func move(on disk: SimulatedDisk) throws -> String {
    var collector = Collector()
    let finding = try LogReader(disk, "logs/a.jsonl").read(into: &collector).finding
    let file = try disk.open("logs/a.jsonl", .update)
    defer { disk.close(file) }
    return try TornTail.move(disk, file, LogFolder(beside: "logs/a.jsonl"), finding)
  }

  @Test(arguments: [1, 30, 5000, 1 << 20, 1 << 20 + 1])
  func `a tail is moved byte for byte, and the log is in order`(size: Int) throws {
    let tail = (0..<size).map { UInt8(truncatingIfNeeded: $0 % 251) }
    let disk = disk(tail: tail)
    let kept = try move(on: disk)
    #expect(kept == "logs/a.jsonl.d/torn/\(Self.log.bytes.count)")
    #expect(disk.durableBytes(at: kept) == tail)
    #expect(disk.durableBytes(at: "logs/a.jsonl") == Self.log.bytes)
    let reading = Reading(disk, path: "logs/a.jsonl")
    #expect(reading.verdict == .ok && reading.committed == 4)
  }

  @Test func `a second tail at the same byte has a name of its own`() throws {
    let disk = disk(tail: [1])
    let first = try move(on: disk)
    var kept = [first]
    for tail: [UInt8] in [[2, 2], [3, 3, 3]] {
      let file = try disk.open("logs/a.jsonl", .update)
      try disk.writeFully(file, at: Self.log.bytes.count, tail)
      kept.append(try move(on: disk))
    }
    #expect(kept == [first, first + ".2", first + ".3"])
    #expect(kept.map { disk.durableBytes(at: $0) } == [[1], [2, 2], [3, 3, 3]])
  }

  /// The bytes are in the log, or in `torn/`, or in both: never in neither.
  @Test func `at every crash the torn bytes are in one place at least`() throws {
    let tail = Array("half of a line, and more than one sector of it".utf8) + [UInt8](1...250)
    let counting = disk(tail: tail)
    var collector = Collector()
    _ = try LogReader(counting, "logs/a.jsonl").read(into: &collector)
    let readingCalls = counting.calls
    let whole = disk(tail: tail)
    _ = try move(on: whole)
    let count = whole.calls - readingCalls
    #expect(count >= 12)
    var (inLog, inTorn) = (0, 0)
    for number in 0...count {
      let disk = disk(tail: tail)
      disk.failures = [readingCalls + number: .crash]
      let isDone = (try? move(on: disk)) != nil
      #expect(isDone == (number == count))
      for policy in Self.policies {
        let found = disk.crash(keeping: policy)
        let log = try #require(found.bytes(at: "logs/a.jsonl"), "crash \(number), \(policy)")
        let kept = found.bytes(at: "logs/a.jsonl.d/torn/\(Self.log.bytes.count)")
        #expect(log.starts(with: Self.log.bytes), "crash \(number), \(policy)")
        let hasTail = Array(log.dropFirst(Self.log.bytes.count)) == tail
        #expect(hasTail || log == Self.log.bytes, "crash \(number), \(policy)")
        #expect(hasTail || kept == tail, "crash \(number), \(policy)")
        #expect(!isDone || (log == Self.log.bytes && kept == tail), "\(policy)")
        inLog += hasTail ? 1 : 0
        inTorn += kept == tail ? 1 : 0
        // The next writer starts again and ends well.
        let reading = Reading(found, path: "logs/a.jsonl")
        #expect(reading.committed == 4 && reading.verdict == (hasTail ? .tornTail : .ok))
        if hasTail { #expect(throws: Never.self) { try move(on: found) } }
      }
    }
    #expect(inLog > 100 && inTorn > 50)
  }

  @Test func `a call that fails leaves the tail where it was`() throws {
    let tail: [UInt8] = [9, 9, 9]
    for number in 0..<30 {
      let disk = disk(tail: tail)
      disk.failures = [disk.calls + number: .fail(28)]
      guard (try? move(on: disk)) == nil else { continue }
      let log = try #require(disk.bytes(at: "logs/a.jsonl"))
      let kept = disk.bytes(at: "logs/a.jsonl.d/torn/\(Self.log.bytes.count)")
      #expect(log == Self.log.bytes + tail || kept == tail, "call \(number)")
    }
  }

  @Test func `short writes are completed`() throws {
    let tail = [UInt8](repeating: 7, count: 1000)
    let disk = disk(tail: tail)
    disk.failures = Dictionary(
      uniqueKeysWithValues: (0..<100).map { (disk.calls + $0, .shortWrite(33)) })
    let kept = try move(on: disk)
    #expect(disk.durableBytes(at: kept) == tail)
  }
}
