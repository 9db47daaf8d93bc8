import Bytes
import EventLog
import Synchronization
import TestSupport
import Testing

@Suite struct LogWriterTests {
  /// A clock that goes on by 0.4 s whenever it is asked: every third append or so writes a
  /// checkpoint.
  private final class Clock: Sendable {
    private let ticks = Mutex(0)
    func seconds() -> Double {
      ticks.withLock {
        $0 += 1
        return Double($0) * 0.4
      }
    }
  }

  private func writer(on disk: SimulatedDisk) throws -> LogWriter {
    let clock = Clock()
    let line = TestLog.identity.line(recorded: TestLog.start)
    var frontier = MerkleFrontier()
    frontier.append(line.span)
    let folder = LogFolder(beside: TestLog.path)
    var tiles = TileKeeper(disk, folder)
    tiles.take(SHA256.leaf(line.span))
    return LogWriter(
      disk, try disk.open(TestLog.path, .update), folder,
      at: LogReader.Position(
        lines: 1, bytes: line.count + 1, lastRecorded: TestLog.start, identity: TestLog.identity),
      frontier: frontier, tiles: tiles,
      Timekeeper(now: { TestLog.start }, seconds: { clock.seconds() }, sleep: { _ in }))
  }

  private func newDisk() -> SimulatedDisk {
    let disk = SimulatedDisk()
    disk.install(TestLog.path, TestLog(appends: []).bytes)
    return disk
  }

  private func body(_ number: Int) -> [UInt8] { Array(",\"id\":\"\(number)\",\"data\":{}".utf8) }

  /// Appends batches of 1, 2, 3, 1, … lines until one fails; returns what was acknowledged, and
  /// the size of the batch that was not.
  private func run(
    _ appends: Int, on disk: SimulatedDisk
  ) throws -> (acknowledged: [[UInt8]], lost: Int) {
    let writer = try writer(on: disk)
    var lines: [[UInt8]] = []
    for number in 0..<appends {
      let bodies = (0...number % 3).map { body(lines.count + $0) }
      guard let written = try? writer.append(bodies) else { return (lines, bodies.count) }
      lines += written
    }
    return (lines, 0)
  }

  @Test func `what is appended is read back, on the medium, with its tree and its checkpoint`()
    throws
  {
    let disk = newDisk()
    let (lines, lost) = try run(20, on: disk)
    #expect(lines.count == 39 && lost == 0)  // 6 × (1 + 2 + 3) + 1 + 2
    let found = disk.crash(keeping: .onlySynchronized)
    let reading = Reading(found, isTrusting: false)
    #expect(reading.verdict == .ok && reading.committed == 40)
    #expect(reading.lines == lines)
    let checkpoint = try #require(
      disk.bytes(at: TestLog.path + ".d/checkpoint").flatMap(Checkpoint.init))
    var frontier = MerkleFrontier()
    frontier.append(TestLog.identity.line(recorded: TestLog.start).span)
    for line in lines.prefix(checkpoint.size - 1) { frontier.append(line.span) }
    #expect(
      checkpoint
        == Checkpoint(origin: "example.org/test", size: checkpoint.size, root: frontier.root))
    #expect(checkpoint.size > 30)
  }

  /// The lock binds those who ask for it; others can still take the file away.
  @Test(arguments: ["replaced", "removed", "cut", "lengthened"])
  func `a file that changed hands gets nothing more`(blow: String) throws {
    let disk = newDisk()
    let writer = try writer(on: disk)
    _ = try writer.append([body(1)])
    let before = try #require(disk.bytes(at: TestLog.path))
    switch blow {
    case "replaced":
      disk.install("new", before)
      try disk.rename("new", to: TestLog.path)
    case "removed": try disk.remove(TestLog.path)
    case "cut": try disk.truncate(writer.file, to: before.count - 10)
    default: try disk.writeFully(writer.file, at: before.count, [0x7B])
    }
    let after = disk.bytes(at: TestLog.path)
    for number in 2...3 {
      #expect(throws: LogWriter.Failure.displaced) { try writer.append([body(number)]) }
    }
    writer.writeCheckpoint()
    #expect(writer.failure != nil && !writer.isInPlace)
    #expect(disk.bytes(at: TestLog.path) == after)
    #expect(disk.bytes(at: TestLog.path + ".d/checkpoint") == nil)
  }

  /// The file may be taken away while it is written to: the last look comes after the sync.
  @Test func `an append after which the log cannot be found is not acknowledged`() throws {
    let counting = newDisk()
    let first = try writer(on: counting)
    _ = try first.append([body(1)])
    let calls = counting.calls
    for call in [calls - 1, calls - 2, calls - 3] {
      let disk = newDisk()
      let writer = try writer(on: disk)
      disk.failures = [call: .fail(2)]
      #expect(throws: LogWriter.Failure.self) { try writer.append([body(1)]) }
      #expect(throws: LogWriter.Failure.self) { try writer.append([body(1)]) }
      #expect(writer.position.lines == 1)
    }
  }

  /// With the power gone after the n-th call, for every n: all that was acknowledged is there, and
  /// of the batch in flight all lines or none.
  @Test func `no crash loses or halves what was acknowledged`() throws {
    let counting = newDisk()
    _ = try run(20, on: counting)
    let policies: [SimulatedDisk.Survivors] =
      [.everything, .onlySynchronized] + (0..<16).map { .random($0) }
    var (torn, clean) = (0, 0)
    for number in 1...counting.calls {
      let disk = newDisk()
      disk.failures = [number: .crash]
      let (acknowledged, lost) = try run(20, on: disk)
      for policy in policies {
        let reading = Reading(disk.crash(keeping: policy))
        #expect(reading.verdict == .ok || reading.verdict == .tornTail, "call \(number), \(policy)")
        let count = reading.lines.count
        #expect(
          count == acknowledged.count || count == acknowledged.count + lost,
          "call \(number), \(policy): \(count) of \(acknowledged.count) + \(lost)")
        #expect(Array(reading.lines.prefix(acknowledged.count)) == acknowledged)
        if reading.verdict == .ok { clean += 1 } else { torn += 1 }
      }
    }
    #expect(torn > 80 && clean > 600)
  }

  @Test func `after a failed sync nothing is acknowledged, and the sync is not tried again`() throws
  {
    for fault in [SimulatedDisk.Fault.fail(5), .syncLies] {
      let disk = newDisk()
      let writer = try writer(on: disk)
      let kept = try writer.append([body(1)])
      // A look at the path, a write, then the sync.
      disk.failures = [disk.calls + 2: fault]
      let failure = LogWriter.Failure.disk(DiskError("fdatasync", "", 5))
      #expect(throws: failure) { try writer.append([body(2), body(3)]) }
      #expect(writer.failure != nil)
      let (calls, position) = (disk.calls, writer.position)
      for _ in 0..<3 { #expect(throws: failure) { try writer.append([body(4)]) } }
      writer.writeCheckpoint()
      #expect(disk.calls == calls, "a broken writer leaves the disk alone")
      #expect(writer.position == position && position.lines == 2)
      let reading = Reading(disk.crash(keeping: .onlySynchronized))
      #expect(reading.verdict == .ok && reading.lines == Array(kept))
    }
  }

  /// Why it is not tried again: the second sync succeeds, and the line is on no medium. Nothing in
  /// the file shows it; what would is a checkpoint that was kept elsewhere.
  @Test func `a disk that lied takes the next sync for success, and the line is gone`() throws {
    let disk = newDisk()
    let writer = try writer(on: disk)
    disk.failures = [disk.calls + 2: .syncLies]
    #expect(throws: LogWriter.Failure.self) { try writer.append([body(1)]) }
    #expect(throws: Never.self) { try disk.synchronize(writer.file) }
    #expect(Reading(disk).committed == 2, "programs still see the line")
    let found = disk.crash(keeping: .onlySynchronized)
    #expect(Reading(found).committed == 1 && Reading(found).verdict == .ok)
  }

  @Test func `a failed write breaks the writer, and what it left is a torn tail`() throws {
    for (number, fault) in [(0, .fail(28)), (0, .shortWrite(0)), (1, .fail(5))]
      as [(Int, SimulatedDisk.Fault)]
    {
      let disk = newDisk()
      let writer = try writer(on: disk)
      _ = try writer.append([body(1)])
      // A look at the path comes first. The second write is there only where the first one wrote a
      // part.
      let write = disk.calls + 1
      disk.failures = [write: .shortWrite(50)]
      disk.failures[write + number] = fault
      #expect(throws: LogWriter.Failure.self) { try writer.append([body(2), body(3)]) }
      #expect(writer.failure != nil)
      let reading = Reading(disk)
      #expect(reading.committed == 2 && reading.verdict == (number == 0 ? .ok : .tornTail))
    }
  }

  @Test func `short writes are completed`() throws {
    let disk = newDisk()
    disk.failures = Dictionary(uniqueKeysWithValues: (0..<2000).map { ($0, .shortWrite(7)) })
    let (lines, lost) = try run(8, on: disk)
    #expect(lost == 0)
    #expect(Reading(disk.crash(keeping: .onlySynchronized)).lines == lines)
  }

  /// 65,535 bytes are the limit; the part before the body has 70 of them, the seal 28.
  @Test func `a line over the limit is refused, with its batch, and the writer goes on`() throws {
    let disk = newDisk()
    let writer = try writer(on: disk)
    func body(of length: Int) -> [UInt8] {
      Array((",\"x\":\"" + String(repeating: "x", count: length - 8) + "\"}").utf8)
    }
    let most = 65_535 - 70 - 28
    let before = disk.bytes(at: TestLog.path)
    #expect(throws: LogWriter.Failure.tooLong(0)) { try writer.append([body(of: most + 1)]) }
    #expect(throws: LogWriter.Failure.tooLong(2)) {
      try writer.append([body(of: 50), body(of: 60), body(of: most)])
    }
    #expect(disk.bytes(at: TestLog.path) == before && writer.failure == nil)
    #expect(try writer.append([body(of: most)]).map(\.count) == [65_535])
    #expect(try writer.append([]).isEmpty)
    #expect(Reading(disk).committed == 2)
  }
}

extension LogWriter {
  /// Appends bodies that begin with a comma each.
  @discardableResult
  fileprivate func append(_ bodies: [[UInt8]]) throws(Failure) -> WrittenLines {
    var list = BodyList([])
    for body in bodies { list.add(rewritten: body) }
    return try append(list)
  }
}
