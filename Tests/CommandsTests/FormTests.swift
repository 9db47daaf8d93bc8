import Bytes
import Commands
import TestSupport
import Testing

/// Answers about nobody, about little and about much, in every form.
@Suite struct FormTests {
  /// Logs with little in them, by what they are about.
  static let names = [
    "line 0 alone", "a note", "nobody treated", "no baseline", "one subject", "all censored",
    "all lost", "nobody analysed", "a control alone",
  ]

  private static func lines(_ events: [(type: String, day: Double, data: String)]) -> String {
    let start = Instant("2026-01-05T10:00:00Z")!.milliseconds
    return events.enumerated().map { number, event in
      let time = Instant(milliseconds: start + Int64(event.day * Double(Instant.day)))
      return #"{"id":"\#(number)","source":"/t","type":"\#(event.type)","subject":"P-1","#
        + #""time":"\#(time.text)","data":\#(event.data)}"# + "\n"
    }.joined()
  }

  private static func rating(_ day: Double, _ total: Int) -> (String, Double, String) {
    ("rating", day, #"{"instrument":"GAD-7","total":\#(total)}"#)
  }

  private static func session(
    _ day: Double, _ label: String, _ drug: String = "ketamine"
  ) -> [(String, Double, String)] {
    [
      ("infusion", day, #"{"infusion":"\#(label)","drug":"\#(drug)","route":"IV"}"#),
      ("dose", day, #"{"infusion":"\#(label)","mg":35,"minutes":40}"#),
    ]
  }

  /// A stage with the log of that name, and how it is named on a command line.
  static func log(_ name: String) throws -> (stage: Stage, words: [String]) {
    let vectors = [
      "all censored": "estimates-none-lost", "all lost": "estimates-all-lost",
      "nobody analysed": "estimates-nobody",
    ]
    if let vector = vectors[name] {
      return (Stage(), ["-f", Vectors.tests + "/vectors/outcomes/\(vector).jsonl"])
    }
    let intake = ("intake", -20.0, #"{"indications":["F41.1"]}"#)
    let events: [(String, Double, String)] =
      switch name {
      case "a note": [("note", 0, #"{"text":"called"}"#)]
      case "nobody treated": [intake, rating(-1, 15), rating(8, 4)]
      case "no baseline": [intake] + session(0, "a") + [rating(1, 4), rating(9, 15)]
      case "one subject":
        [intake, rating(-1, 15)] + session(0, "a") + session(3, "b")
          + [rating(4, 5), rating(11, 6), rating(18, 15), rating(25, 16)] + session(40, "c")
      case "a control alone": [intake, rating(-1, 15)] + session(0, "a", "saline") + [rating(1, 9)]
      default: []
      }
    let stage = Stage(disk: SimulatedDisk())
    try #require(stage.run(["init", "log.jsonl", "--origin", "example.org/log"]).code == 0)
    let outcome = stage.run(["append", "-f", "log.jsonl"], input: lines(events))
    try #require(outcome.code == 0, "\(outcome.errors)")
    return (stage, ["-f", "log.jsonl"])
  }

  private static let commands = [
    ["relief"], ["relief", "--by", "site"], ["relief", "--unit", "episode", "--explain"],
    ["response"], ["response", "--by", "course"], ["response", "--nhs"],
    ["response", "--paired", "ketamine,saline"], ["intervals", "--explain"],
    ["cohort", "--explain", "--by", "sex"], ["compare", "--paired", "ketamine,saline"],
    ["compare", "--set", "standard", "--set", "strict"], ["relief", "--drug", "placebo"],
    ["relief", "--set", "leucht2007"], ["compare", "--as-of", "1", "--as-of", "9"],
    ["compare", "--as-of", "1", "--as-of", "9", "--by", "course", "--summary"],
  ]

  @Test(arguments: names, commands)
  func `an answer about little is whole in every form`(name: String, command: [String]) throws {
    let (stage, log) = try Self.log(name)
    for form in FormCheck.forms {
      for tidy in form == "csv" ? [[], ["--tidy"]] : [[]] {
        let outcome = stage.run(command + log + tidy + ["--format", form])
        #expect(outcome.code == 0, "\(form): \(outcome.errors)")
        let faults = FormCheck.faults(outcome.output, form)
        #expect(faults.isEmpty, "\(form) \(tidy): \(faults.prefix(3))")
      }
    }
  }

  @Test func `many definitions of one subject are whole in every form`() throws {
    let (stage, log) = try Self.log("one subject")
    for form in FormCheck.forms {
      let outcome = stage.run(["relief", "--sensitivity"] + log + ["--format", form])
      #expect(outcome.code == 0, "\(outcome.errors)")
      let faults = FormCheck.faults(outcome.output, form)
      #expect(faults.isEmpty, "\(form): \(faults.prefix(2))")
    }
  }

  private static let disk = {
    let disk = SimulatedDisk()
    let made = Stage(disk: disk).run(["demo", "demo.jsonl", "--subjects", "24", "--seed", "12"])
    precondition(made.code == 0, "\(made.errors)")
    return disk
  }()

  private static let standard = [
    ["relief"], ["relief", "--summary"], ["relief", "--explain"], ["relief", "--by", "site"],
    ["relief", "P-0003"], ["relief", "P-0003", "--explain"], ["timeline", "P-0003"],
    ["response"], ["response", "--explain"], ["response", "--nhs"],
    ["response", "--nhs", "--explain"],
    ["intervals"], ["intervals", "--explain"], ["cohort"], ["cohort", "--explain"],
    ["cohort", "--by", "sex"], ["compare", "--by", "site"],
    ["compare", "--by", "sex", "--pool", "site"],
    ["compare", "--paired", "ketamine,midazolam"],
    ["compare", "--set", "standard", "--set", "strict", "--summary"],
    ["relief", "--min-cell-count", "5"], ["response", "--min-cell-count", "5"],
    ["intervals", "--min-cell-count", "5"], ["cohort", "--min-cell-count", "5"],
    ["compare", "--by", "site", "--min-cell-count", "2"], ["check"], ["relief", "--sensitivity"],
    ["compare", "--as-of", "900", "--as-of", "1000"],
    ["compare", "--as-of", "2026-01-01T00:00:00Z", "--as-of", "2026-02-01T00:00:00Z", "--summary"],
  ]

  /// What one patient is shown in goes by the manual's example, which is wider; names of figures
  /// and of sets are as long as they are, and so is the line that says what an answer rests on.
  @Test(
    arguments: standard.filter {
      Set($0).isDisjoint(with: ["P-0003", "--set", "--sensitivity"])
    })
  func `text fits eighty columns`(words: [String]) {
    let outcome = Stage(disk: Self.disk).run(words + ["-f", "demo.jsonl"])
    #expect(outcome.code == 0 || words == ["check"], "\(outcome.errors)")
    #expect(FormCheck.faults(outcome.output, "text").isEmpty)
    for line in outcome.text.split(separator: "\n") where !line.contains(" · ") {
      #expect(line.unicodeScalars.count <= 80 && line.last != " ", "\(line)")
    }
  }

  @Test(arguments: standard.filter { !$0.contains("P-0003") && $0 != ["check"] })
  func `a whole clinic is whole in every form`(words: [String]) {
    // The grid takes a second, and its forms are looked at elsewhere.
    let forms = words.contains("--sensitivity") ? ["json"] : FormCheck.forms.dropFirst()
    for form in forms {
      let outcome = Stage(disk: Self.disk).run(words + ["-f", "demo.jsonl", "--format", form])
      #expect(outcome.code == 0, "\(outcome.errors)")
      let faults = FormCheck.faults(outcome.output, form)
      #expect(faults.isEmpty, "\(form): \(faults.prefix(3))")
    }
  }

  @Test(arguments: [
    ("x.json", "json"), ("x.jsonl", "jsonl"), ("x.csv", "csv"), ("x.md", "markdown"),
    ("x.txt", "text"), ("x", "text"), ("x.xml", "text"), ("x.markdown", "markdown"),
    ("x.summarised-result", "summarised-result"), ("a.json/x.csv", "csv"),
    ("x.json.md", "markdown"),
  ])
  func `the ending of a file says which form it has`(path: String, form: String) {
    let stage = Stage(disk: Self.disk)
    try? Self.disk.createFolder("a.json")
    for words in [["intervals", "--summary"], ["cohort", "--tidy"]] {
      let printed = stage.run(words + ["-f", "demo.jsonl", "--format", form])
      let stored = stage.run(words + ["-f", "demo.jsonl", "-o", path])
      #expect(stored.code == 0 && stored.output.isEmpty, "\(stored.errors)")
      #expect(Self.disk.bytes(at: path) == printed.output, "\(words)")
      let other = stage.run(words + ["-f", "demo.jsonl", "-o", path, "--format", "json"])
      #expect(other.code == 0)
      #expect(
        Self.disk.bytes(at: path).map { FormCheck.faults($0, "json").isEmpty } == true,
        "--format goes before the ending")
    }
  }

  /// One value a row: the same figures in every form that has rows.
  @Test(
    arguments: [
      ["relief"], ["response"], ["intervals"], ["cohort"], ["response", "--nhs"],
      ["compare", "--as-of", "900", "--as-of", "1000"],
    ])
  func `tidy rows say the same in every form`(words: [String]) throws {
    func run(_ form: String) -> String {
      Stage(disk: Self.disk).run(words + ["--tidy", "-f", "demo.jsonl", "--format", form]).text
    }
    let rows = CSVRows(run("csv"))
    let lines = run("jsonl").split(separator: "\n")
    #expect(rows.count == lines.count + 1 && rows.count > 10)
    #expect(run("markdown").split(separator: "\n").count { $0.hasPrefix("|") } == rows.count + 1)
    let result = CSVRows(run("summarised-result"))
    #expect(result.count { $0[6] != "settings" } == rows.count)
    let value = try #require(rows[0].firstIndex(of: "value"))
    for (row, line) in zip(rows.dropFirst(), lines) {
      let document = try JSONDocument(Array(line.utf8)).root
      #expect(document.members.map(\.key.text) == rows[0])
      let told = document["value"]
      #expect((told?.kind == .null ? "" : told?.text ?? told?.raw.text) == row[value])
    }
  }
}
