import Bytes
import TestSupport
import Testing

/// What an import says of a sheet: scores that are missing, headings that are none, what differs from the log, a key that is
/// none.
@Suite struct ImportSheetTests {
  // MARK: - What is missing

  @Test func `a score that is missing beside another is counted`() throws {
    let stage = PeopleSheet.stage()
    let outcome = PeopleSheet.take(
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
    let stage = PeopleSheet.stage()
    let outcome = PeopleSheet.take(row, head: "", on: stage)
    #expect(outcome.code == 65)
    let guess = stage.run(["import", "csv", "t.csv", "--propose"])
    #expect(guess.code == 65)
    for said in [outcome.errors, guess.errors, guess.text] {
      #expect(
        !said.contains("Hale") && !said.contains("00400100") && !said.contains("1954"), "\(said)")
    }
  }

  @Test func `what a table lacks is told with the headings that it has`() throws {
    let stage = PeopleSheet.stage()
    let outcome = PeopleSheet.take("A1,2026-01-05,8,9\n", head: "MRN,Date,GAD,PHQ9\n", on: stage)
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("its headings are MRN, Date, GAD, PHQ9"), "\(outcome.errors)")
    let many = (1...40).map { "c\($0)" }.joined(separator: ",")
    let wide = PeopleSheet.take(
      "A1,,2026-01-05,8,9,\(many)\n", head: "MRN,DOB,Date,GAD,PHQ,\(many)\n", on: stage)
    #expect(wide.errors.contains("c20 and 20 more"), "\(wide.errors)")
    // D shares nothing with G, and GG does.
    let letter = PeopleSheet.stage(PeopleSheet.mapping().replacing("\"GAD\"", with: "\"G\""))
    let near = PeopleSheet.take(
      "A1,,2026-01-05,8,9,1\n", head: "MRN,DOB,Date,D,GG,PHQ\n", on: letter)
    #expect(near.errors.contains("is GG meant for G?"), "\(near.errors)")
  }

  @Test func `a number has one sign`() throws {
    let outcome = PeopleSheet.take("A1,,2026-01-05,+-4,\n", on: PeopleSheet.stage())
    #expect(outcome.errors.contains("GAD: \"+-4\" is no number"), "\(outcome.errors)")
    #expect(PeopleSheet.take("A1,,2026-01-05,+4,\n", on: PeopleSheet.stage()).code == 0)
  }

  @Test func `a file that is no key is never to be written over`() throws {
    let stage = PeopleSheet.stage()
    stage.disk.install("k.key", Array("short".utf8))
    let outcome = PeopleSheet.take("A1,,2026-01-05,8,\n", on: stage)
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
    let stage = PeopleSheet.stage()
    #expect(PeopleSheet.take("A1,,2026-01-05,7,9\n", on: stage).code == 0)
    let changed = "A1,,2026-01-05,6,9\nA2,,2026-01-05,8,9\n"
    let told = PeopleSheet.take(changed, on: stage)
    #expect(told.code == 65)
    #expect(
      told.errors.contains(
        "t.csv:2: rating: differs from line 2 of the log, the same event: data.total is 6 here and 7 there"
      ), "\(told.errors)")
    #expect(told.errors.contains("--corrections FILE"))
    let written = PeopleSheet.take(changed, ["--corrections", "fix.jsonl"], on: stage)
    #expect(written.code == 65)
    #expect(written.errors.contains("reprieve append -f c.jsonl fix.jsonl"), "\(written.errors)")
    // The same file each time.
    let first = stage.text("fix.jsonl")
    try stage.disk.remove("fix.jsonl")
    _ = PeopleSheet.take(changed, ["--corrections", "fix.jsonl", "--rejects", "r.csv"], on: stage)
    #expect(stage.text("fix.jsonl") == first)
    let appended = stage.run(["append", "-f", "c.jsonl", "fix.jsonl"])
    #expect(appended.code == 0, "\(appended.errors)")
    let again = PeopleSheet.take(changed, on: stage)
    #expect(again.code == 0, "\(again.errors)")
    // The intake, the rating as it was corrected and the other one; the second person came with the rejects.
    #expect(again.text.contains("imported 0 events of 2 subjects"), "\(again.text)")
    #expect(again.text.contains("6 events there already"), "\(again.text)")
    let log = try PeopleSheet.subjects(stage).map { subject in
      stage.run([
        "timeline", subject.replacing("\"", with: ""), "-f", "c.jsonl", "--format", "json",
      ]).text
    }.joined()
    #expect(log.contains("\"total\":6"), "\(log)")
  }
}
