import Bytes
import TestSupport
import Testing

/// What an import says and keeps of people: their identifiers, their births, the first line of a file that has no headings.
@Suite struct ImportPeopleTests {
  private static func mapping(_ subject: String = "", _ more: String = "") -> String {
    """
    {
      "mapping": 1, "source": "/import/test", "zone": "UTC", \(more)
      "subject": { "column": "MRN"\(subject) },
      "tables": [{ "name": "visits", "events": [
        { "type": "intake", "once": true, "id": "{subject}-intake",
          "time": { "column": "Date", "format": "yyyy-MM-dd", "hour": "10:00" },
          "data": { "indications": ["F41.1"],
            "birthYear": { "column": "DOB", "format": "d/M/yyyy", "part": "year" } } },
        { "type": "rating", "when": "GAD", "id": "{subject}-{Date}-g",
          "time": { "column": "Date", "format": "yyyy-MM-dd", "hour": "10:00" },
          "data": { "instrument": "GAD-7", "total": { "column": "GAD" } } },
        { "type": "rating", "when": "PHQ", "id": "{subject}-{Date}-p",
          "time": { "column": "Date", "format": "yyyy-MM-dd", "hour": "10:00" },
          "data": { "instrument": "PHQ-9", "total": { "column": "PHQ" } } }
      ] }]
    }
    """
  }

  private static let head = "MRN,DOB,Date,GAD,PHQ\n"

  private func stage(_ mapping: String = ImportPeopleTests.mapping()) -> ImportStage {
    let stage = ImportStage()
    stage.disk.install("m.json", Array(mapping.utf8))
    stage.start()
    return stage
  }

  private func take(
    _ rows: String, _ more: [String] = [], head: String = ImportPeopleTests.head,
    on stage: ImportStage
  ) -> Stage.Outcome {
    stage.disk.install("t.csv", Array((head + rows).utf8))
    return stage.run(
      ["import", "csv", "t.csv", "--map", "m.json", "--key", "k.key", "-f", "c.jsonl"] + more)
  }

  private func subjects(_ stage: ImportStage) throws -> Set<String> {
    Set(
      try stage.events().compactMap { line in
        line.split(separator: " ").first { $0.hasPrefix("subject=") }.map {
          String($0.dropFirst(8))
        }
      })
  }

  // MARK: - Births

  @Test func `of a birth date a file of rejected rows keeps the year, and makes the same event`()
    throws
  {
    let stage = stage()
    let rows =
      "A1,26/05/1954,2026-01-05,28,\nA2,1.2.1961,2026-01-05,9,\nA3,1970,2026-01-05,9,\n"
    let outcome = take(rows, ["--rejects", "r.csv"], on: stage)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let kept = stage.text("r.csv")
    #expect(kept.contains("A1,1954,2026-01-05,28,"), "\(kept)")
    #expect(kept.contains("A2,(not kept),2026-01-05,9,"), "\(kept)")
    #expect(!kept.contains("26/05") && !kept.contains("1.2.1961"))
    #expect(
      outcome.errors.contains(
        "written to r.csv: keep it as you keep the table, for it names people"))
    // A year alone is read as that.
    #expect(try stage.events()[0].contains("\"birthYear\":1970"))
    let mended = kept.replacing("1954,2026-01-05,28", with: "1954,2026-01-05,8")
    stage.disk.install("r2.csv", Array(mended.utf8))
    let words = ["import", "csv", "r2.csv", "--map", "m.json", "--key", "k.key", "-f", "c.jsonl"]
    // What was not kept is asked for, and not left out in silence.
    let unmended = stage.run(words)
    #expect(unmended.code == 65)
    #expect(unmended.errors.contains("r2.csv:3: DOB: is no date"), "\(unmended.errors)")
    stage.disk.install("r2.csv", Array(mended.replacing("(not kept)", with: "1961").utf8))
    #expect(stage.run(words).code == 0)
    let years = try stage.events().compactMap { line in
      [1954, 1961, 1970].first { line.contains("\"birthYear\":\($0)") }
    }
    #expect(years == [1970, 1954, 1961])
  }

  @Test func `a column that an id or a time needs whole is kept whole`() throws {
    let stage = stage(Self.mapping().replacing("{subject}-intake", with: "{subject}-{DOB}"))
    _ = take("A1,26/05/1954,2026-01-05,28,\n", ["--rejects", "r.csv"], on: stage)
    #expect(stage.text("r.csv").contains("26/05/1954"))
  }

  @Test(arguments: [
    (
      "\"format\": \"d/M/yy\", \"part\": \"year\"", "26/05/54",
      "is the birth year 2054, and the event is of 2026"
    ),
    (
      "\"as\": \"number\"", "26/05/1954",
      "DOB: a value is no number (of a column of birth dates the year alone enters"
    ),
    ("\"as\": \"number\"", "19540526", "DOB: is no year of birth"),
    ("\"as\": \"number\"", "54", "DOB: is no year of birth"),
    ("\"as\": \"number\"", "2027", "is the birth year 2027"),
  ])
  func `a birth that can't be is rejected, and no date is shown`(
    rule: String, cell: String, problem: String
  ) throws {
    let stage = stage(
      Self.mapping().replacing("\"format\": \"d/M/yyyy\", \"part\": \"year\"", with: rule))
    let outcome = take("A1,\(cell),2026-01-05,8,\n", on: stage)
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains(problem), "\(outcome.errors)")
    #expect(!outcome.errors.contains(cell) || cell.count == 4 || cell.count == 2)
    _ = take("A1,\(cell),2026-01-05,8,\n", ["--rejects", "r.csv"], on: stage)
    #expect(!stage.text("r.csv").contains("\(cell),2026-01-05") || cell == "2027")
  }

  // MARK: - Who is who

  @Test func `two spellings of an identifier are one person, two, or a reject`() throws {
    let rows =
      "KC1,1/5/1954,2026-01-05,8,\nkc1,1/5/1954,2026-01-12,6,\nKC1,1/5/1954,2026-01-19,5,\n"
    let unsaid = stage()
    let outcome = take(rows, ["--rejects", "r.csv"], on: unsaid)
    #expect(outcome.code == 0)
    #expect(
      outcome.errors.contains("t.csv:3: MRN: differs from an earlier identifier by capital letters")
    )
    #expect(!outcome.errors.contains("kc1"))
    #expect(try subjects(unsaid).count == 1)
    for (word, people) in [("upper", 1), ("lower", 1), ("kept", 2)] {
      let said = stage(Self.mapping(", \"case\": \"\(word)\""))
      let told = take(rows, on: said)
      #expect(told.code == 0, "\(told.errors)")
      #expect(try subjects(said).count == people, "\(word)")
    }
    // Capitals are what most spell.
    let upper = stage(Self.mapping(", \"case\": \"upper\""))
    _ = take(rows, on: upper)
    #expect(try subjects(upper) == subjects(unsaid))
    let (_, unsure) = try propose("MRN,Date,GAD-7\nKC1,2026-01-05,8\nkc1,2026-01-12,6\n")
    #expect(unsure.contains("MRN differs from an earlier one by capital letters alone on line 3"))
  }

  @Test func `a crosswalk is of the people in the log, whatever else is rejected`() throws {
    let stage = stage()
    #expect(take("A1,,2026-01-05,8,\n", on: stage).code == 0)
    for batch in [[], ["--batch", "1"]] {
      let outcome = take(
        "A1,,2026-01-05,8,\nA2,,2026-01-05,28,\n", ["--crosswalk", "x.csv"] + batch, on: stage)
      #expect(outcome.code == 65)
      let lines = stage.text("x.csv").split(separator: "\r\n")
      #expect(lines.count == 2 && lines[1].hasSuffix(",A1"), "\(lines)")
      try stage.disk.remove("x.csv")
    }
    let nobody = take("A3,,2026-01-05,28,\n", ["--crosswalk", "x.csv"], on: stage)
    #expect(nobody.code == 65 && stage.disk.bytes(at: "x.csv") == nil)
    #expect(nobody.errors.contains("x.csv was not written: the log has nobody of these files"))
  }

  @Test func `a file that stands there is kept, and a free name is said`() throws {
    let stage = stage()
    for (name, option) in [("r.csv", "--rejects"), ("r-2.csv", "--crosswalk")] {
      stage.disk.install(name, [0x61])
      let outcome = take("A1,,2026-01-05,28,\n", [option, "r.csv"], on: stage)
      #expect(outcome.code == 73)
      let free = option == "--rejects" ? "--rejects r-2.csv is free" : "--crosswalk r-3.csv is free"
      #expect(outcome.errors.contains(free), "\(outcome.errors)")
    }
    #expect(stage.text("r.csv") == "a")
  }

  @Test
  func `rejected rows stand in the letters of their file and are read back as the same people`()
    throws
  {
    let stage = stage(Self.mapping("", "\"encoding\": \"windows-1252\","))
    let table = Array((Self.head + "Jos").utf8) + [0xE9] + Array(",,2026-01-05,28,\n".utf8)
    stage.disk.install("t.csv", table)
    let words = ["--map", "m.json", "--key", "k.key", "-f", "c.jsonl"]
    let first = stage.run(
      ["import", "csv", "t.csv", "--rejects", "r.csv", "--crosswalk", "x.csv"] + words)
    #expect(first.code == 0, "\(first.errors)")
    let kept = try #require(stage.disk.bytes(at: "r.csv"))
    #expect(kept.contains(0xE9) && !kept.contains(0xC3))
    stage.disk.install(
      "r.csv", Array(kept.map { [$0] }.joined()).replacing([0x32, 0x38], with: [0x38]))
    let again = stage.run(["import", "csv", "r.csv", "--crosswalk", "y.csv"] + words)
    #expect(again.code == 0, "\(again.errors)")
    #expect(stage.text("y.csv").hasSuffix(",José\r\n"), "\(stage.text("y.csv"))")
  }

  // MARK: - What is missing

  @Test func `a score that is missing beside another is counted`() throws {
    let stage = stage()
    let outcome = take(
      "A1,,2026-01-05,8,9\nA1,,2026-01-12,7,\nA1,,2026-01-19,,\nA1,,2026-01-26,6,7\n", on: stage)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        "t.csv: PHQ is filled on 2 of 3 rows that have a rating, and empty on line 3"),
      "\(outcome.errors)")
    #expect(!outcome.errors.contains("GAD is filled"))
  }

  @Test(arguments: [
    "00400100,Hale,2026-01-05,9,12\n", "Hale,Jo,26/05/1954,8,9\n", "Hale,Hale,2026-01-05,8,9\n",
  ])
  func `a file without headings shows nobody`(row: String) throws {
    let stage = stage()
    let outcome = take(row, head: "", on: stage)
    #expect(outcome.code == 65)
    let guess = stage.run(["import", "csv", "t.csv", "--propose"])
    #expect(guess.code == 65)
    for said in [outcome.errors, guess.errors, guess.text] {
      #expect(
        !said.contains("Hale") && !said.contains("00400100") && !said.contains("1954"), "\(said)")
    }
  }

  @Test func `what a table lacks is told with the headings that it has`() throws {
    let stage = stage()
    let outcome = take("A1,2026-01-05,8,9\n", head: "MRN,Date,GAD,PHQ9\n", on: stage)
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("its headings are MRN, Date, GAD, PHQ9"), "\(outcome.errors)")
    let many = (1...40).map { "c\($0)" }.joined(separator: ",")
    let wide = take(
      "A1,,2026-01-05,8,9,\(many)\n", head: "MRN,DOB,Date,GAD,PHQ,\(many)\n", on: stage)
    #expect(wide.errors.contains("c20 and 20 more"), "\(wide.errors)")
    // D shares nothing with G, and GG does.
    let letter = self.stage(Self.mapping().replacing("\"GAD\"", with: "\"G\""))
    let near = take("A1,,2026-01-05,8,9,1\n", head: "MRN,DOB,Date,D,GG,PHQ\n", on: letter)
    #expect(near.errors.contains("is GG meant for G?"), "\(near.errors)")
  }

  @Test func `a number has one sign`() throws {
    let outcome = take("A1,,2026-01-05,+-4,\n", on: stage())
    #expect(outcome.errors.contains("GAD: \"+-4\" is no number"), "\(outcome.errors)")
    #expect(take("A1,,2026-01-05,+4,\n", on: stage()).code == 0)
  }

  @Test func `a file that is no key is never to be written over`() throws {
    let stage = stage()
    stage.disk.install("k.key", Array("short".utf8))
    let outcome = take("A1,,2026-01-05,8,\n", on: stage)
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("look for the key"), "\(outcome.errors)")
    #expect(!outcome.errors.contains("> k.key)") && outcome.errors.contains("> k-2.key)"))
    stage.disk.install("clinic.key", ImportStage.key)
    let unnamed = stage.run(["import", "csv", "t.csv", "--map", "m.json", "-f", "c.jsonl"])
    #expect(unnamed.errors.contains("is it --key clinic.key?"), "\(unnamed.errors)")
  }

  // MARK: - Corrections

  @Test func `a score that was corrected in the sheet is told, and its correction written`() throws
  {
    let stage = stage()
    #expect(take("A1,,2026-01-05,7,9\n", on: stage).code == 0)
    let changed = "A1,,2026-01-05,6,9\nA2,,2026-01-05,8,9\n"
    let told = take(changed, on: stage)
    #expect(told.code == 65)
    #expect(
      told.errors.contains(
        "t.csv:2: rating: differs from line 2 of the log, the same event: data.total is 6 here and 7 there"
      ), "\(told.errors)")
    #expect(told.errors.contains("--corrections FILE"))
    let written = take(changed, ["--corrections", "fix.jsonl"], on: stage)
    #expect(written.code == 65)
    #expect(written.errors.contains("reprieve append -f c.jsonl fix.jsonl"), "\(written.errors)")
    // The same file each time.
    let first = stage.text("fix.jsonl")
    try stage.disk.remove("fix.jsonl")
    _ = take(changed, ["--corrections", "fix.jsonl", "--rejects", "r.csv"], on: stage)
    #expect(stage.text("fix.jsonl") == first)
    let appended = stage.run(["append", "-f", "c.jsonl", "fix.jsonl"])
    #expect(appended.code == 0, "\(appended.errors)")
    let again = take(changed, on: stage)
    #expect(again.code == 0, "\(again.errors)")
    // The intake, the rating as it was corrected and the other one; the second person came with the rejects.
    #expect(again.text.contains("imported 0 events of 2 subjects"), "\(again.text)")
    #expect(again.text.contains("6 events there already"), "\(again.text)")
    let log = try subjects(stage).map { subject in
      stage.run([
        "timeline", subject.replacing("\"", with: ""), "-f", "c.jsonl", "--format", "json",
      ]).text
    }.joined()
    #expect(log.contains("\"total\":6"), "\(log)")
  }

  private func propose(_ table: String) throws -> (root: JSONNode, unsure: String) {
    let stage = ImportStage()
    stage.disk.install("t.csv", Array(table.utf8))
    let outcome = stage.run(["import", "csv", "t.csv", "--propose"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let root = try JSONDocument(outcome.output).root
    return (root, (root["unsure"]?.elements.compactMap(\.text) ?? []).joined(separator: "\n"))
  }
}
