import Bytes
import Definitions
import Exporting
import Foundation
import TestSupport
import Testing

/// Tables say what the answers of the commands say.
@Suite struct TidyTableTests {
  private static let vectors = [
    "cohort-small", "endings", "failures", "no-rating", "controls", "orphans-and-labels",
    "corrections", "items", "visits", "why-retreated", "two-instruments",
  ]

  private static func answer(_ words: [String], _ log: [UInt8]) throws -> JSONNode {
    let disk = SimulatedDisk()
    disk.install("log.jsonl", log)
    let outcome = Stage(disk: disk).run(words + ["-f", "log.jsonl", "--format", "json"])
    return try JSONDocument(outcome.output).root
  }

  /// What a cell should say for a value of an answer.
  private static func cell(_ node: JSONNode?) -> String {
    guard let node, node.kind != .null else { return "" }
    return node.text ?? node.raw.text
  }

  @Test func `trials that no intake lists are missing, and an empty list is none`() throws {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    _ = stage.run(["init", "t.jsonl", "--name", "t", "--origin", "example.org/t"])
    let trials = ["", #","trials":[]"#, #","trials":[{"drug":"sertraline","outcome":"none"}]"#]
    let lines = trials.enumerated().map { number, trials in
      #"{"id":"\#(number)","source":"/e","type":"intake","subject":"P\#(number)","#
        + #""time":"2026-03-01T08:00:00Z","data":{"indications":["F32.2"]\#(trials)}}"# + "\n"
    }
    #expect(stage.run(["append", "-f", "t.jsonl"], input: lines.joined()).code == 0)
    let folder = ExportedFolder(["csv"], of: try #require(disk.bytes(at: "t.jsonl")))
    #expect(try folder.rows("subjects.csv").map { $0["failed_trials"] } == ["", "0", "1"])
  }

  @Test(arguments: vectors) func `a row of relief is a unit of the answer`(name: String) throws {
    let log = try Vectors.bytes("outcomes/\(name).jsonl")
    for unit in ["course", "treatment", "episode"] {
      let folder = ExportedFolder(["csv", "--unit", unit], of: log)
      let answer = try Self.answer(["relief", "--unit", unit], log)
      let rows = try folder.rows("relief.csv")
      let units = answer["units"]?.elements ?? []
      #expect(rows.count == units.count)
      for (row, unit) in zip(rows, units) {
        for (column, member) in [
          ("subject", "subject"), ("unit", "unit"), ("course", "course"),
          ("instrument", "instrument"), ("treatments", "treatments"), ("start", "start"),
          ("t0", "t0"), ("window_end", "windowEnd"), ("window_ends_by", "windowEndsBy"),
          ("status", "status"), ("reason", "reason"), ("late", "late"),
          ("entry_days", "entryDays"), ("entry_seq", "entrySeq"), ("lower_days", "lowerDays"),
          ("last_in_relief_seq", "lastInReliefSeq"), ("upper_days", "upperDays"),
          ("lost_seq", "lostSeq"),
        ] { #expect(row[column] == Self.cell(unit[member]), "\(name) \(column)") }
        let baseline = unit["baseline"]
        #expect(row["baseline_seq"] == Self.cell(baseline?["seq"]))
        #expect(row["baseline_total"] == Self.cell(baseline?["total"]))
        let pair = unit["confirmedBySeq"]?.elements ?? []
        #expect(row["confirmed_first_seq"] == Self.cell(pair.first))
        #expect(row["confirmed_second_seq"] == Self.cell(pair.last))
        let onset = unit["onset"]
        #expect(row["onset_after_days"] == Self.cell(onset?["afterDays"]))
        #expect(row["onset_by_days"] == Self.cell(onset?["byDays"]))
        #expect(row["onset_by_seq"] == Self.cell(onset?["bySeq"]))
        #expect(row["definition"] == Self.cell(answer["definition"]))
        #expect((row["km_days"] == "") == (row["analysed"] == "false"))
      }
    }
  }

  @Test(arguments: vectors) func `visits, gaps and subjects are those of the answers`(
    name: String
  ) throws {
    let log = try Vectors.bytes("outcomes/\(name).jsonl")
    let folder = ExportedFolder(["csv", "--wide"], of: log)
    let response = try Self.answer(["response"], log)
    let courses = response["courses"]?.elements ?? []
    var visits = try folder.rows("visits.csv")[...]
    let wide = try folder.rows("wide.csv")
    #expect(wide.count == courses.count)
    for (course, wideRow) in zip(courses, wide) {
      #expect(wideRow["between_visits"] == Self.cell(course["betweenVisits"]))
      for visit in course["visits"]?.elements ?? [] {
        let next = visits.popFirst()
        let row = try #require(next)
        let prefix = Self.cell(visit["visit"])
        #expect(row["visit"] == prefix)
        for (column, node) in [
          ("seq", visit["rating"]?["seq"]), ("total", visit["rating"]?["total"]),
          ("unrated", visit["unrated"]), ("change", visit["change"]),
          ("response", visit["response"]), ("remission", visit["remission"]),
          ("reliable", visit["reliable"]), ("usable", course["usable"]),
        ] {
          #expect(row[column] == Self.cell(node), "\(name) \(column)")
          if let cell = wideRow["\(prefix)_\(column)"] { #expect(cell == row[column]) }
        }
      }
    }
    #expect(visits.isEmpty)
    let gaps = try Self.answer(["intervals"], log)["gaps"]?.elements ?? []
    let gapRows = try folder.rows("gaps.csv")
    #expect(gapRows.count == gaps.count)
    for (row, gap) in zip(gapRows, gaps) {
      for (column, member) in [
        ("subject", "subject"), ("ordinal", "ordinal"), ("closed", "closed"), ("days", "days"),
        ("kind", "kind"), ("from_seq", "fromSeq"), ("to_seq", "toSeq"), ("why", "why"),
        ("why_seq", "whySeq"),
      ] { #expect(row[column] == Self.cell(gap[member]), "\(name) \(column)") }
    }
    let subjects = try Self.answer(["cohort"], log)["subjects"]?.elements ?? []
    let subjectRows = try folder.rows("subjects.csv")
    #expect(subjectRows.count == subjects.count)
    for (row, subject) in zip(subjectRows, subjects) {
      for (column, member) in [
        ("subject", "subject"), ("first_indication", "firstIndication"),
        ("index_instrument", "instrument"), ("index_instrument_from", "instrumentFrom"),
        ("treatments", "treatments"), ("other_treatments", "otherTreatments"),
        ("not_given", "notGiven"), ("orphaned_doses", "orphanedDoses"),
        ("duplicate_labels", "duplicateLabels"), ("after_follow_up", "afterFollowUp"),
        ("courses", "courses"), ("follow_up_end", "followUpEnd"),
        ("follow_up_ends_by", "followUpEndsBy"),
      ] { #expect(row[column] == Self.cell(subject[member]), "\(name) \(column)") }
    }
  }

  @Test(arguments: vectors) func `treatments and ratings are those of the timelines`(
    name: String
  ) throws {
    let log = try Vectors.bytes("outcomes/\(name).jsonl")
    let folder = ExportedFolder(["csv"], of: log)
    var treatments = try folder.rows("treatments.csv")[...]
    var ratings = try folder.rows("ratings.csv")[...]
    var doses = try folder.rows("doses.csv").filter { $0["after_follow_up"] == "false" }
    for subject in try folder.rows("subjects.csv").compactMap({ $0["subject"] }) {
      let timeline = try Self.answer(["timeline", subject], log)
      for node in timeline["treatments"]?.elements ?? [] {
        let next = treatments.popFirst()
        let row = try #require(next)
        for (column, member) in [
          ("seq", "seq"), ("infusion", "infusion"), ("drug", "drug"), ("route", "route"),
          ("active", "active"), ("start", "start"), ("end", "end"), ("mg", "mg"),
          ("mg_per_kg", "mgPerKg"), ("course", "course"), ("phase", "phase"),
        ] { #expect(row[column] == Self.cell(node[member]), "\(name) \(column)") }
        // What was delivered is what its doses say together; in these logs whole numbers do.
        let own = doses.filter { $0["subject"] == subject && $0["infusion_seq"] == row["seq"] }
        doses.removeAll { $0["subject"] == subject && $0["infusion_seq"] == row["seq"] }
        let sum = own.compactMap { Double($0["mg"] ?? "") }.reduce(0, +)
        #expect(sum == Double(row["mg"] ?? ""), "\(name) \(subject)")
      }
      for node in timeline["ratings"]?.elements ?? [] {
        let next = ratings.popFirst()
        let row = try #require(next)
        for (column, member) in [
          ("seq", "seq"), ("time", "time"), ("instrument", "instrument"), ("total", "total"),
          ("eligible", "eligible"),
        ] { #expect(row[column] == Self.cell(node[member]), "\(name) \(column)") }
        let flags = node["flags"]?.elements.map { Self.cell($0) } ?? []
        #expect(row["flags"] == flags.joined(separator: " "))
      }
    }
    #expect(treatments.isEmpty && ratings.isEmpty)
  }

  @Test func `names of visits become names of columns`() throws {
    let visits = try Visit.list("d1=0..2@1,Day 7=5..9@7,3=2..4@3,day-7=6..8@7,é=1..2@1")
    #expect(TidyTables.columnNames(visits) == ["d1", "day_7", "visit_3", "day_7_4", "visit__"])
    let columns = TidyTables.wide(visits).columns.map(\.name)
    #expect(Set(columns).count == columns.count)
  }

  @Test func `every column has a name of its own, and says what it is`() {
    for table in TidyTables.all {
      #expect(Set(table.columns.map(\.name)).count == table.columns.count)
      for column in table.columns {
        #expect(column.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(column.name)")
        #expect(!column.meaning.isEmpty)
        #expect(column.unit == nil || column.kind == .number || column.kind == .integer)
      }
    }
  }
}

/// The page about exports says what the tables have.
@Suite struct ExportingPageTests {
  @Test func `the page lists every column with its type, unit and meaning`() throws {
    let page = try String(
      contentsOfFile: Vectors.tests + "/../docs/exporting.md", encoding: .utf8)
    let parts = page.components(separatedBy: "\n### ")
    for table in TidyTables.all {
      let part = try #require(parts.first { $0.hasPrefix("\(table.name)\n") }, "\(table.name)")
      #expect(part.contains("\nA row is \(table.meaning).\n"), "\(table.name)")
      let rows = part.components(separatedBy: "\n").filter { $0.hasPrefix("| `") }
      let wanted = table.columns.map { column in
        "| `\(column.name)`\(column.presence == .always ? "" : " *") | \(column.kind.rawValue) "
          + "| \(column.unit ?? "") | \(column.meaning) |"
      }
      #expect(rows == wanted, "\(table.name)")
    }
  }
}
