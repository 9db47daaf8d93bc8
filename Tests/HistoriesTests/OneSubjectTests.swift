import Bytes
import Definitions
import EventLog
import Events
import Histories
import Simulation
import TestSupport
import Testing

/// One subject alone is read by a shorter way; it must come to the same.
@Suite struct OneSubjectTests {
  private func check(_ disk: any Disk, _ path: String, asOf: Replay.AsOf? = nil) throws {
    let replay = Replay(disk, .builtIn, asOf: asOf)
    let all = try replay.histories(of: path)
    let registry = try Registry([all])
    var compared = 0
    for name in registry.names {
      let alone = try replay.histories(of: path, about: name)
      let wanted = all.history(of: Array(name.utf8))
      let found = alone.history(of: Array(name.utf8))
      #expect(wanted == nil ? found == nil : same(wanted, found), "\(path): \(name)")
      #expect(alone.size == all.size)
      #expect(alone.unknownTypes == all.unknownTypes)
      compared += 1
    }
    #expect(compared > 0 || all.size < 2)
  }

  private func same(_ left: History?, _ right: History?) -> Bool {
    guard let left, let right else { return false }
    return left.events.map(\.seq) == right.events.map(\.seq)
      && told(left) == told(right)
      && left.followUp == right.followUp && left.orphanedDoses == right.orphanedDoses
      && left.duplicateLabels == right.duplicateLabels
  }

  /// What events say, with names in place of numbers, which are each table's own.
  private func told(_ history: History) -> [EventTable.Told] {
    history.events.map { entry in history.table.told(entry.event) }
  }

  @Test func `a simulated clinic gives each patient the history that the cohort has`() throws {
    let disk = SimulatedDisk()
    var bytes: [UInt8] = []
    SimulatedClinic(subjects: 40, seed: 7).write { bytes += $0 }
    disk.install("/log.jsonl", bytes)
    try check(disk, "/log.jsonl")
    try check(disk, "/log.jsonl", asOf: .lines(1500))
  }
}

@Suite struct OneSubjectVectorTests {
  @Test(arguments: Vectors.names(in: "outcomes", ending: ".jsonl"))
  func `each subject of a vector has the history that the cohort has`(name: String) throws {
    let replay = Replay(SystemDisk(), .builtIn)
    let path = Vectors.folder + "/outcomes/" + name
    let all = try replay.histories(of: path)
    for subject in try Registry([all]).names {
      let alone = try replay.histories(of: path, about: subject)
      let wanted = all.history(of: Array(subject.utf8))?.events.map(\.seq)
      #expect(alone.history(of: Array(subject.utf8))?.events.map(\.seq) == wanted, "\(subject)")
    }
  }
}
