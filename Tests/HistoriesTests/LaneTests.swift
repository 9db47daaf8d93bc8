import Bytes
import Definitions
import EventLog
import Events
import Histories
import Simulation
import TestSupport
import Testing

/// However many threads read a log, what comes out is the same: tables, findings, faults.
@Suite struct LaneTests {
  private func clinic(_ subjects: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    SimulatedClinic(subjects: subjects, seed: 3).write { bytes += $0 }
    return bytes
  }

  private enum Outcome: Equatable {
    case table(
      LargeColumn<Event>, [[String]], [Intake], [InfusionDetail], [Correction], [Int], LogFinding,
      Range<Int>)
    case problem(LogProblem)
  }

  private func read(
    _ disk: any Disk, _ lanes: Int, _ view: EventTable.View = .all
  ) -> Outcome {
    var decoder = EventDecoder(.builtIn, view: view)
    do throws(LogProblem) {
      let reading = try LogReader(disk, "/log.jsonl").read(into: &decoder, lanes: lanes)
      decoder.table.keep(first: reading.finding.committed)
      let table = decoder.table
      let names = [table.subjects, table.labels, table.instruments, table.words].map { names in
        (0..<Int32(names.count)).map(names.text)
      }
      return .table(
        table.events, names, table.intakes, table.infusions, table.corrections, table.marks,
        reading.finding, reading.lastAppend)
    } catch { return .problem(error) }
  }

  @Test func `one thread and many give the same table`() {
    let disk = SimulatedDisk()
    disk.install("/log.jsonl", clinic(150))
    let views: [EventTable.View] = [
      .all, .lines(1), .lines(4000), .recorded(through: Instant("2024-09-01T00:00:00Z")!),
    ]
    for view in views {
      let alone = read(disk, 1, view)
      if case .problem(let problem) = alone { Issue.record("\(problem)") }
      let isWhole = if case .all = view { true } else { false }
      for lanes in isWhole ? [2, 3, 5, 9] : [5] {
        #expect(read(disk, lanes, view) == alone, "\(lanes) \(view)")
      }
    }
  }

  @Test func `a shard of a view is the same on one thread and on many`() throws {
    let disk = SimulatedDisk()
    disk.install("/log.jsonl", clinic(150))
    let views: [Replay.AsOf] = [
      .lines(900), .lines(3000), .recorded(Instant("2024-03-01T00:00:00Z")!),
    ]
    for (number, view) in views.enumerated() {
      for index in 0..<2 {
        let shard = try #require(Shard(index: index, of: 2))
        let alone = try Replay(disk, .builtIn, asOf: view, lanes: 1)
          .histories(of: "/log.jsonl", in: shard)
        #expect(alone.table.corrections.count > 0)
        // Each number of threads is tried at two of the six.
        for lanes in [[2, 3, 5][(number + index) % 3]] {
          let many = try Replay(disk, .builtIn, asOf: view, lanes: lanes)
            .histories(of: "/log.jsonl", in: shard)
          #expect(many.size == alone.size, "\(lanes) \(view)")
          #expect(many.table.corrections == alone.table.corrections, "\(lanes) \(view)")
          #expect(many.table.events == alone.table.events, "\(lanes) \(view)")
        }
      }
    }
  }

  @Test func `damage anywhere is found alike by one thread and by many`() {
    let bytes = clinic(24)
    var random = SeededGenerator(seed: 11)
    for round in 0..<60 {
      var altered = bytes
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch round % 4 {
      case 0: altered[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: altered.removeLast(bytes.count - place)
      case 2: altered.removeSubrange(place..<min(place + 400, bytes.count))
      default: altered.insert(contentsOf: bytes[place..<min(place + 700, bytes.count)], at: place)
      }
      guard !altered.isEmpty else { continue }
      let disk = SimulatedDisk()
      disk.install("/log.jsonl", altered)
      let alone = read(disk, 1)
      #expect(read(disk, 2) == alone, "round \(round), byte \(place), seed 11")
    }
  }

  @Test func `a batch that lies across the border of two ranges is one batch`() throws {
    let recorded = try #require(Instant("2026-06-01T00:00:00Z"))
    let identity = try #require(LogIdentity(name: "a", origin: "example.org/a"))
    var bytes = identity.line(recorded: recorded) + [0x0A]
    let last = 4000
    for seq in 1...last {
      let body =
        ",\"id\":\"\(seq)\",\"source\":\"/a\",\"type\":\"note\",\"subject\":\"P-1\","
        + "\"time\":\"2026-01-01T00:00:00Z\",\"data\":{\"text\":\"a note of some length\"}"
      bytes += LineBuilder.line(
        seq: seq, recorded: recorded, body: Array(body.utf8), batch: 1...last)
      bytes.append(0x0A)
    }
    let disk = SimulatedDisk()
    disk.install("/log.jsonl", bytes)
    let alone = read(disk, 1)
    #expect(read(disk, 3) == alone)
    // Without its last line the batch is torn, wherever the ranges meet.
    disk.install("/log.jsonl", bytes.dropLast(10).map { $0 })
    let torn = read(disk, 1)
    guard case .table(let events, _, _, _, _, _, let finding, _) = torn else {
      Issue.record("a torn batch is no damage")
      return
    }
    #expect(events.count == 1)
    #expect(finding.verdict == .tornTail)
    #expect(read(disk, 3) == torn)
  }
}
