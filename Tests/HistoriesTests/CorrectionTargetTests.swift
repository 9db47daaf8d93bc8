import Bytes
import Definitions
import EventLog
import Events
import Histories
import TestSupport
import Testing

/// Corrections find their targets by 32 bits of a hash; where two events of one subject share them,
/// the lines decide.
@Suite struct CorrectionTargetTests {
  private let source = "/clinic"

  /// Two ids whose keys have the same low 32 bits. Among 200,000 ids some 4 or 5 pairs do
  /// (200,000² / 2 / 2³²).
  private func collidingIDs() -> (String, String)? {
    var seen: [UInt32: String] = [:]
    for number in 0..<400_000 {
      let id = "r-\(number)"
      let key = EventKey.short(id: Array(id.utf8), source: Array(source.utf8))
      if let other = seen[key] { return (other, id) }
      seen[key] = id
    }
    return nil
  }

  private func event(_ id: String, _ type: String, _ time: String, _ data: String) -> String {
    ",\"id\":\"\(id)\",\"source\":\"\(source)\",\"type\":\"\(type)\",\"subject\":\"P-1\","
      + "\"time\":\"\(time)\",\"data\":\(data)"
  }

  private func void(_ id: String) -> String {
    "{\"source\":\"\(source)\",\"id\":\"\(id)\",\"action\":\"void\",\"reason\":\"x\"}"
  }

  private func log(_ bodies: [String]) throws -> SimulatedDisk {
    let recorded = try #require(Instant("2026-06-01T00:00:00Z"))
    let identity = try #require(LogIdentity(name: "a", origin: "example.org/a"))
    var bytes = identity.line(recorded: recorded) + [0x0A]
    for (index, body) in bodies.enumerated() {
      bytes += LineBuilder.line(
        seq: index + 1, recorded: recorded, body: Array(body.utf8), batch: nil)
      bytes.append(0x0A)
    }
    let disk = SimulatedDisk()
    disk.install("/log.jsonl", bytes)
    return disk
  }

  @Test func `two events with the same bits are told apart by their lines`() throws {
    let (first, second) = try #require(collidingIDs())
    let rating = #"{"instrument":"GAD-7","total":9}"#
    let void = void(second)
    // More than a mark's distance between them, so that lines are found again behind a mark too.
    let notes = (0..<1500).map {
      event("n-\($0)", "note", "2026-01-03T00:00:00Z", #"{"text":"n"}"#)
    }
    let disk = try log(
      [event(first, "rating", "2026-01-01T00:00:00Z", rating)] + notes + [
        event(second, "rating", "2026-01-02T00:00:00Z", rating),
        event("c-1", "correction", "2026-01-05T00:00:00Z", void),
      ])
    let histories = try Replay(disk, .builtIn).histories(of: "/log.jsonl")
    let history = try #require(histories.history(of: Array("P-1".utf8)))
    let ratings = history.events.filter { $0.event.kind == .rating }.map(\.seq)
    #expect(ratings == [1], "\(second) is void, \(first) is not")
  }

  @Test func `an event that has another subject's name is nobody's target`() throws {
    let void = void("none")
    let disk = try log([
      event("r-1", "rating", "2026-01-01T00:00:00Z", #"{"instrument":"GAD-7","total":9}"#),
      event("c-1", "correction", "2026-01-05T00:00:00Z", void),
    ])
    let histories = try Replay(disk, .builtIn).histories(of: "/log.jsonl")
    #expect(histories.history(of: Array("P-1".utf8))?.events.count == 1)
  }
}
