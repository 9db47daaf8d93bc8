import Bytes
import TestSupport
import Testing

/// Bad input: a clear reject, and nothing half-written.
@Suite struct ImportFaultTests {
  /// One rating a row, with an id of its own.
  private static let mapping = #"""
    {
      "mapping": 1, "source": "/import/test", "pseudonyms": true, "missing": ["NA"], "zone": "UTC",
      "subject": { "column": "id" }, "drop": ["name"],
      "tables": [{
        "name": "ratings",
        "events": [{
          "type": "rating", "when": "gad7", "id": "{subject}-{date}",
          "time": { "column": "date", "format": "yyyy-MM-dd", "hour": "10:00" },
          "data": { "instrument": "GAD-7", "total": { "column": "gad7" } }
        }]
      }]
    }
    """#

  private func run(
    _ table: String, _ more: [String] = [], mapping: String = ImportFaultTests.mapping
  ) throws -> (outcome: Stage.Outcome, stage: ImportStage) {
    try run(Array(table.utf8), more, mapping: mapping)
  }

  private func run(
    _ table: [UInt8], _ more: [String] = [], mapping: String = ImportFaultTests.mapping
  ) throws -> (outcome: Stage.Outcome, stage: ImportStage) {
    let stage = ImportStage()
    stage.disk.install("m.json", Array(mapping.utf8))
    stage.disk.install("t.csv", table)
    stage.start()
    let outcome = stage.run(
      ["import", "csv", "t.csv", "--map", "m.json", "-f", "c.jsonl"] + more)
    return (outcome, stage)
  }

  /// Files of which nothing is taken, and what is said.
  @Test(arguments: [
    ("", "t.csv is empty: not even headings are there"),
    ("id,date\nP-1,2026-01-05\n", "t.csv lacks a column of the table ratings: gad7"),
    ("id,date,gad7,gad7\n", "t.csv:1: columns 3 and 4 have the same heading"),
    ("id,date,gad7\nP-1,2026-01-05,\"7\n", "t.csv:2: a quote opens here and is never closed"),
    ("id,date,gad7\nP-1,2026-01-05,\u{0}\n", "t.csv:2: has NUL bytes"),
    ("id,date,gad7\nP-1,2026-01-05,7\nP-1,2026-01-12\n", "has 2 cells under 3 headings"),
    ("id,date,gad7\nP-1,2026-01-05,7,x\n", "has 4 cells under 3 headings"),
    ("id,date,gad7\nP-1,05.01.2026,7\n", "date: is not written yyyy-MM-dd, but like d.M.yyyy"),
    ("id,date,gad7\nP-1,46027,7\n", "a number such as Excel keeps for a day"),
    ("id,date,gad7\nP-1,,7\n", "date: is empty: a rating needs a time"),
    ("id,date,gad7\nP-1,2026-01-05,\"7,5\"\n", "gad7: \"7,5\" has a comma"),
    ("id,date,gad7\nP-1,2026-01-05,seven\n", "gad7: \"seven\" is no number"),
    ("id,date,gad7\nP-1,2026-01-05,28\n", "gad7: rating data.total: range, found 28"),
    ("id,date,gad7\nP-1,2026-01-05,7.5\n", "gad7: rating data.total: type, found 7.5"),
    ("id,date,gad7\n,2026-01-05,7\n", "id: is empty: it is not said about whom the row is"),
    ("id,date,gad7\nJo Hale,2026-01-05,7\n", "id: is no pseudonym"),
    ("id,date,gad7\nP-1,2026-01-05,7\nP-1,2026-01-05,8\n", "differs from line 2"),
  ])
  func `bad input is told, and the log stays as it is`(table: String, problem: String) throws {
    let (outcome, stage) = try run(table)
    #expect(outcome.code == 65, "\(outcome.text)")
    #expect(outcome.errors.contains(problem), "\(outcome.errors)")
    #expect(try stage.events().isEmpty)
    let (batched, other) = try run(table, ["--batch", "1"])
    #expect(batched.code == 65)
    #expect(batched.errors.contains(problem) || problem.contains("line 2"), "\(batched.errors)")
    // What only the log can see comes to light batch by batch.
    #expect(try other.events().count <= (problem.contains("line 2") ? 1 : 0))
  }

  @Test func `dates in three styles are told by style, with their lines`() throws {
    let (outcome, _) = try run(
      "id,date,gad7\nP-1,2026-01-05,7\nP-1,1/12/2026,6\nP-2,19.01.2026,9\nP-2,1/26/2026,4\nP-3,46027,3\n"
    )
    #expect(outcome.code == 65)
    #expect(
      outcome.errors.contains(
        "t.csv:3: date: is not written yyyy-MM-dd, but like M/d/yyyy or d/M/yyyy"))
    #expect(
      outcome.errors.contains("t.csv:5: date: is not written yyyy-MM-dd, but like M/d/yyyy ("))
    #expect(outcome.errors.contains("t.csv:4: date: is not written yyyy-MM-dd, but like d.M.yyyy"))
    #expect(outcome.errors.contains("t.csv:6: date: is not written"))
  }

  @Test func `headings only are no error, and a repeated row adds nothing`() throws {
    let (empty, _) = try run("id,date,gad7\n")
    #expect(empty.code == 0)
    #expect(empty.text == "imported 0 events of 0 subjects from 0 rows\n")
    let (twice, stage) = try run("id,date,gad7\nP-1,2026-01-05,7\nP-1,2026-01-05,7\n")
    #expect(twice.code == 0, "\(twice.errors)")
    #expect(twice.text.contains("1 row repeating earlier ones: line 3"))
    #expect(try stage.events().count == 1)
  }

  @Test func `rejected rows are kept, mended and imported again`() throws {
    let table = "id,name,date,gad7\nP-1,Jo,2026-01-05,7\nP-2,\"Hale, Ann\",5.1.2026,9\n"
    let (outcome, stage) = try run(table, ["--rejects", "r.csv"])
    #expect(outcome.code == 0)
    #expect(try stage.events().count == 1)
    let kept = stage.text("r.csv")
    #expect(
      kept.hasPrefix(
        "id,name,date,gad7,reject_line,reject_column,reject_reason\r\nP-2,,5.1.2026,9,3,date,"))
    #expect(!kept.contains("Hale") && !outcome.errors.contains("Hale"))
    stage.disk.install("r.csv", Array(kept.replacing("5.1.2026,9", with: "2026-01-05,9").utf8))
    let again = stage.run(["import", "csv", "r.csv", "--map", "m.json", "-f", "c.jsonl"])
    #expect(again.code == 0, "\(again.errors)")
    #expect(try stage.events().map { $0.contains("subject=P-2") } == [false, true])
    let third = stage.run(
      ["import", "csv", "t.csv", "--map", "m.json", "-f", "c.jsonl", "--rejects", "r.csv"])
    #expect(third.code == 73, "a file of rejects never replaces one")
  }

  @Test func `columns that are not in the mapping are named`() throws {
    let (outcome, stage) = try run("id,date,gad7,mood\nP-1,2026-01-05,7,fine\n")
    #expect(
      outcome.errors.contains("t.csv: a column is not in the mapping and does not enter: mood"))
    #expect(try !stage.events().joined().contains("fine"))
  }

  @Test func `a decimal comma is read where the mapping says so`() throws {
    let mapping = Self.mapping.replacing(
      "\"zone\": \"UTC\"", with: "\"zone\": \"UTC\", \"decimal\": \",\""
    )
    .replacing(
      "\"total\": { \"column\": \"gad7\" }",
      with:
        "\"total\": { \"column\": \"gad7\" }, \"bmi\": { \"column\": \"bmi\", \"as\": \"number\" }")
    let (outcome, stage) = try run(
      "id;date;gad7;bmi\nP-1;2026-01-05;7;27,50\n", mapping: mapping)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try stage.events()[0].contains("\"bmi\":27.50"))
    let (point, _) = try run("id;date;gad7;bmi\nP-1;2026-01-05;7;27.50\n", mapping: mapping)
    #expect(point.errors.contains("bmi: \"27.50\" has a point"))
  }

  /// Mappings that are wrong, and what is said.
  @Test(arguments: [
    ("\"mapping\": 1", "\"mapping\": 2", "mapping is not 1"),
    ("\"gad7\", \"id\"", "\"gad7\", \"ids\"", "ids means nothing here"),
    ("\"total\":", "\"totl\":", "tables[0].events[0].data.totl: rating has no totl"),
    ("\"yyyy-MM-dd\"", "\"YYYY\"", "YYYY is no format of a date or time"),
    (", \"hour\": \"10:00\"", "", "days have no time of day here, and none is invented"),
    ("{subject}-{date}", "{date}", "an id without {subject}"),
    ("\"UTC\"", "\"Mars/Olympus\"", "the zone Mars/Olympus is not in"),
    ("\"type\": \"rating\"", "\"type\": \"raiting\"", "did you mean rating?"),
    ("\"column\": \"gad7\"", "\"column\": \"name\"", "name is a column that does not enter"),
    (
      "\"zone\": \"UTC\",", "\"zone\": \"UTC\", \"unsure\": [\"the zone\"],",
      "m.json says itself that it is not sure"
    ),
    ("\"mapping\": 1,", "\"mapping\": 1", "m.json:2: is no JSON from here on"),
  ])
  func `a wrong mapping is refused with the member`(
    old: String, new: String, problem: String
  ) throws {
    let mapping = Self.mapping.replacing(old, with: new)
    #expect(mapping != Self.mapping)
    let (outcome, _) = try run("id,date,gad7,name\nP-1,2026-01-05,7,Jo\n", mapping: mapping)
    #expect(outcome.code == 65 || outcome.code == 2)
    #expect(outcome.errors.contains(problem), "\(outcome.errors)")
  }

  @Test func `identifiers that are no pseudonyms need a key, and never show`() throws {
    let mapping = Self.mapping.replacing("\"pseudonyms\": true,", with: "")
    let table = "id,date,gad7\nMRN-17,2026-01-05,7\n"
    let (without, _) = try run(table, mapping: mapping)
    #expect(without.code == 2)
    #expect(without.errors.contains("no key was named"))
    let (with, stage) = try run(
      table, ["--key", "k.key", "--crosswalk", "x.csv"], mapping: mapping)
    #expect(with.code == 0, "\(with.errors)")
    #expect(!stage.text("c.jsonl").contains("MRN-17"))
    let crosswalk = stage.text("x.csv")
    #expect(crosswalk.hasSuffix(",MRN-17\r\n"))
    let name = try #require(crosswalk.split(separator: "\r\n").last?.split(separator: ",").first)
    #expect(name.hasPrefix("P-") && name.count == 18)
    #expect(stage.text("c.jsonl").contains("\"subject\":\"\(name)\""))
  }

  @Test func `a log that has the event with other content refuses the row`() throws {
    let (_, stage) = try run("id,date,gad7\nP-1,2026-01-05,7\n")
    stage.disk.install("t.csv", Array("id,date,gad7\nP-1,2026-01-05,9\nP-2,2026-01-05,9\n".utf8))
    let outcome = stage.run(["import", "csv", "t.csv", "--map", "m.json", "-f", "c.jsonl"])
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("t.csv:2: rating: differs from line 1 of the log"))
    #expect(try stage.events().count == 1)
  }
}
