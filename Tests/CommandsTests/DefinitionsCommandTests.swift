import Bytes
import Definitions
import Foundation
import TestSupport
import Testing

/// `definitions` in every format, about everything that is built in.
@Suite struct DefinitionsCommandTests {
  private static let clinic = Vectors.tests + "/data/definitions/clinic.json"
  private static let parts = ["instruments", "sets", "windows", "visits", "index", "nhs"]
  private static let names =
    Definitions.builtIn.instruments.map(\.id) + Definitions.builtIn.sets.map(\.id)
    + ["windows", "visits", "index", "nhs"]

  /// Questions whose answers have all there is to be said.
  private static let questions: [[String]] =
    [["list"], ["list", "--definitions", clinic], ["show"] + names]
    + parts.map { ["list", $0] } + names.map { ["show", $0] }
    + [
      ["show", "CLINIC-5", "clinic", "--definitions", clinic], ["diff", "standard", "strict"],
      ["diff", "GAD-7", "HAM-D17"], ["diff", "--definitions", clinic], ["diff", "nhs", "nhs"],
      ["diff", "visits", "--definitions", clinic],
      ["diff", "standard", "clinic"]
        + ["--definitions", clinic],
    ]

  private func run(_ words: [String], _ format: String) -> Stage.Outcome {
    Stage().run(["definitions"] + words + ["--format", format])
  }

  @Test(arguments: questions) func `text fits eighty columns`(words: [String]) {
    let outcome = run(words, "text")
    #expect(outcome.code == 0 && !outcome.text.isEmpty, "\(outcome.errors)")
    for line in outcome.text.split(separator: "\n") {
      #expect(line.unicodeScalars.count <= 80 && line.last != " ", "\(line)")
    }
  }

  @Test(arguments: questions) func `JSON is as its schema says`(words: [String]) throws {
    let path = "\(Vectors.tests)/../docs/schema/definitions.schema.json"
    let schema = try JSONSchema(Data(contentsOf: URL(fileURLWithPath: path)))
    let outcome = run(words, "json")
    let value = try JSONSerialization.jsonObject(with: Data(outcome.output))
    #expect(schema.faults(in: value).isEmpty, "\(schema.faults(in: value).prefix(3))")
  }

  @Test(arguments: questions) func `rows are the same in both formats`(words: [String]) throws {
    let csv = run(words, "csv").text
    let lines = run(words, "jsonl").output.split(separator: 0x0A).map(Array.init)
    let head = csv.prefix { $0 != "\r\n" }.split(separator: ",").map(String.init)
    // No value of the definitions has a line break in it.
    #expect(csv.split(separator: "\r\n").count == lines.count + 1)
    for line in lines {
      #expect(try JSONDocument(line).root.members.map(\.key.text) == head)
    }
  }

  @Test func `the built-in file and the example of the manual fit the schema`() throws {
    let tests = Vectors.tests
    let path = "\(tests)/../docs/schema/definitions.schema.json"
    let schema = try JSONSchema(Data(contentsOf: URL(fileURLWithPath: path)))
    for file in ["\(tests)/data/instruments.json", Self.clinic] {
      let value = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: file)))
      #expect(schema.faults(in: value).isEmpty, "\(file): \(schema.faults(in: value).prefix(3))")
    }
    let manual = try String(contentsOfFile: "\(tests)/../docs/definitions.md", encoding: .utf8)
    let example = try String(contentsOfFile: Self.clinic, encoding: .utf8)
    #expect(manual.contains("```json\n\(example)```"))
  }

  /// Windows have words; a new one needs some.
  @Test func `every window is explained`() {
    let rows = run(["list", "windows"], "jsonl").output.split(separator: 0x0A).map(Array.init)
    #expect(rows.count == Definitions.builtIn.windows.values.count)
    for row in rows {
      #expect((try? JSONDocument(row).root["title"]?.text) != nil, "\(row.text)")
    }
  }

  @Test func `what is shown can be used as it is`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("ours.json")
    let shown = Stage().run(
      ["definitions", "show", "standard", "GAD-7", "nhs", "-o", path])
    #expect(shown.code == 0, "\(shown.errors)")
    let log = Vectors.tests + "/data/ds005917/ds005917.jsonl"
    let plain = Stage().run(["relief", "-f", log, "--format", "json"])
    let ours = Stage().run(["relief", "-f", log, "--format", "json", "--definitions", path])
    #expect(ours.code == 0 && ours.text == plain.text, "the same values are no other definition")
  }
}
