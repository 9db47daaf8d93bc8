import Bytes
import Reports
import TestSupport
import Testing

/// The numbers on a page are those of the answers.
@Suite struct ReportFiguresTests {
  private let disk = ReportPageTests.demo

  private func answer(_ words: [String]) throws -> JSONNode {
    let outcome = Stage(disk: disk).run(words + ["-f", "demo.jsonl", "--format", "json"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    return try JSONDocument(outcome.output).root
  }

  private func share(_ node: JSONNode?) -> String {
    node?.number.map { Cell.share($0).shown } ?? "-"
  }

  @Test(arguments: [[], ["--criterion", "remission", "--confirm", "1"], ["--where", "sex=female"]])
  func `relief and its flow are those of relief`(options: [String]) throws {
    let page = try ReportPageTests.page(["-f", "demo.jsonl"] + options)
    let relief = try answer(["relief"] + options)
    let turnbull = relief["turnbull"]?["at"]?.elements ?? []
    #expect(
      page.rows("Still in relief, of those in relief at the first rating (Turnbull)")
        == turnbull.map { point in
          let (low, high) = (share(point["survivalAtLow"]), share(point["survivalAtHigh"]))
          return [
            point["days"]?.number.map(Digits.exact) ?? "", low == high ? low : "\(low) to \(high)",
          ]
        })
    #expect(!turnbull.isEmpty)
    let curve = relief["kaplanMeier"]?["at"]?.elements ?? []
    #expect(
      page.rows("Kaplan-Meier beside it: loss at the first rating not in relief, delayed entry")
        .map { Array($0.prefix(5)) }
        == curve.map { point in
          [point["days"]?.number.map(Digits.exact) ?? ""]
            + ["survival", "lower", "upper"].map { share(point[$0]) }
            + [point["atRisk"]?.whole.map { "\($0)" } ?? ""]
        })
    let flow = page.rows("From all people to those whose relief has a duration")
    #expect(
      flow.map { $0[1] } == (relief["flow"]?.members ?? []).map { "\($0.value.whole ?? -1)" })
    let median = relief["turnbull"]?["median"]
    let sentence = page.root.all("p").first { $0.attributes["class"] == "finding" }?.text ?? ""
    let after = median?["afterDays"]?.number.map(Digits.down) ?? "?"
    #expect(sentence.contains(after), "\(sentence)")
    if let through = median?["throughDays"]?.number {
      #expect(sentence.contains("between \(after) and \(Digits.up(through)) days"))
    } else {
      #expect(sentence.contains("more than \(after) days"))
    }
  }

  @Test func `response, gaps and harm are those of their commands`() throws {
    let page = try ReportPageTests.page(["-f", "demo.jsonl"])
    let response = try answer(["response"])
    for table in response["tables"]?.elements ?? [] {
      let instrument = table["instrument"]?.text ?? ""
      let rows = page.rows("\(instrument): of the rated, with 95 % limits (Wilson)")
      for visit in table["visits"]?.elements ?? [] {
        let row = rows.first { $0[0] == visit["visit"]?.text && $0[1] == "responders" } ?? []
        guard visit["responders"]?.kind == .object else { continue }
        let ofRated = visit["responders"]?["ofRated"]
        #expect(
          row.dropFirst(2).prefix(5)
            == [
              "\(visit["responders"]?["n"]?.whole ?? -1)", "\(visit["rated"]?.whole ?? -1)",
              share(ofRated?["proportion"]), share(ofRated?["lower"]), share(ofRated?["upper"]),
            ])
      }
    }
    let gaps = try answer(["intervals"])
    let rows = page.rows("Gaps in days: median and quartiles (Kaplan-Meier, open gaps censored)")
    #expect(
      rows.first.map { Array($0.prefix(4)) }
        == ["all"] + ["n", "closed", "open"].map { "\(gaps["all"]?[$0]?.whole ?? -1)" })
    let safety = try answer(["cohort", "--extra"])["extra"]?["safety"]
    let events = page.rows("Safety").first { $0[0] == "adverse events" } ?? []
    #expect(events.last == safety?["adverseEvents"]?.whole.map { "\($0)" })
    let checks = try JSONDocument(
      Stage(disk: disk).run(["check", "-f", "demo.jsonl", "--format", "json"]).output
    ).root
    for rule in checks["rules"]?.elements ?? [] {
      let row = page.rows("Rules that found something").first { $0[0] == rule["rule"]?.text }
      #expect((row?[2] ?? "0") == "\(rule["findings"]?.whole ?? -1)")
    }
  }

  /// Worked by hand in docs/spec/definitions.md and its vectors: relief of P-1 lasted between 10.9
  /// and 14.0 days.
  @Test func `the page of one patient says what relief says`() throws {
    let log = Vectors.tests + "/vectors/outcomes/worked-example.jsonl"
    let outcome = Stage().run(["report", "P-1", "-f", log])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let page = try PageMarkup(outcome.output)
    let finding = page.root.all("p").first { $0.attributes["class"] == "finding" }?.text
    #expect(
      finding
        == "Course 1, 1 treatment, 2026-01-05: relief lasted between 10.9 and 14.0 days "
        + "(lost between 2026-01-16 and 2026-01-19).")
    #expect(
      page.rows("Relief after each course") == [["1", "HAM-A", "28", "lost", "10.9 to 14.0", ""]])
  }

  @Test func `strata stand side by side under their names`() throws {
    let page = try ReportPageTests.page(["-f", "demo.jsonl", "--by", "site"])
    let strata = try answer(["relief", "--by", "site"])["extra"]?["strata"]?.elements ?? []
    #expect(strata.count > 1)
    let rows = page.rows(
      "Still in relief, of those in relief at the first rating (Turnbull), by site")
    for stratum in strata {
      let name = stratum["stratum"]?["site"]?.text ?? ""
      let points = stratum["turnbull"]?["at"]?.elements ?? []
      #expect(rows.filter { $0[0] == name }.count == points.count)
      for point in points {
        let (low, high) = (share(point["survivalAtLow"]), share(point["survivalAtHigh"]))
        #expect(
          rows.contains([
            name, point["days"]?.number.map(Digits.exact) ?? "",
            low == high ? low : "\(low) to \(high)",
          ]))
      }
    }
  }
}
