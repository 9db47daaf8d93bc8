import Bytes
import Definitions
import EventLog
import Events
import Histories
import Simulation
import TestSupport
import Testing

/// Rows by subject, and subjects by name, against a sort.
@Suite struct GroupingTests {
  private func histories(_ subjects: Int) throws -> Histories {
    var bytes: [UInt8] = []
    SimulatedClinic(subjects: subjects, seed: 5).write { bytes += $0 }
    let disk = SimulatedDisk()
    disk.install("/log.jsonl", bytes)
    return try Replay(disk, .builtIn).histories(of: "/log.jsonl")
  }

  @Test func `rows of a subject are all of its rows, in order, in however many parts`() throws {
    let table = try histories(40).table
    var wanted: [Int32: [Int]] = [:]
    for (row, event) in table.events.enumerated() where event.subject >= 0 {
      wanted[event.subject, default: []].append(row)
    }
    for lanes in [1, 2, 3, 17] {
      let grouping = Grouping(table, lanes: lanes, least: 1)
      for subject in 0..<Int32(table.subjects.count) {
        #expect(grouping.rows(of: subject) == wanted[subject] ?? [], "\(lanes) lanes")
      }
    }
  }

  @Test func `subjects stand in the order of their names`() throws {
    let histories = try histories(120)
    let registry = try Registry([histories])
    let names = (0..<registry.count).map(registry.name)
    let wanted = (0..<Int32(histories.table.subjects.count)).map {
      histories.table.subjects.bytes($0)
    }
    .sorted(by: bytesPrecede).map(\.text)
    #expect(names == wanted)
  }

  @Test func `the flags of an event are asked alike`() {
    for bits in UInt8.min...UInt8.max {
      var event = Event(kind: .rating, time: Instant(milliseconds: 0))
      event.flags = Event.Flags(rawValue: bits)
      #expect(event.isVoided == event.flags.contains(.voided))
      #expect(event.hasTotal == event.flags.contains(.hasTotal))
      #expect(event.isPartial == event.flags.contains(.partial))
      #expect(event.isNotAssessed == event.flags.contains(.notAssessed))
    }
  }
}
