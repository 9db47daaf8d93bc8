import Bytes
import TestSupport
import Testing

/// What a log without names still told: ages by dates that lie ahead, postal codes that are numbers, years
/// of birth beside bands of ages.
@Suite struct ReleasedAgesTests {
  private func answers(_ events: [(String, String, String)]) throws -> ReleasedAnswers {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    #expect(stage.run(["init", "l.jsonl", "--origin", "example.org/l"]).code == 0)
    let lines = events.enumerated().map { place, event in
      ProducerLine.event(event.0, "e\(place)", event.1, event.2).text
    }
    if !lines.isEmpty {
      let taken = stage.run(
        ["append", "-f", "l.jsonl"], input: lines.joined(separator: "\n") + "\n")
      try #require(taken.code == 0, "\(taken.errors)")
    }
    return try ReleasedAnswers(try #require(disk.bytes(at: "l.jsonl")))
  }

  private func released(_ answers: ReleasedAnswers, _ more: [String] = []) throws -> String {
    let outcome = answers.release(more)
    try #require(outcome.code == 0, "\(outcome.errors)")
    return try #require(answers.disk.bytes(at: "new.jsonl")).text
  }

  /// Events of `ProducerLine` take place in one year; what is due later makes somebody 90.
  @Test func `who turns 90 by a date that lies ahead is over 89`() throws {
    func log(_ due: String) throws -> String {
      try released(
        answers([
          ("intake", "A", #"{"indications":["F41.1"],"birthYear":1940}"#),
          ("plan", "A", #"{"nextDue":"\#(due)"}"#),
        ]))
    }
    let old = try log("2031-06-01T09:00:00Z")
    #expect(old.contains(#""over89":true"#) && !old.contains("birthYear"))
    let young = try log("2028-06-01T09:00:00Z")
    #expect(!young.contains("over89") && young.contains("birthYear"))
  }

  @Test func `a postal code is shortened as a number and inside of an object, and listed`() throws {
    let log = try answers([
      (
        "intake", "A",
        #"{"indications":["F41.1"],"zip":33606,"home":{"zip":"33607","list":[{"zip":3608}]}}"#
      )
    ])
    let outcome = log.release(["--keep", "zip", "--keep", "home"])
    let new = try #require(log.disk.bytes(at: "new.jsonl")).text
    #expect(new.contains(#""zip":"336","home":{"zip":"336","list":[{"zip":"000"}]}"#), "\(new)")
    #expect(outcome.text.contains("look through: home.zip: 336"), "\(outcome.text)")
    #expect(outcome.text.contains("look through: home.list.zip: 000"), "\(outcome.text)")
  }

  @Test func `a member of a trial that nobody knows is left out and counted`() throws {
    let log = try answers([
      ("intake", "A", #"{"indications":["F41.1"],"trials":[{"drug":"sertraline","who":"X"}]}"#)
    ])
    let outcome = log.release()
    #expect(outcome.text.contains("trials.who 1"), "\(outcome.text)")
    #expect(!(log.disk.bytes(at: "new.jsonl") ?? []).text.contains("who"))
  }

  private static let untreated = [1940, 1955, 1970, 1985, 2000].enumerated().map { place, year in
    ("intake", "P\(place)", #"{"indications":["F41.1"],"sex":"male","birthYear":\#(year)}"#)
  }

  @Test func `who was never treated has an age`() throws {
    let log = try answers(Self.untreated)
    let words = ["check", "-f", "old.jsonl", "--k", "5", "--quasi"]
    #expect(log.run(words + ["sex"]).code == 0)
    let outcome = log.run(words + ["sex,age_band"])
    #expect(outcome.code == 1 && outcome.text.contains("5 groups have fewer"), "\(outcome.text)")
    #expect(outcome.errors.contains("coarser than the log"), "\(outcome.errors)")
    #expect(log.release(["--k", "5", "--quasi", "sex,age_band"]).code == 77)
  }

  @Test func `with bands of ages that were asked for years of birth are written in bands`() throws {
    let near = (0..<5).map {
      ("intake", "P\($0)", #"{"indications":["F41.1"],"birthYear":\#(1980 + $0)}"#)
    }
    let log = try answers(near)
    let new = try released(log, ["--k", "5", "--quasi", "age_band"])
    let lines = new.split(separator: "\n").dropFirst()
    let ages = try lines.map { line in
      let root = try JSONDocument(Array(line.utf8)).root
      let year = try #require(root["time"]?.text?.prefix(4)).description
      return try #require(Int(year)) - Int(try #require(root["data"]?["birthYear"]?.whole))
    }
    #expect(ages == [40, 40, 40, 40, 40])
    #expect(log.release(["--k", "5", "--quasi", "age:30/50"], to: "other.jsonl").code == 2)
  }

  @Test func `a log of nobody is no group of five`() throws {
    let log = try answers([])
    let outcome = log.run(["check", "-f", "old.jsonl", "--k", "5", "--quasi", "sex"])
    #expect(outcome.code == 1 && outcome.text.contains("nobody is in it"), "\(outcome.text)")
  }
}
