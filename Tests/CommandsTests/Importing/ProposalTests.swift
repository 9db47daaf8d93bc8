import Bytes
import TestSupport
import Testing

/// Mappings that are guessed, and what an import says of what it takes.
@Suite struct ProposalTests {
  private func propose(_ table: String) throws -> (root: JSONNode, unsure: String) {
    let stage = ImportStage()
    stage.disk.install("t.csv", Array(table.utf8))
    let outcome = stage.run(["import", "csv", "t.csv", "--propose"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let faults = try AnswerSchemas.schema("mapping").faults(in: AnswerSchemas.value(outcome.output))
    #expect(faults.isEmpty, "\(faults)")
    let root = try JSONDocument(outcome.output).root
    return (root, (root["unsure"]?.elements.compactMap(\.text) ?? []).joined(separator: "\n"))
  }

  private func events(_ root: JSONNode, _ type: String) -> [JSONNode] {
    (root["tables"]?.elements.first?["events"]?.elements ?? []).filter { $0["type"]?.text == type }
  }

  @Test func `a weight that varies goes to the sessions, and is said`() throws {
    let (root, unsure) = try propose(
      "MRN,Date,Dx,Weight kg,Dose mg,GAD-7\n1,2026-01-05,F41.1,,,17\n1,2026-01-08,F41.1,80,40,\n"
        + "1,2026-01-12,F41.1,81,40,9\n")
    #expect(events(root, "intake")[0]["data"]?["weightKg"] == nil)
    #expect(events(root, "infusion")[0]["data"]?["weightKg"]?["column"]?.text == "Weight kg")
    #expect(unsure.contains("Weight kg varies within a person"))
    let (same, _) = try propose(
      "MRN,Date,Dx,Weight kg,Dose mg,GAD-7\n1,2026-01-05,F41.1,,,17\n1,2026-01-08,F41.1,80,40,\n")
    #expect(events(same, "intake")[0]["data"]?["weightKg"] != nil)
  }

  @Test func `scores on rows of sessions get an earlier hour, and a question`() throws {
    let (root, unsure) = try propose(
      "MRN,Date,Dose mg,GAD-7\n1,2026-01-05,40,17\n1,2026-01-08,40,12\n")
    #expect(events(root, "rating")[0]["time"]?["hour"]?.text == "09:00")
    #expect(events(root, "dose")[0]["time"]?["hour"]?.text == "12:00")
    #expect(unsure.contains("as if they were taken before"))
    let (apart, _) = try propose("MRN,Date,Dose mg,GAD-7\n1,2026-01-05,40,\n1,2026-01-08,,12\n")
    #expect(events(apart, "rating")[0]["time"]?["hour"]?.text == "12:00")
  }

  @Test func `a scale that the file lacks is named, and one that it has proposed`() throws {
    let (root, unsure) = try propose(
      "MRN,Date,Dx,GAD-7,PHQ-9\n1,2026-01-05,F40.1,17,9\n2,2026-01-05,F41.1,12,9\n")
    #expect(unsure.contains("F40.1 on LSAS"), "\(unsure)")
    #expect(events(root, "intake")[0]["data"]?["instrument"]?.text == "GAD-7")
    let (plain, silent) = try propose("MRN,Date,Dx,GAD-7\n1,2026-01-05,F41.1,17\n")
    #expect(events(plain, "intake")[0]["data"]?["instrument"] == nil)
    #expect(!silent.contains("judged"))
  }

  @Test func `cells that would be rejected are told by their lines`() throws {
    let (root, unsure) = try propose(
      "MRN,Visit,Ketamine (mg),GAD-7\n1,05/01/2026,38.5,17\n,08/01/2026,40.5,12\n2,2026-01-13,\"38,5\",30\n"
        + "2,31/01/2026,40 mg,low\n2,14/01/2026\n")
    #expect(unsure.contains("MRN: a cell is blank, on line 3"), "\(unsure)")
    #expect(unsure.contains("GAD-7: a cell lies outside 0 to 21, on line 4"))
    #expect(unsure.contains("GAD-7: a cell is no number, on line 5"))
    #expect(unsure.contains("Ketamine (mg): a cell is no number, on line 5"))
    #expect(unsure.contains("behind a comma on line 4, and elsewhere behind a point"))
    #expect(unsure.contains("not as many cells as headings on line 6"))
    #expect(root["decimal"] == nil)
    // Two styles that can't be mistaken for each other.
    let format = events(root, "rating")[0]["time"]?["format"]?.elements.compactMap(\.text)
    #expect(format == ["d/M/yyyy", "yyyy-MM-dd"], "\(unsure)")
  }

  @Test func `headings say when a score was taken and what was given`() throws {
    let (root, unsure) = try propose(
      "Patient,Datum,Baseline GAD-7,GAD-7 (pre),GAD-7 (24h post),Esketamine dose,How given\n"
        + "A1,2026-01-05,17,15,9,56,IN\nA1,2026-01-09,17,9,8,84,IN\n")
    let ratings = events(root, "rating")
    let ids = ratings.compactMap { $0["id"]?.text }
    #expect(
      ids == [
        "{subject}-baseline-GAD-7", "{subject}-{Datum}-GAD-7-24h", "{subject}-{Datum}-GAD-7-pre",
      ])
    #expect(ratings[0]["once"]?.bool == true)
    #expect(ratings[1]["time"]?["hours"]?.whole == 24)
    #expect(ratings[2]["time"]?["hour"]?.text == "09:00")
    #expect(events(root, "infusion")[0]["data"]?["drug"]?.text == "esketamine")
    #expect(events(root, "infusion")[0]["data"]?["route"]?["column"]?.text == "How given")
    #expect(unsure.contains("no heading names minutes"))
  }

  @Test func `an import says what will never count and what is unlikely`() throws {
    let stage = ImportStage()
    let mapping = #"""
      {
        "mapping": 1, "source": "/import/test", "pseudonyms": true, "zone": "UTC",
        "subject": { "column": "id" },
        "tables": [{ "name": "visits", "events": [
          { "type": "intake", "once": true, "id": "{subject}-intake",
            "time": { "column": "date", "format": "yyyy-MM-dd", "hour": "12:00" },
            "data": { "indications": ["F41.1"], "birthYear": { "column": "born" } } },
          { "type": "infusion", "when": "mg", "id": "{subject}-{date}-i",
            "time": { "column": "date", "format": "yyyy-MM-dd", "hour": "12:00" },
            "data": { "infusion": { "column": "date" }, "drug": "ketamine", "route": "IV" } },
          { "type": "dose", "when": "mg", "id": "{subject}-{date}-d",
            "time": { "column": "date", "format": "yyyy-MM-dd", "hour": "12:00" },
            "data": { "infusion": { "column": "date" }, "mg": { "column": "mg" } } },
          { "type": "rating", "when": "gad7", "id": "{subject}-{date}-r",
            "time": { "column": "date", "format": "yyyy-MM-dd", "hour": "13:00" },
            "data": { "instrument": "GAD-7", "total": { "column": "gad7" } } }
        ] }]
      }
      """#
    stage.disk.install("m.json", Array(mapping.utf8))
    let table =
      "id,date,born,mg,gad7\nP-1,2026-01-05,1975,40,17\nP-1,2026-01-12,1975,500,9\nP-1,2026-01-19,,,8\n"
      + "P-1,1924-01-19,,,8\nP-2,2026-01-20,,,3\n,,,,\nP-1,2026-01-21,,,8\nP-1,2026-01-22,,,8\n"
    stage.disk.install("t.csv", Array(table.utf8))
    stage.start()
    let outcome = stage.run(["import", "csv", "t.csv", "--map", "m.json", "-f", "c.jsonl"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let said = outcome.errors
    // At 13:00, 60 min behind a session that states no minutes.
    #expect(said.contains("2 ratings lie at the start of a session or up to 60 min"), "\(said)")
    #expect(said.contains("t.csv:2, t.csv:3"), "\(said)")
    #expect(said.contains("1 event lies before the year of the person's birth: t.csv:5"))
    #expect(said.contains("1 event lies more than a year from all others: t.csv:5"))
    #expect(said.contains("1 dose into a vein is above 200 mg, and no weight is stated: t.csv:3"))
    #expect(outcome.text.contains("1 row passed over: nothing stands in it"))
    let missing = stage.run(["import", "csv", "x.csv", "--map", "m.json", "-f", "c.jsonl"])
    #expect(missing.code == 66)
  }
}
