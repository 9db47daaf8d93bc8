import Bytes
import Definitions
import EventLog
import Events
import Histories
import Simulation
import TestSupport
import Testing

/// Lines are looked at again after a log was read: those of another file are not taken for them.
@Suite struct SwappedLogTests {
  private static func clinic(seed: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    SimulatedClinic(subjects: 3, seed: seed).write { bytes += $0 }
    return bytes
  }

  @Test(arguments: ["replaced", "cut", "removed", "rewritten"])
  func `a log that changed hands gives no line and no particulars`(blow: String) throws {
    let disk = SimulatedDisk()
    disk.install("log.jsonl", Self.clinic(seed: 1))
    let histories = try Replay(disk, .builtIn).histories(of: "log.jsonl")
    let size = histories.size
    #expect(try LineHeader(JSONDocument(histories.lines.line(size - 1).bytes)).seq == size - 1)
    #expect(try histories.particulars().recorded.count >= size)
    let file = try disk.open("log.jsonl", .update)
    switch blow {
    case "replaced":
      disk.install("new", Self.clinic(seed: 1))
      try disk.rename("new", to: "log.jsonl")
    case "cut": try disk.truncate(file, to: 3000)
    case "removed": try disk.remove("log.jsonl")
    default: try disk.writeFully(file, at: 0, [UInt8](repeating: 0x20, count: 100_000))
    }
    #expect(throws: LogProblem.self) { try histories.lines.line(size - 1) }
    #expect(throws: LogProblem.self) { try histories.particulars() }
  }

  @Test func `a log that only grew gives the lines that it had`() throws {
    let disk = SimulatedDisk()
    let bytes = Self.clinic(seed: 1)
    disk.install("log.jsonl", bytes)
    let histories = try Replay(disk, .builtIn).histories(of: "log.jsonl")
    let file = try disk.open("log.jsonl", .update)
    try disk.writeFully(file, at: bytes.count, Array("{\"half".utf8))
    #expect(try histories.lines.line(3).bytes == bytes.split(separator: 0x0A)[3].map { $0 })
    #expect(try histories.particulars().recorded.count >= histories.size)
  }
}
