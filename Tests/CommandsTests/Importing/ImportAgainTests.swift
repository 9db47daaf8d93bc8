import Bytes
import TestSupport
import Testing

/// What a clinic does after its first import: mends rejected rows, brings next month's visits, saves the
/// sheet once more, takes the wrong key.
@Suite struct ImportAgainTests {
  /// An intake, once, and a rating for each row.
  private static let mapping = #"""
    {
      "mapping": 1, "source": "/import/test", "pseudonyms": true, "zone": "UTC",
      "subject": { "column": "id" },
      "tables": [{
        "name": "ratings",
        "events": [{
          "type": "intake", "once": true, "id": "{subject}-intake",
          "time": { "column": "date", "format": "d/M/yyyy", "hour": "10:00" },
          "data": {
            "indications": { "column": "dx" }, "birthYear": { "column": "born" },
            "weightKg": { "column": "kg" }
          }
        }, {
          "type": "rating", "when": "gad7", "id": "{subject}-{date}",
          "time": { "column": "date", "format": "d/M/yyyy", "hour": "10:00" },
          "data": { "instrument": "GAD-7", "total": { "column": "gad7" } }
        }]
      }]
    }
    """#

  private static let head = "id,date,dx,born,kg,gad7\n"

  private func stage(_ mapping: String = ImportAgainTests.mapping) -> ImportStage {
    ImportStage(mapping: mapping)
  }

  private func take(
    _ rows: String, _ more: [String] = [], on stage: ImportStage
  ) -> Stage.Outcome {
    stage.take(Self.head, rows, more)
  }

  private func lines(_ stage: ImportStage, _ type: String) throws -> [String] {
    try stage.events().filter { $0.contains("type=\(type)") }
  }

  @Test func `nothing of a rejected row enters, not even what is made once`() throws {
    let stage = stage()
    let outcome = take(
      "P-1,5/1/2026,F41.1,1975,80,28\nP-2,5/1/2026,F41.1,1980,70,9\n", ["--rejects", "r.csv"],
      on: stage)
    #expect(outcome.code == 0)
    #expect(outcome.text.hasPrefix("imported 2 events of 1 subject from 2 rows"), "\(outcome.text)")
    #expect(try stage.events().allSatisfy { $0.contains("subject=P-2") })
    // The next row of a person makes what the rejected one would have made.
    let other = self.stage()
    let second = take(
      "P-1,5/1/2026,F41.1,1975,80,28\nP-1,6/1/2026,F41.1,1975,80,9\n", ["--rejects", "r.csv"],
      on: other)
    #expect(second.code == 0)
    #expect(try lines(other, "intake").map { $0.contains("2026-01-06T10:00:00") } == [true])
  }

  @Test func `next month's rows find the intake that is there`() throws {
    let stage = stage()
    #expect(take("P-1,5/1/2026,F41.1,1975,80,17\n", on: stage).code == 0)
    let later = take("P-1,5/2/2026,F41.1,1975,80,9\nP-2,6/2/2026,F41.1,1980,,12\n", on: stage)
    #expect(later.code == 0, "\(later.errors)")
    #expect(later.text.hasPrefix("imported 3 events of 2 subjects from 2 rows"), "\(later.text)")
    #expect(later.text.contains("1 event there already"))
    #expect(!later.errors.contains("differ"))
    // A sheet of follow-ups need not say again who somebody is.
    let bare = take("P-1,5/3/2026,,,,8\n", on: stage)
    #expect(bare.code == 0, "\(bare.errors)")
    #expect(try lines(stage, "intake").count == 2)
    let nobody = take("P-9,5/3/2026,,,,8\n", on: stage)
    #expect(nobody.code == 65)
    #expect(nobody.errors.contains("dx: intake data.indications: missing"), "\(nobody.errors)")
  }

  @Test func `what differs from the log is told once, and the log keeps what it has`() throws {
    let stage = stage()
    #expect(take("P-1,5/1/2026,F41.1,1975,,17\n", on: stage).code == 0)
    let rows = "P-1,5/2/2026,F41.1,1976,80,9\nP-1,6/2/2026,F41.1,1976,80,8\n"
    let outcome = take(rows, ["--dry-run", "--format", "json"], on: stage)
    let differs = try #require(try JSONDocument(outcome.output).root["differs"]).elements
    #expect(differs.compactMap { $0["member"]?.text } == ["birthYear", "weightKg"])
    #expect(differs.compactMap { $0["line"]?.whole } == [2, 2])
    let told = take(rows, on: stage)
    #expect(told.code == 0)
    #expect(told.errors.contains("2 values differ from the log"), "\(told.errors)")
    #expect(
      told.errors.contains(
        "t.csv:2: born: intake data.birthYear: is 1976 here and 1975 in the log"),
      "\(told.errors)")
    #expect(
      told.errors.contains("t.csv:2: kg: intake data.weightKg: is 80 here and not said in the log"))
    #expect(try lines(stage, "intake").allSatisfy { $0.contains("1975") })
    // An amend settles it.
    #expect(take(rows, ["--corrections", "a.jsonl"], on: stage).code == 0)
    let amend = stage.text("a.jsonl")
    #expect(
      amend.contains(#""data":{"indications":["F41.1"],"birthYear":1976,"weightKg":80}"#),
      "\(amend)")
    #expect(amend.contains(#""subject":"P-1","time":"2026-01-05T10:00:00Z""#))
    #expect(stage.run(["append", "a.jsonl", "-f", "c.jsonl"]).code == 0)
    let again = take(rows, on: stage)
    #expect(again.code == 0 && !again.errors.contains("differ"), "\(again.errors)")
  }

  @Test func `rows together say what is made once, and must not contradict each other`() throws {
    let stage = stage()
    let parts = take("P-1,5/1/2026,F41.1,1975,,17\nP-1,6/1/2026,F41.1,,80.0,9\n", on: stage)
    #expect(parts.code == 0, "\(parts.errors)")
    let intake = try #require(try lines(stage, "intake").first)
    #expect(intake.contains("\"birthYear\":1975,\"weightKg\":80.0"), "\(intake)")
    let other = self.stage()
    let outcome = take(
      "P-1,5/1/2026,F41.1,1975,80,17\nP-1,6/1/2026,F41.1,1975,82,9\n", ["--rejects", "r.csv"],
      on: other)
    #expect(
      outcome.errors.contains(
        "t.csv:3: kg: intake data.weightKg: is \"82\" here and \"80\" on line 2, of the same subject"
      ),
      "\(outcome.errors)")
    #expect(other.text("r.csv").contains(",3,kg,"), "\(other.text("r.csv"))")
    #expect(try lines(other, "rating").count == 1)
  }

  @Test func `an event keeps its id when a spreadsheet spells the date otherwise`() throws {
    let stage = stage()
    #expect(take("P-1,05/01/2026,F41.1,1975,80,17\n", on: stage).code == 0)
    let again = take("P-1,5/1/2026,F41.1,1975,80.0,17\n", on: stage)
    #expect(again.code == 0, "\(again.errors)")
    #expect(again.text.contains("imported 0 events"), "\(again.text)")
    #expect(try lines(stage, "rating").map { $0.contains("id=P-1-2026-01-05") } == [true])
  }

  @Test func `events that several rows repeat are one that is there already`() throws {
    let stage = stage()
    let rows = "P-1,5/1/2026,F41.1,1975,80,17\nP-1,5/1/2026,F41.1,1975,80,17\n"
    #expect(take(rows, on: stage).text.contains("1 row repeating earlier ones: line 3"))
    #expect(take(rows, on: stage).text.contains("2 events there already"))
  }

  @Test func `another key is refused where the log has people of the same source`() throws {
    let mapping = Self.mapping.replacing("\"pseudonyms\": true,", with: "")
    let stage = stage(mapping)
    stage.disk.install("other.key", Array("fedcba9876543210FEDCBA9876543210".utf8))
    stage.disk.setPermissions(0o600, at: "other.key")
    let rows = "MRN-1,5/1/2026,F41.1,1975,80,17\n"
    #expect(take(rows, ["--key", "k.key"], on: stage).code == 0)
    let before = stage.disk.bytes(at: "c.jsonl")
    for more in [[], ["--batch", "1"]] {
      let wrong = take(rows, ["--key", "other.key"] + more, on: stage)
      #expect(wrong.code == 65)
      #expect(wrong.errors.contains("under another key"), "\(wrong.errors)")
      #expect(stage.disk.bytes(at: "c.jsonl") == before)
    }
    // The right key takes people that the log has not met.
    let more = take("MRN-2,5/1/2026,F41.1,1980,70,9\n", ["--key", "k.key"], on: stage)
    #expect(more.code == 0, "\(more.errors)")
    // The mark says nothing of the key: it is a digest that is cut.
    let mark = try lines(stage, "intake").first?.split(separator: " ").last
    #expect(mark?.hasPrefix("keymark=") == true, "\(mark ?? "")")
  }

  @Test func `the README's own rows are mended and imported again`() throws {
    let stage = ImportStage()
    try stage.install(["Tests/data/import/clinic.csv", "docs/import/clinic.json"])
    stage.start()
    func take(_ file: String, _ more: [String]) -> Stage.Outcome {
      stage.run(
        ["import", "csv", file, "--map", "docs/import/clinic.json", "--key", "k.key"]
          + ["-f", "c.jsonl"] + more)
    }
    #expect(take("Tests/data/import/clinic.csv", ["--rejects", "r.csv"]).code == 0)
    var rows = stage.text("r.csv").split(separator: "\r\n").map(String.init)
    let wrong = ["2026-01-15", "15.02.2026", "46054", "\"38,5\""]
    for (place, right) in ["1/15/2026", "2/15/2026", "2/2/2026", "38.5"].enumerated() {
      let row = rows[place + 1]
      let found = try #require(wrong.first { row.contains($0) }, "\(row)")
      rows[place + 1] = row.replacing(found, with: right, maxReplacements: 1)
    }
    stage.disk.install("mended.csv", Array(rows.prefix(5).joined(separator: "\r\n").utf8))
    let again = take("mended.csv", [])
    #expect(again.code == 0, "\(again.errors)")
    #expect(again.text.contains("from 4 rows"), "\(again.text)")
    #expect(try stage.events().count { $0.contains("type=intake") } == 30)
  }
}
