import Bytes
import Definitions
import Histories
import Projections
import Reports
import TestSupport
import Testing

/// Where a person stands, as the commands say it.
@Suite struct StandingCommandTests {
  private static func appended(
    _ seed: UInt64, to path: String, on disk: SimulatedDisk, in parts: [Instant]
  ) -> Int {
    let name = String(path.dropFirst().dropLast(".jsonl".count))
    let first = Stage(disk: disk, now: parts[0])
    #expect(first.run(["init", path, "--origin", "example.org/\(name)"]).code == 0)
    let events = SeededClinic(seed: seed, subjects: 9, corrections: 0).events.map(\.line)
    let size = (events.count + parts.count - 1) / parts.count
    for (number, now) in parts.enumerated() {
      let part = events[min(events.count, number * size)..<min(events.count, (number + 1) * size)]
      let outcome = Stage(disk: disk, now: now).run(["append", "-f", path], input: part.joined())
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
    return 1 + min(events.count, size)
  }

  private func standing(_ words: [String], on disk: SimulatedDisk) throws -> JSONNode {
    let outcome = Stage(disk: disk).run(words + ["--extra", "--format", "json"])
    #expect(outcome.code == 0, "\(words): \(outcome.errors)")
    return try #require(try JSONDocument(outcome.output).root["extra"]?["standing"])
  }

  private static let march = Instant("2026-03-01T12:00:00.250Z")!
  private static let may = Instant("2026-05-01T08:00:00Z")!

  @Test(arguments: [3, 4] as [UInt64])
  func `a view by its lines says what the log said when it had no more`(seed: UInt64) throws {
    let disk = SimulatedDisk()
    let path = "/a.jsonl"
    let lines = Self.appended(seed, to: path, on: disk, in: [Self.march, Self.may])
    // The same first lines alone.
    let early = SimulatedDisk()
    var bytes: [UInt8] = []
    for line in disk.lines(of: path).prefix(lines) { bytes += line + [0x0A] }
    early.install(path, bytes)
    for subject in ["S0", "S3", "S8"] {
      for command in ["relief", "timeline"] {
        let then = try standing([command, subject, "-f", path], on: early)
        #expect(then["asOfFrom"]?.text == "last-recorded" || then["asOfFrom"]?.text == "exit")
        let now = try standing([command, subject, "--as-of", "\(lines)", "-f", path], on: disk)
        #expect(then.raw == now.raw, "seed \(seed): \(command) \(subject)")
      }
    }
  }

  @Test func `a log's last line is now for its own people, and others come from all logs`() throws {
    let disk = SimulatedDisk()
    _ = Self.appended(1, to: "/a.jsonl", on: disk, in: [Self.march])
    _ = Self.appended(2, to: "/b.jsonl", on: disk, in: [Self.may])
    let logs = ["-f", "/a.jsonl", "-f", "/b.jsonl"]
    var found = 0
    for number in 0..<9 {
      for (log, recorded) in [("a", Self.march), ("b", Self.may)] {
        let both = try standing(["relief", "\(log)/S\(number)"] + logs, on: disk)
        let alone = try standing(["relief", "S\(number)", "-f", "/\(log).jsonl"], on: disk)
        #expect(both["asOf"]?.text == alone["asOf"]?.text)
        if both["asOfFrom"]?.text == "last-recorded" {
          #expect(both["asOf"]?.text == recorded.text)
          found += 1
        }
        #expect(both["state"]?.text == alone["state"]?.text)
        guard let few = alone["comparison"]?["people"]?.whole,
          let many = both["comparison"]?["people"]?.whole
        else { continue }
        #expect(many > few)
      }
    }
    #expect(found > 1)
  }

  @Test func `with no other read the rest is the same`() throws {
    let disk = SimulatedDisk()
    _ = Self.appended(6, to: "/a.jsonl", on: disk, in: [Self.may])
    for command in ["relief", "timeline"] {
      let stage = Stage(disk: disk)
      let whole = stage.run([command, "S1", "-f", "/a.jsonl"]).text.split(separator: "\n")
      let alone = stage.run([command, "S1", "-f", "/a.jsonl", "--no-comparison"]).text
        .split(separator: "\n")
      let start = try #require(whole.firstIndex { $0.contains("comparable courses") })
      let end = try #require(
        whole.firstIndex { $0.contains("next treatment") || $0.contains("due") })
      #expect(Array(whole[..<start] + whole[end...]) == alone)
    }
  }

  @Test(arguments: [60, 80, 200])
  func `scores and standing keep to the width`(width: Int) throws {
    let disk = SimulatedDisk()
    _ = Self.appended(11, to: "/a.jsonl", on: disk, in: [Self.may])
    let replay = Replay(disk, .builtIn)
    let registry = try Registry([replay.histories(of: "/a.jsonl")])
    let plan = AnalysisPlan()
    registry.forEach { name, history in
      guard let timeline = TimelineProjection(plan).project(history, shownAs: name).first else {
        return
      }
      var report = TimelineReport(
        header: AnswerHeader("timeline.v1", plan, registry, replay, instruments: ["GAD-7"]),
        timeline: timeline)
      let vantage = Vantage(until: nil, asOf: nil, lastRecorded: Self.may)
      report.standing = StandingReport(
        Standing(timeline.record, plan, shownAs: name, at: vantage),
        PeerCurve.Outcome(of: history, shownAs: name, plan, among: registry), plan)
      let lines = report.text(plan, explains: false, width: width)
      let scores = lines.firstIndex { $0.hasPrefix("scores") }
      let standing = lines.firstIndex { $0.hasPrefix("standing") }
      let safety = lines.firstIndex { $0.hasPrefix("safety") }
      guard let scores, let standing, let safety else {
        Issue.record("\(name): \(lines)")
        return
      }
      for line in lines[scores..<safety] + lines[standing...].dropLast() {
        #expect(line.unicodeScalars.count <= width, "\(name): \(line)")
      }
    }
  }
}
