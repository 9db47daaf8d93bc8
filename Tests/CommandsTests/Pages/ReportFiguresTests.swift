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

  private func number(_ node: JSONNode?) -> Double? {
    node.flatMap { $0.kind == .number ? Double($0.raw.text) : nil }
  }

  private func count(_ node: JSONNode?) -> String { node?.whole.map { "\($0)" } ?? "none" }

  private func day(_ point: JSONNode) -> String {
    number(point["days"]).map(Digits.exact) ?? "none"
  }

  /// S at a day, from what it is at least to what it is at most.
  private func interval(_ point: JSONNode) -> String {
    let (low, high) = (share(point["survivalAtLow"]), share(point["survivalAtHigh"]))
    return low == high ? low : "\(low) to \(high)"
  }

  private func share(_ node: JSONNode?) -> String {
    number(node).map { Cell.share($0).shown } ?? "-"
  }

  @Test(arguments: [[], ["--criterion", "remission", "--confirm", "1", "--where", "sex=female"]])
  func `relief and its flow are those of relief`(options: [String]) throws {
    let page = try ReportPageTests.page(["-f", "demo.jsonl"] + options)
    let relief = try answer(["relief"] + options)
    let turnbull = relief["turnbull"]?["at"]?.elements ?? []
    let found = page.rows("Still in relief, of those in relief at the first rating (Turnbull)")
    let wanted = turnbull.map { [day($0), interval($0)] }
    #expect(found == wanted && !found.isEmpty)
    let curve = relief["kaplanMeier"]?["at"]?.elements ?? []
    let points = page.rows(
      "Kaplan-Meier beside it: loss at the first rating not in relief, delayed entry")
    let shares = curve.map { point -> [String] in
      let numbers = ["survival", "lower", "upper"].map { share(point[$0]) }
      return [day(point)] + numbers + [count(point["atRisk"])]
    }
    #expect(points.map { Array($0.prefix(5)) } == shares)
    let flow = page.rows("From all people to those whose relief has a duration")
    let counts = (relief["flow"]?.members ?? []).map { count($0.value) }
    #expect(flow.map { $0[1] } == counts)
    let median = relief["turnbull"]?["median"]
    let sentence = page.root.all("p").first { $0.attributes["class"] == "finding" }?.text ?? ""
    let after = number(median?["afterDays"]).map(Digits.down) ?? "?"
    #expect(sentence.contains(after), "\(sentence)")
    if let through = number(median?["throughDays"]) {
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
        let shares = ["proportion", "lower", "upper"].map { share(ofRated?[$0]) }
        let wanted = [count(visit["responders"]?["n"]), count(visit["rated"])] + shares
        #expect(Array(row.dropFirst(2).prefix(5)) == wanted)
      }
    }
    let gaps = try answer(["intervals"])
    let rows = page.rows("Gaps in days: median and quartiles (Kaplan-Meier, open gaps censored)")
    let all = ["all"] + ["n", "closed", "open"].map { count(gaps["all"]?[$0]) }
    #expect(rows.first.map { Array($0.prefix(4)) } == all)
    let safety = try answer(["cohort", "--extra"])["extra"]?["safety"]
    let events = page.rows("Safety").first { $0[0] == "adverse events" } ?? []
    #expect(events.last == count(safety?["adverseEvents"]))
    let checks = try JSONDocument(
      Stage(disk: disk).run(["check", "-f", "demo.jsonl", "--format", "json"]).output
    ).root
    for rule in checks["rules"]?.elements ?? [] {
      let row = page.rows("Rules that found something").first { $0[0] == rule["rule"]?.text }
      #expect((row?[2] ?? "0") == count(rule["findings"]))
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
        #expect(rows.contains([name, day(point), interval(point)]))
      }
    }
  }
}
