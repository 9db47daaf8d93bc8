import Bytes
import TestSupport
import Testing

/// What an import says and keeps of people: their identifiers, their births, the first line of a file that has no headings.
@Suite struct ImportPeopleTests {
  // MARK: - Births

  @Test func `of a birth date a file of rejected rows keeps the year, and makes the same event`()
    throws
  {
    let stage = PeopleSheet.stage()
    let rows =
      "A1,26/05/1954,2026-01-05,28,\nA2,1.2.1961,2026-01-05,9,\nA3,1970,2026-01-05,9,\n"
    let outcome = PeopleSheet.take(rows, ["--rejects", "r.csv"], on: stage)
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
    let stage = PeopleSheet.stage(
      PeopleSheet.mapping().replacing("{subject}-intake", with: "{subject}-{DOB}"))
    _ = PeopleSheet.take("A1,26/05/1954,2026-01-05,28,\n", ["--rejects", "r.csv"], on: stage)
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
    let stage = PeopleSheet.stage(
      PeopleSheet.mapping().replacing("\"format\": \"d/M/yyyy\", \"part\": \"year\"", with: rule))
    let outcome = PeopleSheet.take("A1,\(cell),2026-01-05,8,\n", on: stage)
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains(problem), "\(outcome.errors)")
    #expect(!outcome.errors.contains(cell) || cell.count == 4 || cell.count == 2)
    _ = PeopleSheet.take("A1,\(cell),2026-01-05,8,\n", ["--rejects", "r.csv"], on: stage)
    #expect(!stage.text("r.csv").contains("\(cell),2026-01-05") || cell == "2027")
  }

  // MARK: - Who is who

  @Test func `two spellings of an identifier are one person, two, or a reject`() throws {
    let rows =
      "KC1,1/5/1954,2026-01-05,8,\nkc1,1/5/1954,2026-01-12,6,\nKC1,1/5/1954,2026-01-19,5,\n"
    let unsaid = PeopleSheet.stage()
    let outcome = PeopleSheet.take(rows, ["--rejects", "r.csv"], on: unsaid)
    #expect(outcome.code == 0)
    #expect(
      outcome.errors.contains("t.csv:3: MRN: differs from an earlier identifier by capital letters")
    )
    #expect(!outcome.errors.contains("kc1"))
    #expect(try PeopleSheet.subjects(unsaid).count == 1)
    for (word, people) in [("upper", 1), ("lower", 1), ("kept", 2)] {
      let said = PeopleSheet.stage(PeopleSheet.mapping(", \"case\": \"\(word)\""))
      let told = PeopleSheet.take(rows, on: said)
      #expect(told.code == 0, "\(told.errors)")
      #expect(try PeopleSheet.subjects(said).count == people, "\(word)")
    }
    // Capitals are what most spell.
    let upper = PeopleSheet.stage(PeopleSheet.mapping(", \"case\": \"upper\""))
    _ = PeopleSheet.take(rows, on: upper)
    #expect(try PeopleSheet.subjects(upper) == PeopleSheet.subjects(unsaid))
    let (_, unsure) = try propose("MRN,Date,GAD-7\nKC1,2026-01-05,8\nkc1,2026-01-12,6\n")
    #expect(unsure.contains("MRN differs from an earlier one by capital letters alone on line 3"))
  }

  @Test func `a crosswalk is of the people in the log, whatever else is rejected`() throws {
    let stage = PeopleSheet.stage()
    #expect(PeopleSheet.take("A1,,2026-01-05,8,\n", on: stage).code == 0)
    for batch in [[], ["--batch", "1"]] {
      let outcome = PeopleSheet.take(
        "A1,,2026-01-05,8,\nA2,,2026-01-05,28,\n", ["--crosswalk", "x.csv"] + batch, on: stage)
      #expect(outcome.code == 65)
      let lines = stage.text("x.csv").split(separator: "\r\n")
      #expect(lines.count == 2 && lines[1].hasSuffix(",A1"), "\(lines)")
      try stage.disk.remove("x.csv")
    }
    let nobody = PeopleSheet.take("A3,,2026-01-05,28,\n", ["--crosswalk", "x.csv"], on: stage)
    #expect(nobody.code == 65 && stage.disk.bytes(at: "x.csv") == nil)
    #expect(nobody.errors.contains("x.csv was not written: the log has nobody of these files"))
  }

  @Test func `a file that stands there is kept, and a free name is said`() throws {
    let stage = PeopleSheet.stage()
    for (name, option) in [("r.csv", "--rejects"), ("r-2.csv", "--crosswalk")] {
      stage.disk.install(name, [0x61])
      let outcome = PeopleSheet.take("A1,,2026-01-05,28,\n", [option, "r.csv"], on: stage)
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
    let stage = PeopleSheet.stage(PeopleSheet.mapping("", "\"encoding\": \"windows-1252\","))
    let table = Array((PeopleSheet.head + "Jos").utf8) + [0xE9] + Array(",,2026-01-05,28,\n".utf8)
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

  private func propose(_ table: String) throws -> (root: JSONNode, unsure: String) {
    let stage = ImportStage()
    stage.disk.install("t.csv", Array(table.utf8))
    let outcome = stage.run(["import", "csv", "t.csv", "--propose"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let root = try JSONDocument(outcome.output).root
    return (root, (root["unsure"]?.elements.compactMap(\.text) ?? []).joined(separator: "\n"))
  }
}
