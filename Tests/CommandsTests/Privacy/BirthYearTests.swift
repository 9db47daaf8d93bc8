import Bytes
import TestSupport
import Testing

/// `check --k` by exact years of birth, and by ages of those of whom a release says that they are over 89.
@Suite struct BirthYearTests {
  /// Ten people of 40 in 2026, one of 41; three over 89, as a release says it; two who lack a year.
  private func run(_ words: [String]) throws -> JSONNode {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    #expect(stage.run(["init", "l.jsonl", "--origin", "example.org/l"]).code == 0)
    let years = Array(repeating: #","birthYear":1986"#, count: 10) + [#","birthYear":1985"#]
    let all =
      years + Array(repeating: #","over89":true"#, count: 3) + Array(repeating: "", count: 2)
    let lines = all.enumerated().map { place, year in
      ProducerLine.event("intake", "e\(place)", "P\(place)", #"{"indications":["F41.1"]\#(year)}"#)
        .text
    }
    let taken = stage.run(["append", "-f", "l.jsonl"], input: lines.joined(separator: "\n") + "\n")
    #expect(taken.code == 0, "\(taken.errors)")
    let outcome = stage.run(["check", "-f", "l.jsonl", "--format", "json"] + words)
    #expect([0, 1].contains(outcome.code), "\(outcome.errors)")
    return try JSONDocument(outcome.output).root
  }

  private func small(_ answer: JSONNode) -> [String] {
    (answer["small"]?.elements ?? []).map { group in
      let values = (group["values"]?.members ?? []).map { $0.value.text ?? "" }
      return "\(values.joined(separator: " ")): \(group["people"]?.whole ?? -1)"
    }
  }

  @Test func `who is over 89 has an age, and lacks none`() throws {
    let answer = try run(["--k", "4", "--quasi", "age_band"])
    #expect(small(answer) == ["over 89: 3", "missing: 2"])
    #expect(answer["groups"]?.whole == 3)
  }

  @Test func `a year of birth is finer than a band of ages`() throws {
    let answer = try run(["--k", "4", "--quasi", "birth_year"])
    #expect(small(answer) == ["over 89: 3", "1985: 1", "missing: 2"])
    #expect(answer["quasi"]?.elements.compactMap(\.text) == ["birth_year"])
    let both = try run(["--k", "2", "--quasi", "indication,birth_year"])
    #expect(small(both) == ["F41.1 1985: 1"])
    #expect(both["groups"]?.whole == 4)
  }

  @Test func `years of birth move in a release, which is asked for bands`() throws {
    let log = try ReleasedAnswers(try demo())
    let refused = log.release(["--k", "5", "--quasi", "birth_year"])
    #expect(refused.code == 2 && refused.errors.contains("age_band"), "\(refused.errors)")
  }

  private func demo() throws -> [UInt8] {
    let disk = SimulatedDisk()
    #expect(Stage(disk: disk).run(["demo", "l.jsonl", "--subjects", "3", "--seed", "1"]).code == 0)
    return try #require(disk.bytes(at: "l.jsonl"))
  }
}
