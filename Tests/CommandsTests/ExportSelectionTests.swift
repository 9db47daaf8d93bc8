import Bytes
import TestSupport
import Testing

/// Which subjects and which options the tables of an export heed.
@Suite struct ExportSelectionTests {
  /// A long name, and one with a booster after its induction.
  private static let long = String(repeating: "x", count: 51)

  private static func stage() -> Stage {
    var lines: [String] = []
    func add(_ type: String, _ day: String, _ subject: String, _ data: String) {
      lines.append(
        #"{"id":"e\#(lines.count)","source":"/s","type":"\#(type)","subject":"\#(subject)","#
          + #""time":"\#(day)T10:00:00Z","data":\#(data)}"#)
    }
    for (subject, isBoosted) in [("P-1", true), ("P-2", false), (long, false)] {
      add("intake", "2026-01-01", subject, #"{"indications":["F41.1"],"birthYear":1980}"#)
      for (label, day, phase) in [
        ("a", "2026-01-05", "induction"), ("b", "2026-03-05", "booster"),
      ] where phase == "induction" || isBoosted {
        add("rating", String(day.dropLast()) + "4", subject, #"{"instrument":"GAD-7","total":16}"#)
        add(
          "infusion", day, subject,
          #"{"infusion":"\#(label)","drug":"ketamine","route":"IV","phase":"\#(phase)"}"#)
        add("dose", day, subject, #"{"infusion":"\#(label)","mg":35}"#)
        add("rating", String(day.dropLast()) + "6", subject, #"{"instrument":"GAD-7","total":4}"#)
      }
    }
    let stage = Stage(disk: SimulatedDisk())
    #expect(stage.run(["init", "/log.jsonl", "--origin", "example.org/log"]).code == 0)
    let input = lines.joined(separator: "\n") + "\n"
    #expect(stage.run(["append", "-f", "/log.jsonl"], input: input).code == 0)
    return stage
  }

  private func table(_ name: String, _ stage: Stage, _ more: [String] = []) -> Stage.Outcome {
    let format = name.hasPrefix("AD") ? "adam" : "csv"
    return stage.run(["export", format, "-f", "/log.jsonl", "--table", name] + more)
  }

  private static func lines(_ outcome: Stage.Outcome) -> Int {
    outcome.text.split(whereSeparator: \.isNewline).count
  }

  @Test func `whoever has a row of relief has a row everywhere`() {
    let stage = Self.stage()
    let boosted = ["--where", "phase=booster"]
    // A heading, and: one course of P-1; of P-1 everything.
    for (name, rows) in [
      ("relief", 1), ("subjects", 1), ("courses", 2), ("treatments", 2), ("ratings", 4),
    ] {
      let outcome = table(name, stage, boosted)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(Self.lines(outcome) == rows + 1, "\(name): \(outcome.text)")
    }
    #expect(table("ADSL", stage, boosted).text.contains("\"P-1\""))
    #expect(!table("ADSL", stage, boosted).text.contains("\"P-2\""))
  }

  @Test func `first courses are asked for of visits alone`() {
    let stage = Self.stage()
    for name in ["relief", "courses", "ADTTE"] {
      #expect(table(name, stage, ["--first-course"]).code == 2, "\(name)")
    }
    let folder = stage.run(
      ["export", "csv", "-f", "/log.jsonl", "-o", "/out", "--first-course"])
    #expect(folder.code == 2 && folder.errors.contains("--first-course is about visits"))
    let all = table("visits", stage)
    let first = table("visits", stage, ["--first-course"])
    #expect(all.code == 0 && first.code == 0)
    #expect(Self.lines(first) < Self.lines(all) && Self.lines(first) > 1)
  }

  @Test func `visits that differ in capitals alone stay two`() {
    let outcome = table("ADQS", Self.stage(), ["--visits", "d1=0..2@1,D1=0..3@2,Late=5..9@7"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.text.contains("\"d1\"") && outcome.text.contains("\"D1\""))
  }

  @Test func `a person whose pseudonym does not fit is told of`() {
    let stage = Self.stage()
    let outcome = stage.run(["export", "omop", "-f", "/log.jsonl", "-o", "/omop"])
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("1 person has no person_source_value"), "\(outcome.errors)")
    let without = ["--where", "not subject in (\(Self.long))"]
    let rest = stage.run(["export", "omop", "-f", "/log.jsonl", "-o", "/rest"] + without)
    #expect(rest.code == 0 && !rest.errors.contains("person_source_value"), "\(rest.errors)")
  }

  @Test func `a drug that the person did not get is not suggested again`() {
    let outcome = Self.stage().run(["relief", "P-1", "-f", "/log.jsonl", "--drug", "saline"])
    #expect(outcome.errors.contains("P-1 was not given saline"), "\(outcome.errors)")
    #expect(!outcome.errors.contains("did you mean"), "\(outcome.errors)")
    #expect(outcome.text.contains("treated with ketamine, not with"), "\(outcome.text)")
  }
}
