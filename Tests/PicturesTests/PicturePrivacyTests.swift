import Bytes
import TestSupport
import Testing

@testable import Pictures

/// A picture under `--min-cell-count` shows what the answer under it shows, and nothing else.
@Suite struct PicturePrivacyTests {
  private var desk: PictureDesk { .large }

  @Test(arguments: PictureKind.allCases.filter(\.isAboutPersons))
  func `a picture of single people is refused`(kind: PictureKind) {
    for more in [[], ["--data"]] {
      let words = ["plot", kind.rawValue] + (kind == .timeline ? ["P-0001"] : []) + more
      let outcome = desk.run(words + ["--min-cell-count", "5"])
      #expect(outcome.code == 77 && outcome.output.isEmpty, "\(words)")
      #expect(outcome.errors.contains("is about one person"))
    }
  }

  @Test(arguments: ["relief", "response", "intervals", "mcf", "flow", "forest"])
  func `nobody is named in a picture of groups`(kind: String) throws {
    for more in [[], ["--data", "--format", "json"]] {
      let by = kind == "forest" ? ["--by", "site"] : []
      let outcome = desk.run(["plot", kind, "--min-cell-count", "5"] + by + more)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(!outcome.text.contains("P-00"))
    }
  }

  @Test(arguments: [[], ["--by", "sex"], ["--by", "site"], ["--unit", "treatment"]])
  func `the curve of relief has no step that the answer has not`(options: [String]) throws {
    let words = options + ["--min-cell-count", "5"]
    let picture = desk.run(["plot", "relief", "--data", "--format", "json"] + words)
    let answer = desk.run(["relief", "--format", "json"] + words)
    #expect(picture.code == answer.code)
    guard picture.code == 0 else { return }
    let tables = try JSONDocument(picture.output).root["tables"]?.elements ?? []
    #expect(tables.count == 2, "intervals of single people are left out")
    let root = try JSONDocument(answer.output).root
    let parts = [root] + (root["extra"]?["strata"]?.elements ?? [])
    var (steps, atRisk, shares) = (Set<String>(), Set<String>(), Set<String>())
    for part in parts {
      guard let curve = part["kaplanMeier"], curve.kind == .object else { continue }
      for step in curve["curve"]?.elements ?? [] {
        steps.insert("\(step["days"]?.number ?? -1) \(step["survival"]?.number ?? -1)")
      }
      for point in curve["at"]?.elements ?? [] {
        let day = point["days"]?.number ?? -1
        atRisk.insert("\(day) \(point["atRisk"]?.raw.text ?? "")")
        shares.insert("\(day) \(point["survival"]?.raw.text ?? "")")
      }
    }
    for row in tables[1]["rows"]?.elements ?? [] {
      #expect(steps.contains("\(row["days"]?.number ?? -2) \(row["survival"]?.number ?? -2)"))
      #expect(row["atRisk"]?.kind == .null && row["lower"]?.kind == .null)
    }
    for row in tables[0]["rows"]?.elements ?? [] {
      let day = row["days"]?.number ?? -2
      #expect(atRisk.contains("\(day) \(row["atRisk"]?.raw.text ?? "")"))
      #expect(shares.contains("\(day) \(row["survival"]?.raw.text ?? "")"))
      #expect(row["lost"]?.kind == .null && row["censored"]?.kind == .null)
    }
    // What is drawn is what the table has.
    let drawn = try DrawnPicture(desk.run(["plot", "relief"] + words).output)
    let days = Set(
      (tables.flatMap { $0["rows"]?.elements ?? [] }).compactMap { $0["days"]?.number })
    let (zero, end) = (try drawn.place(ofDay: "0"), try drawn.place(ofDay: "56"))
    for element in drawn.elements
    where element.attributes["data-name"]?.hasPrefix("kaplan-meier") == true {
      for corner in DrawnPicture.corners(element.attributes["d"] ?? "") {
        let day = (corner.x - zero) / (end - zero) * 56
        #expect(days.contains { abs($0 - day) < 0.01 } || abs(day) < 0.01, "day \(day)")
      }
    }
    #expect(
      drawn.marks("kaplan-meier-censored").isEmpty && drawn.marks("turnbull-interval").isEmpty)
  }

  @Test func `counts that the answer keeps back are kept back in the picture`() throws {
    let words = ["--min-cell-count", "5"]
    let shown = try JSONDocument(desk.run(["response", "--format", "json"] + words).output).root
    let drawn = try JSONDocument(
      desk.run(["plot", "response", "--data", "--format", "json"] + words).output
    ).root
    var hidden = 0
    let rows = drawn["tables"]?.elements.first?["rows"]?.elements ?? []
    for table in shown["tables"]?.elements ?? [] {
      for visit in table["visits"]?.elements ?? [] {
        let row = rows.first {
          $0["group"]?.text == table["instrument"]?.text
            && $0["visit"]?.text == visit["visit"]?.text
        }
        for key in ["rated", "unratedRetreated", "unratedFollowUpTooShort", "unratedMissed"] {
          #expect(row?[key]?.raw.text == visit[key]?.raw.text, "\(key)")
          if visit[key]?.kind == .null { hidden += 1 }
        }
        let responders = visit["responders"]?["n"]?.raw.text ?? "null"
        #expect(row?["responders"]?.raw.text == responders)
      }
    }
    #expect(hidden > 0)
  }
}
