import Bytes
import TestSupport
import Testing

/// A clinic's spreadsheet and REDCap project, invented, as their programs would export them
/// (`Tests/data/import/make.py`).
@Suite struct ImportClinicTests {
  private static let folder = "Tests/data/import/"

  private func stage() throws -> ImportStage {
    let stage = ImportStage()
    try stage.install(
      ["clinic.csv", "redcap-export.csv", "redcap-logging.csv"].map { Self.folder + $0 }
        + ["docs/import/clinic.json", "docs/import/redcap.json"])
    return stage
  }

  private func spreadsheet(_ more: [String]) -> [String] {
    [
      "import", "csv", Self.folder + "clinic.csv", "--map", "docs/import/clinic.json", "--key",
      "k.key", "-f", "c.jsonl",
    ] + more
  }

  @Test func `a spreadsheet's faults are found, each with its line and column`() throws {
    let stage = try stage()
    stage.start()
    let outcome = stage.run(spreadsheet(["--dry-run", "--format", "json"]))
    #expect(outcome.code == 1)
    let root = try JSONDocument(outcome.output).root
    let rejects = try #require(root["rejects"]).elements
    func has(_ column: String?, _ reason: String) -> Bool {
      rejects.contains { reject in
        reject["column"]?.text == column && reject["reason"]?.text?.contains(reason) == true
      }
    }
    #expect(has("Visit Date", "like yyyy-MM-dd"))
    #expect(has("Visit Date", "like d.M.yyyy"))
    #expect(has("Visit Date", "a number such as Excel keeps"))
    #expect(has("Visit Date", "never showed"))
    #expect(has("Dose mg", "\"38,5\" has a comma"))
    #expect(has("GAD-7", "found 28"))
    #expect(has("Route", "\"iv drip\" is not among the values"))
    #expect(has("MRN", "is empty"))
    #expect(has(nil, "cells under 18 headings"))
    #expect(has("Sex", "of the same subject"))
    #expect(root["repeats"]?.elements.count == 1)
    #expect(root["rejectedRows"]?.whole == 10)
  }

  @Test func `nobody is named in the log, in messages or among rejected rows`() throws {
    let stage = try stage()
    stage.start()
    let outcome = stage.run(spreadsheet(["--rejects", "r.csv"]))
    #expect(outcome.code == 0)
    let log = stage.text("c.jsonl")
    let rejects = stage.text("r.csv")
    for name in ["Abara", "Brandt", "Castillo", "Gupta", "Hale", "Jansen", "see \"letter\""] {
      #expect(stage.text(Self.folder + "clinic.csv").contains(name.replacing("\"", with: "\"\"")))
      #expect(!log.contains(name) && !outcome.errors.contains(name) && !rejects.contains(name))
    }
    // Record numbers stay with the rows that must be found again, and only there.
    #expect(!log.contains("004001") && !outcome.errors.contains("004001"))
    #expect(rejects.contains("004001"))
    #expect(stage.run(["audit", "verify", "-f", "c.jsonl"]).code == 0)
    #expect(stage.run(["relief", "-f", "c.jsonl", "--summary"]).code == 0)
  }

  @Test func `a guess is printed, and not imported until its author stands by it`() throws {
    let stage = try stage()
    stage.start()
    let path = Self.folder + "clinic.csv"
    let guess = stage.run(["import", "csv", path, "--propose"])
    #expect(guess.code == 0)
    let faults = try AnswerSchemas.schema("mapping").faults(in: AnswerSchemas.value(guess.output))
    #expect(faults.isEmpty, "\(faults)")
    let root = try JSONDocument(guess.output).root
    #expect(root["subject"]?["column"]?.text == "MRN")
    #expect(root["drop"]?.elements.compactMap(\.text) == ["Last Name", "First Name", "Notes"])
    let types = root["tables"]?.elements[0]["events"]?.elements.compactMap { $0["type"]?.text }
    #expect(types == ["intake", "infusion", "dose", "rating", "rating", "vital"])
    stage.disk.install("g.json", guess.output)
    let refused = stage.run(
      ["import", "csv", path, "--map", "g.json", "--key", "k.key", "-f", "c.jsonl"])
    #expect(refused.code == 2)
    #expect(refused.errors.contains("g.json says itself that it is not sure"))
    let bare = stage.run(["import", "csv", path, "-f", "c.jsonl"])
    #expect(bare.code == 2)
    #expect(bare.output == guess.output)
    #expect(try stage.events().isEmpty)
  }

  private func project(_ more: [String]) -> [String] {
    [
      "import", "redcap", Self.folder + "redcap-export.csv", "--map", "docs/import/redcap.json",
      "--key", "k.key", "-f", "r.jsonl",
    ] + more
  }

  private static let logging = ["--logging", folder + "redcap-logging.csv"]

  @Test func `a flat export gives one event for each form`() throws {
    let stage = try stage()
    stage.start("r.jsonl")
    let outcome = stage.run(project([]))
    #expect(outcome.code == 0, "\(outcome.errors)")
    let types = try stage.events("r.jsonl").map { line in
      line.split(separator: " ").first { $0.hasPrefix("type=") }.map(String.init) ?? ""
    }
    // Six people with three infusions and four ratings each; one rating was emptied, and one form is
    // half filled.
    #expect(types.count { $0 == "type=intake" } == 6)
    #expect(types.count { $0 == "type=infusion" } == 18)
    #expect(types.count { $0 == "type=dose" } == 18)
    #expect(types.count { $0 == "type=rating" } == 23)
  }

  @Test func `the logging gives true recorded times, corrections and actors`() throws {
    let stage = try stage()
    let outcome = stage.run(project(Self.logging))
    #expect(outcome.code == 0, "\(outcome.errors)")
    let log = stage.text("r.jsonl")
    let lines = try log.split(separator: "\n").map { try JSONDocument(Array($0.utf8)).root }
    #expect(lines[0]["data"]?["recordedtimes"]?.text?.contains("REDCap") == true)
    // Entered at 09:07 in New York: 14:07 UTC.
    #expect(lines[1]["recordedtime"]?.text == "2026-01-05T14:07:00.000Z")
    #expect(lines[1]["enteredtime"]?.text == "2026-01-05T09:07:00-05:00")
    #expect(lines[1]["actor"]?.text?.hasPrefix("staff-") == true)
    #expect(!log.contains("jdoe") && !log.contains("asmith"))
    let corrections = lines.filter { $0["type"]?.text == "correction" }
    let said = corrections.map {
      "\($0["data"]?["action"]?.text ?? "") \($0["data"]?["reason"]?.text ?? "")"
    }
    #expect(
      said == [
        "amend changed in REDCap", "amend changed in REDCap", "amend changed in REDCap",
        "void emptied in REDCap", "void deleted in REDCap",
      ])
    #expect(stage.run(["audit", "verify", "-f", "r.jsonl"]).code == 0)
  }

  @Test func `a question as of a time before the import has the answer of that time`() throws {
    let stage = try stage()
    #expect(stage.run(project(Self.logging)).code == 0)
    func totals(_ more: [String]) throws -> [String] {
      let words = ["response", "-f", "r.jsonl", "--format", "json"]
      let early = stage.run(words + more)
      #expect(early.code == 0, "\(early.errors)")
      return try JSONDocument(early.output).root["courses"]?.elements.map { $0.raw.text } ?? []
    }
    let before = try totals(["--as-of", "2026-03-01T00:00:00Z"])
    let after = try totals([])
    #expect(before.count == 6 && after.count == 6)
    // One person's total was mended on 20 March, another's rating emptied.
    #expect(zip(before, after).count { $0 != $1 } >= 1)
    #expect(try totals(["--as-of", "2026-01-05T14:30:00Z"]).count < 6)
  }

  @Test func `effective values after the logging are those of the flat export`() throws {
    let stage = try stage()
    stage.start("flat.jsonl")
    var words = project([])
    words[words.count - 1] = "flat.jsonl"
    #expect(stage.run(words).code == 0)
    #expect(stage.run(project(Self.logging)).code == 0)
    for command in ["relief", "response", "intervals"] {
      let one = stage.run([command, "-f", "flat.jsonl", "--format", "csv"])
      let two = stage.run([command, "-f", "r.jsonl", "--format", "csv"])
      #expect(figures(one.text) == figures(two.text), "\(command)")
    }
  }

  /// A table without the columns that number lines.
  private func figures(_ csv: String) -> [[String]] {
    let rows = CSVRows(csv)
    let kept = rows.first.map { head in
      head.indices.filter { !head[$0].hasSuffix("Seq") && head[$0] != "basis" }
    }
    return rows.map { row in (kept ?? []).map { row[$0] } }
  }

  @Test func `logging that says otherwise than the export is a reject that names the field`() throws
  {
    let stage = try stage()
    let path = Self.folder + "redcap-export.csv"
    let changed = stage.text(path).replacing("01-08 10:00,36,", with: "01-08 10:00,37,")
    #expect(changed != stage.text(path))
    stage.disk.install(path, Array(changed.utf8))
    let outcome = stage.run(project(Self.logging))
    #expect(outcome.code == 65)
    #expect(
      outcome.errors.contains("inf_mg: says otherwise than its last entry"), "\(outcome.errors)")
    #expect(stage.disk.bytes(at: "r.jsonl") == nil)
  }

  @Test func `more of the logging adds only what is new`() throws {
    let stage = try stage()
    #expect(stage.run(project(Self.logging)).code == 0)
    let before = try stage.events("r.jsonl")
    let again = stage.run(project(Self.logging))
    #expect(again.code == 0, "\(again.errors)")
    #expect(try stage.events("r.jsonl") == before)
    // A dose is mended a week later.
    let export = Self.folder + "redcap-export.csv"
    let logging = Self.folder + "redcap-logging.csv"
    let entry =
      "2026-03-27 10:00,jdoe,Update record 1 (Treatment (Arm 1: Ketamine)),inf_mg = '37'\n"
    stage.disk.install(
      export, Array(stage.text(export).replacing("01-08 10:00,36,", with: "01-08 10:00,37,").utf8))
    let head = "List of Data Changes OR Fields Exported\n"
    stage.disk.install(
      logging, Array(stage.text(logging).replacing(head, with: head + entry).utf8))
    let third = stage.run(project(Self.logging))
    #expect(third.code == 0, "\(third.errors)")
    let after = try stage.events("r.jsonl")
    #expect(after.count == before.count + 1)
    #expect(after.last?.contains("\"mg\":37") == true)
  }
}
