import Bytes
import TestSupport
import Testing

/// Columns of dates as clinics have them: in several styles, with day and month in an order that nobody stated, saved once more
/// in another style.
@Suite struct DateColumnTests {
  /// A session and a rating for each row, by the day.
  private static func mapping(_ format: String, label: String = "") -> String {
    let time = "\"time\": { \"column\": \"Visit\", \"format\": \(format), \"hour\": \"10:00\" }"
    return """
      {
        "mapping": 1, "source": "/import/test", "pseudonyms": true, "zone": "UTC",
        "subject": { "column": "id" },
        "tables": [{ "name": "visits", "events": [
          { "type": "infusion", "when": "mg", "id": "{subject}-{Visit}", \(time),
            "data": { "infusion": { "column": "Visit"\(label) }, "drug": "ketamine", "route": "IV" } },
          { "type": "rating", "when": "gad7", "id": "{subject}-{Visit}-r", \(time),
            "data": { "instrument": "GAD-7", "total": { "column": "gad7" } } }
        ] }]
      }
      """
  }

  private static let head = "id,Visit,mg,gad7\n"

  private func take(
    _ rows: String, _ mapping: String, _ more: [String] = [], on stage: ImportStage? = nil
  ) -> (outcome: Stage.Outcome, stage: ImportStage) {
    let there = stage ?? ImportStage()
    if stage == nil { there.start() }
    there.disk.install("m.json", Array(mapping.utf8))
    there.disk.install("t.csv", Array((Self.head + rows).utf8))
    let outcome = there.run(["import", "csv", "t.csv", "--map", "m.json", "-f", "c.jsonl"] + more)
    return (outcome, there)
  }

  private func times(_ stage: ImportStage) throws -> [String] {
    try stage.events().compactMap { line in
      line.split(separator: " ").first { $0.hasPrefix("time=") }.map { String($0.dropFirst(5)) }
    }
  }

  // MARK: - Day and month

  /// With the wrong order the first date would be 12 March, and the second is no date.
  private static let swapped = "P-1,03/12/2026,,7\nP-1,14/03/2026,,6\nP-2,05/05/2026,,9\n"

  @Test(arguments: [[], ["--rejects", "r.csv"], ["--batch", "1"], ["--dry-run"]])
  func `one date that can only be read in the other order stops the table`(
    more: [String]
  ) throws {
    let (outcome, stage) = take(Self.swapped, Self.mapping("\"M/d/yyyy\""), more)
    #expect(outcome.code == 65, "\(outcome.text)")
    #expect(
      outcome.errors.contains(
        "t.csv:3: Visit: can only be d/M/yyyy, and the mapping says M/d/yyyy: 1 date of the column can be read in both ways"
      ), "\(outcome.errors)")
    #expect(outcome.errors.contains("say d/M/yyyy in the \"format\" of the mapping"))
    #expect(try stage.events().isEmpty)
    #expect(stage.disk.bytes(at: "r.csv") == nil)
  }

  @Test func `with the order that the column has the dates enter`() throws {
    let (outcome, stage) = take(Self.swapped, Self.mapping("\"d/M/yyyy\""))
    #expect(outcome.code == 0, "\(outcome.errors)")
    let wanted = ["2026-12-03", "2026-03-14", "2026-05-05"].map { "\($0)T10:00:00Z" }
    #expect(try times(stage) == wanted)
  }

  @Test func `a column with both orders is refused with what can be told`() throws {
    let rows = "P-1,03/12/2026,,7\nP-1,14/03/2026,,6\nP-2,03/25/2026,,9\nP-2,2026-03-26,,9\n"
    let (outcome, _) = take(rows, Self.mapping("[\"M/d/yyyy\", \"yyyy-MM-dd\"]"))
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("only d/M/yyyy: line 3"), "\(outcome.errors)")
    #expect(outcome.errors.contains("in both ways: line 2"))
    #expect(outcome.errors.contains("only as the mapping says: line 4"))
    #expect(outcome.errors.contains("best as yyyy-MM-dd"))
  }

  @Test func `where no date can be mistaken a wrong one is a reject like others`() throws {
    // The fifth of May is that in both orders.
    let rows = "P-1,03/25/2026,,7\nP-1,14/03/2026,,6\nP-2,05/05/2026,,9\n"
    let (outcome, stage) = take(rows, Self.mapping("\"M/d/yyyy\""), ["--rejects", "r.csv"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    // Only the style that it can have.
    #expect(outcome.errors.contains("t.csv:3: Visit: is not written M/d/yyyy, but like d/M/yyyy ("))
    #expect(try times(stage).count == 2)
  }

  @Test func `rows of which the column makes no event prove nothing`() throws {
    let rows = "P-1,03/12/2026,,7\nP-1,14/03/2026,,\n"
    let (outcome, _) = take(rows, Self.mapping("\"M/d/yyyy\""))
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  // MARK: - The label of a session

  @Test func `a sheet saved in another style makes the same sessions`() throws {
    let styles = "[\"d/M/yyyy\", \"d-MMM-yy\"]"
    let (first, stage) = take(
      "P-1,16-Mar-26,40,\nP-1,19/03/2026,40,\n", Self.mapping(styles, label: ", \"prefix\": \"s-\"")
    )
    #expect(first.code == 0, "\(first.errors)")
    #expect(try stage.events()[0].contains("\"infusion\":\"s-2026-03-16\""))
    let (again, _) = take(
      "P-1,16/03/2026,40,\nP-1,19-Mar-26,40,\n",
      Self.mapping(styles, label: ", \"prefix\": \"s-\""), on: stage)
    #expect(again.code == 0, "\(again.errors)")
    #expect(again.text.hasPrefix("imported 0 events"), "\(again.text)")
    #expect(again.text.contains("2 events there already"))
  }

  // MARK: - Days as Excel counts them

  /// 46030 days behind 1899-12-30 are 8 January 2026: 46027 is the fifth.
  @Test(arguments: ["46030", "46030.0", "4.6030E4"])
  func `a day as Excel counts it stands beside written ones, and gets the hour of days`(
    cell: String
  ) throws {
    let (outcome, stage) = take(
      "P-1,1/5/2026,,7\nP-1,\(cell),,6\n", Self.mapping("[\"M/d/yyyy\", \"excel-1900\"]"))
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try times(stage) == ["2026-01-05T10:00:00Z", "2026-01-08T10:00:00Z"])
    let (half, other) = take(
      "P-1,\(cell == "46030" ? "46030.5" : "46030.500"),40,\n",
      Self.mapping("\"excel-1900\"", label: ", \"format\": \"excel-1900\", \"as\": \"date\""))
    #expect(half.code == 0, "\(half.errors)")
    #expect(try times(other) == ["2026-01-08T12:00:00Z"])
    #expect(try other.events()[0].contains("\"infusion\":\"2026-01-08\""))
  }

  @Test func `the advice about a day of Excel does what it says`() throws {
    let (outcome, stage) = take("P-1,1/5/2026,,7\nP-1,46030,,6\n", Self.mapping("\"M/d/yyyy\""))
    #expect(outcome.code == 65)
    let start = try #require(outcome.errors.firstRange(of: "say \"format\": ")).upperBound
    let end = try #require(outcome.errors[start...].firstIndex(of: ")"))
    let format = String(outcome.errors[start..<end])
    #expect(format == "[\"M/d/yyyy\", \"excel-1900\"]")
    let (again, _) = take(
      "P-1,1/5/2026,,7\nP-1,46030,,6\n", Self.mapping(format), on: stage)
    #expect(again.code == 0, "\(again.errors)")
  }

  @Test(arguments: ["2026", "9999", "46030,5", "-46030"])
  func `a number that is no such day is rejected`(cell: String) throws {
    let (outcome, stage) = take("P-1,\"\(cell)\",,7\n", Self.mapping("\"excel-1900\""))
    #expect(outcome.code == 65)
    #expect(try stage.events().isEmpty)
  }

  @Test func `a day before the first year in UTC is told as that`() throws {
    let mapping = Self.mapping("\"yyyy-MM-dd\"").replacing("\"UTC\"", with: "\"+14:00\"")
    let (outcome, _) = take("P-1,0001-01-01,,7\n", mapping)
    #expect(outcome.errors.contains("lies outside the years 1 to 9999"), "\(outcome.errors)")
  }

  // MARK: - Guessing

  private func propose(_ table: String) throws -> (root: JSONNode, unsure: String) {
    try propose(Array(table.utf8))
  }

  private func propose(_ table: [UInt8]) throws -> (root: JSONNode, unsure: String) {
    let stage = ImportStage()
    stage.disk.install("t.csv", table)
    let outcome = stage.run(["import", "csv", "t.csv", "--propose"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let faults = try AnswerSchemas.schema("mapping").faults(in: AnswerSchemas.value(outcome.output))
    #expect(faults.isEmpty, "\(faults)")
    let root = try JSONDocument(outcome.output).root
    return (root, (root["unsure"]?.elements.compactMap(\.text) ?? []).joined(separator: "\n"))
  }

  private func event(_ root: JSONNode, _ type: String) -> JSONNode? {
    root["tables"]?.elements.first?["events"]?.elements.first { $0["type"]?.text == type }
  }

  @Test func `all styles of a column are proposed, and the label is a date in each`() throws {
    let (root, unsure) = try propose(
      "MRN,Visit,Dose mg,GAD-7\n1,2026-03-11,40,9\n1,14/03/2026,40,8\n1,16-Mar-26,40,7\n1,46099,40,6\n"
        + "1,17/03/2026,40,5\n1,soon,40,4\n")
    let styles = ["d/M/yyyy", "yyyy-MM-dd", "d-MMM-yy", "excel-1900"]
    let time = event(root, "rating")?["time"]?["format"]?.elements.compactMap(\.text)
    #expect(time == styles, "\(unsure)")
    let label = event(root, "infusion")?["data"]?["infusion"]
    #expect(label?["format"]?.elements.compactMap(\.text) == styles)
    #expect(label?["as"]?.text == "date")
    #expect(unsure.contains("Visit holds dates in four styles"), "\(unsure)")
    #expect(unsure.contains("what stands on line 7 is written in none of these ways"))
    #expect(unsure.contains("days as Excel counts them, on line 5"))
  }

  @Test func `where no style is found the label is a date all the same`() throws {
    let (root, unsure) = try propose("MRN,Visit,Dose mg\n1,first,40\n1,second,40\n")
    #expect(unsure.contains("Visit holds no dates that were recognised"))
    #expect(event(root, "infusion")?["data"]?["infusion"]?["as"]?.text == "date")
  }

  @Test func `an order of day and month that the column does not tell is asked for`() throws {
    let (_, unsure) = try propose(
      "MRN,Visit,GAD-7\n1,2026-03-25,9\n1,04/03/2026,8\n1,05/03/2026,7\n")
    #expect(unsure.contains("Visit can be read as M/d/yyyy and as d/M/yyyy: which is it?"))
    let (told, sure) = try propose(
      "MRN,Visit,GAD-7\n1,2026-03-25,9\n1,04/03/2026,8\n1,25/03/2026,7\n")
    #expect(!sure.contains("which is it"), "\(sure)")
    let formats = event(told, "rating")?["time"]?["format"]?.elements.compactMap(\.text)
    #expect(formats == ["d/M/yyyy", "yyyy-MM-dd"])
    let (_, both) = try propose(
      "MRN,Visit,GAD-7\n1,03/25/2026,9\n1,04/03/2026,8\n1,25/03/2026,7\n")
    #expect(both.contains("days before months and months before days"), "\(both)")
  }

  @Test func `birth dates with years of two digits are never guessed at`() throws {
    let (root, unsure) = try propose("MRN,DOB,Visit,Dx\n1,5/26/54,2026-01-05,F41.1\n")
    let born = event(root, "intake")?["data"]?["birthYear"]
    #expect(born?["format"]?.text == "M/d/yyyy")
    #expect(unsure.contains("DOB: years of two digits are those of this century"), "\(unsure)")
  }

  @Test func `a file in Windows-1252 is proposed as that`() throws {
    var table = Array("MRN,Visit,GAD-7,Note\n1,2026-01-05,9,caf".utf8)
    table += [0xE9, 0x0A]
    let (root, unsure) = try propose(table)
    #expect(root["encoding"]?.text == "windows-1252")
    #expect(unsure.contains("the file is not UTF-8, and is taken for Windows-1252"))
    let (plain, _) = try propose("MRN,Visit,GAD-7,Note\n1,2026-01-05,9,café\n")
    #expect(plain["encoding"] == nil)
  }
}
