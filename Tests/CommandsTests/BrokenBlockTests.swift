import Bytes
import EventLog
import Histories
import TestSupport
import Testing

/// A cohort is read from its cache block by block, while it is folded: one that breaks by then must
/// not be noticed in any answer.
@Suite struct BrokenBlockTests {
  private static let log = "/log.jsonl"

  private static var plan: CachePlan {
    var plan = CachePlan()
    plan.smallestLog = 0
    plan.blockRows = 16
    return plan
  }

  /// A log with a cache, and what is to be appended to it later.
  private func logWithCache(seed: UInt64) throws -> (disk: SimulatedDisk, later: String) {
    let events = SeededClinic(seed: seed, subjects: 8).events
    let half = events.count / 2
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk, cache: Self.plan)
    try #require(stage.run(["init", Self.log, "--origin", "example.org/clinic"]).code == 0)
    try append(events[..<half].map(\.line).joined(), disk)
    #expect(stage.run(["relief", "-f", Self.log]).code == 0)
    return (disk, events[half...].map(\.line).joined())
  }

  private func append(_ lines: String, _ disk: SimulatedDisk) throws {
    let appended = Stage(disk: disk).run(["append", "-f", Self.log], input: lines)
    try #require(appended.code == 0, "\(appended.errors)")
  }

  private func registry(_ disk: SimulatedDisk, cache: CachePlan?) throws -> Registry {
    try Registry([Replay(disk, .builtIn, cache: cache).histories(of: Self.log)])
  }

  private func told(_ registry: Registry) -> [String] {
    var told: [String] = []
    registry.forEach { name, history in
      told.append("\(name) \(history.followUp.end) \(history.events.map(\.seq))")
    }
    return told
  }

  /// Alters every byte of the segment, in the file that whoever reads it has open.
  private func breakSegment(_ disk: SimulatedDisk) throws {
    let folder = Self.log + ".d/cache"
    let name = try #require(try disk.names(in: folder).first { $0.hasPrefix("rows-") })
    let path = folder + "/" + name
    let bytes = try #require(disk.bytes(at: path))
    let file = try disk.open(path, .update)
    defer { disk.close(file) }
    try disk.writeFully(file, at: 0, bytes.map { $0 ^ 0x20 })
  }

  @Test func `the question goes to the log, and the cache is written anew`() throws {
    let (disk, _) = try logWithCache(seed: 3)
    let expected = told(try registry(disk, cache: nil))
    #expect(expected.count == 8)
    var begun = try registry(disk, cache: Self.plan)
    try breakSegment(disk)
    var asked = 0
    let answer = try begun.ask { registry in
      asked += 1
      return told(registry)
    }
    #expect(asked == 2)
    #expect(answer == expected)
    // Whoever comes next finds a cache that holds.
    var next = try registry(disk, cache: Self.plan)
    asked = 0
    let again = try next.ask { registry in
      asked += 1
      return told(registry)
    }
    #expect(asked == 1)
    #expect(again == expected)
    #expect(try !#require(next.logs.first).table.lines.isEmpty)
  }

  @Test func `a log that has grown by then is asked up to the line that the cache was about`()
    throws
  {
    let (disk, later) = try logWithCache(seed: 4)
    let expected = told(try registry(disk, cache: nil))
    var begun = try registry(disk, cache: Self.plan)
    let size = begun.logs[0].size
    try breakSegment(disk)
    try append(later, disk)
    #expect(try begun.ask(told) == expected)
    #expect(begun.logs[0].size == size)
    let grown = told(try registry(disk, cache: nil))
    #expect(grown != expected)
    var next = try registry(disk, cache: Self.plan)
    #expect(try next.ask(told) == grown)
  }

  @Test func `a log that is damaged by then gives no answer`() throws {
    let (disk, _) = try logWithCache(seed: 5)
    var begun = try registry(disk, cache: Self.plan)
    try breakSegment(disk)
    let bytes = try #require(disk.bytes(at: Self.log))
    let file = try disk.open(Self.log, .update)
    try disk.writeFully(file, at: bytes.count / 2, [bytes[bytes.count / 2] ^ 1])
    disk.close(file)
    #expect(throws: LogProblem.self) { try begun.ask(told) }
  }
}
