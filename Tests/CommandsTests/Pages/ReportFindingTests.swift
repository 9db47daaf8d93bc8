import Bytes
import TestSupport
import Testing

/// The sentences of a page stand under what they are about, whoever is asked about.
@Suite struct ReportFindingTests {
  private static let vectors = Vectors.tests + "/vectors/outcomes/"

  func terms(_ page: PageMarkup) -> [String: String] {
    var terms: [String: String] = [:]
    for list in page.root.all("dl") {
      for (name, value) in zip(list.all("dt"), list.all("dd")) { terms[name.text] = value.fullText }
    }
    return terms
  }

  private func page(_ words: [String], _ path: String = "demo.jsonl") throws -> PageMarkup {
    guard path != "demo.jsonl" else { return try ReportPageTests.page(["-f", path] + words) }
    let outcome = Stage().run(["report", "-f", path] + words)
    try #require(outcome.code == 0, "\(outcome.errors)")
    return try PageMarkup(outcome.output)
  }

  @Test func `where nobody is analysed the reasons stand under their own name`() throws {
    let terms = terms(try page([], Self.vectors + "estimates-nobody.jsonl"))
    #expect(terms["Relief"] == nil)
    #expect(terms["Who is not in it"]?.hasPrefix("Of ") == true, "\(terms)")
  }

  @Test(arguments: [["--where", "site=nowhere"], ["--as-of", "0"], []])
  func `no term is empty`(options: [String]) throws {
    for (name, value) in terms(try page(options)) { #expect(!value.isEmpty, "\(name)") }
  }

  @Test func `all instruments are told, in a table where they are many`() throws {
    let page = try page([])
    let caption = "Response at d7 on each instrument"
    let outcome = Stage(disk: ReportPageTests.demo).run(
      ["response", "-f", "demo.jsonl", "--format", "json"])
    let tables = try JSONDocument(outcome.output).root["tables"]?.elements ?? []
    #expect(tables.count > 3)
    #expect(page.rows(caption).map { $0[0] } == tables.map { $0["instrument"]?.text ?? "" })
    let noBaseline = try JSONDocument(outcome.output).root["flow"]?["noBaseline"]?.whole ?? 0
    let isSaid = terms(page)["Response"]?.contains("no baseline") == true
    #expect(isSaid == (noBaseline > 0))
  }

  @Test func `an interval of dates is not sold as one of confidence, and --bootstrap gives that`()
    throws
  {
    let page = try page(["--bootstrap", "100"])
    let finding = page.root.all("p").first { $0.attributes["class"] == "finding" }?.text ?? ""
    #expect(finding.contains("not a confidence interval") && finding.contains(" people in relief"))
    #expect(terms(page)["Relief"]?.contains("for the median, from 100 samples") == true)
    let refused = Stage(disk: ReportPageTests.demo).run(
      ["report", "P-0001", "-f", "demo.jsonl", "--bootstrap", "100"])
    #expect(refused.code == 2)
  }

  @Test func `a log without adverse events does not say that there were none`() throws {
    let terms = terms(try page([], Self.vectors + "exactly-half.jsonl"))
    #expect(terms["Harm"]?.hasPrefix("No adverse event is recorded in these lines") == true)
  }

  @Test func `what was chosen otherwise than by default stands at the head`() throws {
    let page = try page(["--drug", "saline", "--baseline", "first", "--criterion", "remission"])
    let terms = terms(page)
    #expect(terms["Courses of"] == "saline" && terms["Criterion"] == "remission")
    #expect(terms["Baseline"] == "before the first treatment")
    #expect(page.root.first("h1")?.text.contains("courses of saline") == true)
  }

  @Test func `earlier treatments that nobody listed are missing, and none listed is 0`() {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    _ = stage.run(["init", "t.jsonl", "--name", "t", "--origin", "example.org/t"])
    let trials = ["", #","trials":[]"#, #","trials":[{"drug":"sertraline","outcome":"none"}]"#]
    var lines = ""
    for (number, trials) in trials.enumerated() {
      lines +=
        #"{"id":"\#(number)","source":"/e","type":"intake","subject":"P\#(number)","#
        + #""time":"2026-03-01T08:00:00Z","data":{"indications":["F32.2"]\#(trials)}}"# + "\n"
    }
    #expect(stage.run(["append", "-f", "t.jsonl"], input: lines).code == 0)
    for _ in 0..<2 {
      let text = stage.run(["cohort", "-f", "t.jsonl", "--extra"]).text
      let row = text.split(separator: "\n").first { $0.hasPrefix("failed trials") }
      let numbers = row?.split(separator: " ").dropFirst(2).map(String.init) ?? []
      // Two of three are known: 0 and 1.
      #expect(numbers.first == "2" && numbers.last == "1", "\(numbers)")
      #expect(text.contains("failed trials: missing where the intake lists no earlier treatments"))
    }
    // A selection takes who lists none as having had none.
    let chosen = stage.run(["cohort", "-f", "t.jsonl", "--where", "failedTrials=0", "--summary"])
    #expect(chosen.text.contains("subjects                       2"), "\(chosen.text)")
  }

  @Test func `most losses unconfirmed, and people never rated on their instrument, are said`()
    throws
  {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    _ = stage.run(["init", "u.jsonl", "--name", "u", "--origin", "example.org/u"])
    var lines = ""
    for number in 0..<3 {
      func line(_ type: String, _ day: Int, _ data: String) -> String {
        #"{"id":"\#(number)-\#(type)-\#(day)","source":"/e","type":"\#(type)","subject":"P\#(number)","#
          + #""time":"2026-03-\#(day + 10)T08:00:00Z","data":\#(data)}"# + "\n"
      }
      let scale = number == 2 ? "PHQ-9" : "GAD-7"
      lines +=
        line("intake", 0, #"{"indications":["F41.1"]}"#)
        + line("rating", 1, #"{"instrument":"\#(scale)","total":18}"#)
        + line("infusion", 2, #"{"infusion":"i","drug":"ketamine","route":"IV"}"#)
        + line("dose", 2, #"{"infusion":"i","mg":40}"#)
        + line("rating", 4, #"{"instrument":"\#(scale)","total":3}"#)
        + line("rating", 12, #"{"instrument":"\#(scale)","total":17}"#)
    }
    try #require(stage.run(["append", "-f", "u.jsonl"], input: lines).code == 0)
    let text = stage.run(["relief", "-f", "u.jsonl", "--no-estimates"]).text
      .split(separator: "\n").joined(separator: " ")
    #expect(
      text.contains("2 of the 2 without a loss were out of relief at the last rating"), "\(text)")
    #expect(
      text.contains("1 course has no baseline because the person has no rating on"), "\(text)")
    #expect(text.contains("no-rating-on-index-instrument"))
    let one = stage.run(["relief", "-f", "u.jsonl", "--no-estimates", "--confirm", "1"]).text
    #expect(!one.contains("without a loss"))
  }
}
