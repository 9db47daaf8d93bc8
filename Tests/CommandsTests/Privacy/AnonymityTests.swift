import Bytes
import TestSupport
import Testing

/// `check --k N --quasi KEYS`: who is alone with what others may know.
@Suite struct AnonymityTests {
  /// Five women of the east with three codes, two men of the east with one, a woman of the west; the
  /// last has no sex and no site.
  private static let people = [
    ("A", "female", "east", "F41.1"), ("B", "female", "east", "F41.1"),
    ("C", "female", "east", "F33.1"), ("D", "female", "east", "F33.1"),
    ("E", "female", "east", "F43.1"), ("F", "male", "east", "F41.1"),
    ("G", "male", "east", "F41.1"),
    ("H", "female", "west", "F41.1"), ("I", "", "", "F41.1"),
  ]

  private func run(_ words: [String]) throws -> Stage.Outcome {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    #expect(stage.run(["init", "l.jsonl", "--origin", "example.org/l"]).code == 0)
    let lines = Self.people.map { name, sex, site, code in
      let who = sex.isEmpty ? "" : #","sex":"\#(sex)","site":"\#(site)""#
      return ProducerLine.event("intake", "e\(name)", name, #"{"indications":["\#(code)"]\#(who)}"#)
        .text
    }
    let taken = stage.run(["append", "-f", "l.jsonl"], input: lines.joined(separator: "\n") + "\n")
    #expect(taken.code == 0, "\(taken.errors)")
    return stage.run(["check", "-f", "l.jsonl"] + words)
  }

  private func document(_ words: [String], code: Int32) throws -> JSONNode {
    let outcome = try run(words + ["--format", "json"])
    #expect(outcome.code == code, "\(outcome.errors)")
    let faults = try AnswerSchemas.schema("anonymity")
      .faults(in: try AnswerSchemas.value(outcome.output))
    #expect(faults.isEmpty, "\(faults)")
    return try JSONDocument(outcome.output).root
  }

  private func groups(_ node: JSONNode?) -> [String] {
    (node?.elements ?? []).map { group in
      let values = (group["values"]?.members ?? []).map { $0.value.text ?? "" }
      return values.joined(separator: " ") + ": \(group["people"]?.whole ?? -1)"
    }
  }

  @Test func `groups that are too small are listed with how many would have to go`() throws {
    let three = try document(["--k", "3", "--quasi", "sex,site"], code: 1)
    #expect(groups(three["small"]) == ["female west: 1", "male east: 2", "missing missing: 1"])
    #expect(three["peopleInSmallGroups"]?.whole == 4 && three["smallest"]?.whole == 1)
    #expect(three["groups"]?.whole == 4 && three["subjects"]?.whole == 9)
    #expect(three["holds"]?.bool == false && three["uniform"]?.kind == .null)
    let one = try document(["--k", "2", "--quasi", "site", "--where", "site=east"], code: 0)
    #expect(one["holds"]?.bool == true && groups(one["small"]).isEmpty)
  }

  @Test func `a group that is large enough and has one value alone is no group either`() throws {
    let words = ["--k", "2", "--quasi", "sex,site", "--sensitive", "indication"]
    let answer = try document(words, code: 1)
    #expect(groups(answer["small"]) == ["female west: 1", "missing missing: 1"])
    #expect(groups(answer["uniform"]) == ["male east: 2"])
    #expect(answer["uniform"]?.elements.first?["distinct"]?.whole == 1)
    #expect(answer["leastDistinct"]?.whole == 1)
    let women = try document(
      words + ["--where", "sex=female and site=east"], code: 0)
    #expect(women["leastDistinct"]?.whole == 3)
  }

  @Test func `text and rows say the same`() throws {
    let words = ["--k", "3", "--quasi", "sex,site"]
    let text = try run(words)
    #expect(
      text.text.contains("3 groups have fewer than 3 people; 4 people would have to go"),
      "\(text.text)")
    let rows = CSVRows(try run(words + ["--format", "csv"]).text)
    #expect(
      rows.prefix(2) == [
        ["sex", "site", "people", "distinct", "why"], ["female", "west", "1", "", "few"],
      ])
  }

  @Test(arguments: [
    ["--k", "3"], ["--quasi", "sex"], ["--k", "1", "--quasi", "sex"],
    ["--k", "3", "--quasi", "shoe"],
    ["--k", "3", "--quasi", "sex", "--sensitive", "sex"], ["--k", "3", "--quasi", "sex", "--list"],
    ["--k", "3", "--quasi", "sex", "--sensitive", "site,arm"],
  ])
  func `what says nothing is refused`(words: [String]) throws {
    let outcome = try run(words)
    #expect(outcome.code == 2 && outcome.output.isEmpty, "\(outcome.errors)")
  }

  @Test func `bands of ages are those of strata`() throws {
    let answer = try document(["--k", "2", "--quasi", "age_band,indicationGroup"], code: 1)
    #expect(answer["quasi"]?.elements.compactMap(\.text) == ["age", "indicationGroup"])
    #expect(groups(answer["small"]) == ["missing F43: 1"])
  }
}
