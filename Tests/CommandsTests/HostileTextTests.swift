import Bytes
import EventLog
import Reports
import TestSupport
import Testing

/// Texts that would steer a terminal, or be computed by a spreadsheet.
@Suite struct HostileTextTests {
  /// An escape sequence, a C1 control, a direction override, a line separator, BEL, BS.
  private static let poison = "a\u{1B}[31m\u{9B}2J\u{202E}\u{2028}\u{2066}\u{7}\u{8}\u{200F}z"
  private static let written =
    #"a\u001b[31m\u009b2J\u202e\u2028\u2066\u0007\u0008\u200fz"#

  private static func line(_ type: String, _ id: String, _ data: String, day: Int) -> String {
    #"{"id":"\#(id)","source":"/e","actor":"\#(written)","type":"\#(type)","subject":"P-1","#
      + #""time":"2026-03-\#(day < 10 ? "0" : "")\#(day)T08:00:00Z","data":\#(data)}"# + "\n"
  }

  /// A log under a name, with as much poison as producers can put in.
  private static func disk(_ path: String) -> SimulatedDisk {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    let made = stage.run(["init", path, "--name", poison, "--origin", "o\u{202E}\u{200F}"])
    #expect(made.code == 0)
    let p = written
    let lines = [
      line(
        "intake", "i",
        #"{"indications":["F41.1"],"site":"\#(p)","arm":"\#(p)","trials":[{"drug":"\#(p)"}]}"#,
        day: 1),
      line("rating", "r0", #"{"instrument":"GAD-7","total":18,"version":"\#(p)"}"#, day: 2),
      line("infusion", "s", #"{"infusion":"\#(p)","drug":"\#(p)","route":"IV"}"#, day: 3),
      line("dose", "d", #"{"infusion":"\#(p)","mg":40}"#, day: 3),
      line("adverse", "a", #"{"term":"\#(p)","infusion":"\#(p)"}"#, day: 3),
      line("vital", "v", #"{"systolic":120,"infusion":"\#(p)"}"#, day: 3),
      line("medication", "m", #"{"drug":"\#(p)","action":"start","class":"\#(p)"}"#, day: 4),
      line("rating", "r1", #"{"instrument":"GAD-7","total":3}"#, day: 5),
      line("rating", "r2", #"{"instrument":"X\u202eY","total":3}"#, day: 6),
      line("note", "n", #"{"text":"\#(p)"}"#, day: 7),
      line("weird", "w", #"{"\#(p)":"\#(p)"}"#, day: 8),
      line(
        "correction", "c", #"{"source":"/e","id":"m","action":"void","reason":"\#(p)"}"#, day: 9),
      line("exit", "e", #"{"reason":"other","\#(p)":1}"#, day: 20),
    ]
    for line in lines {
      let outcome = stage.run(["append", "-f", path, "--allow-unknown-types"], input: line)
      // Some of it may be refused; that is said in words that are looked at like all others.
      expectHarmless(outcome, ["append"])
    }
    return disk
  }

  private static func expectHarmless(
    _ outcome: Stage.Outcome, _ words: [String], isForPeople: Bool = true
  ) {
    for text in [outcome.errors] + (isForPeople ? [outcome.text] : []) {
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        let shown = Visible.text(String(line))
        #expect(shown == line, "\(words.map(Visible.text)): \(shown)")
      }
    }
    #expect(outcome.code != 70)
  }

  private static let questions: [[String]] = [
    ["log"], ["timeline", "P-1"], ["relief"], ["relief", "--explain"], ["relief", "P-1"],
    ["relief", "P-1", "--explain"], ["relief", "--by", "site"],
    ["relief", "--evidence"], ["audit", "verify"], ["audit", "trail"], ["audit", "trail", "2"],
    ["audit", "trail", poison], ["audit", "prove", "/e/\(poison)"], ["audit", poison],
    ["audit", "consistency", poison], ["audit", "replay", poison],
    ["audit", "verify", "--proof", poison], ["audit", "export-tlog", "/no/\(poison)"],
    ["export", "--without", poison, "--origin", "o", "--reason", poison, "-o", "n.jsonl"],
    ["export", "--without", "P-1", "--origin", poison, "--reason", poison, "-o", "n.jsonl"],
    ["export", poison], ["export", "csv", "--table", poison],
    ["export", "omop", "-o", "/no/\(poison)"],
    ["export", "omop", "--concepts", poison, "-o", "cdm"],
    ["compare", "--as-of", "3", "--as-of", "99"],
    ["compare", "--as-of", "3", "--as-of", poison],
    ["relief", "--where", "site=\(poison)"],
    ["response"], ["response", "--explain"], ["intervals", "--explain"], ["cohort"],
    ["cohort", "--explain", "--by", "arm"], ["compare", "--by", "site"], ["check"], ["repair"],
    ["compare", "--set", "standard", "--set", poison], ["timeline", poison], ["relief", poison],
    ["relief", "--by", poison], ["relief", "--drug", poison], ["relief", "--instrument", poison],
    ["relief", "--visits", poison], ["log", "--since", poison], ["log", "--subject", poison],
    ["relief", "--where", poison], ["cohort", "--as-of", poison],
    ["cohort", "--definitions", poison],
    ["cohort", "--\(poison)"], ["append", poison], ["append", "--wait", poison],
    ["repair", poison],
    ["init", poison + "/x"], ["init", "--origin", poison], ["demo", poison + "/x"],
    ["definitions", "show", poison], ["definitions", poison], ["definitions", "diff", poison, "b"],
    ["check", "--rule", poison], ["help", poison], [poison], ["--\(poison)"],
    ["completion", poison], ["man", poison],
    ["plot", poison], ["plot", "timeline", poison], ["plot", "flow", "--data"],
    ["plot", "timeline", "P-1", "--data"], ["report", poison], ["report", "-o", "/no/\(poison)"],
    ["import", poison], ["import", "csv", poison, "--propose"], ["import", "fhir", poison],
    ["import", "csv", "x", "--map", poison, "--key", poison],
    ["cohort", "-o", "/no/\(poison)"],
    ["cohort", "--format", poison], ["intervals"], ["response", "--paired", "\(poison),b"],
    ["fold", poison], ["fold", "relief", "--shard", poison], ["fold", "relief", "--by", poison],
    ["fold", "relief", "--line-zero", poison], ["merge", poison], ["merge", "--answer", poison],
    ["follow", "relief"], ["follow", "timeline", "P-1"], ["follow", poison],
    ["follow", "relief", poison], ["follow", "relief", "--every", poison],
  ]

  @Test(arguments: ["clinic.jsonl", "\(poison).jsonl"])
  func `no command passes anything to a terminal that could steer it`(path: String) {
    let disk = Self.disk(path)
    for words in Self.questions {
      let takesLog = !["help", "definitions", "init", "demo", "completion", "man"]
        .contains(words[0])
      for form in ["text", "markdown"] {
        let asked =
          words + (takesLog ? ["-f", path] : []) + (form == "text" ? [] : ["--format", form])
        // Who would wait finds nobody who reads any more.
        Self.expectHarmless(Stage(disk: disk) { _ in false }.run(asked), asked)
      }
    }
    for question in ["cohort", "relief"] {
      // A state is for programs; what it comes to is for people.
      let state = Stage(disk: disk).run(["fold", question, "-f", path])
      #expect(state.code == 0)
      let answer = Stage(disk: disk).run(["merge", "--answer"], input: state.output)
      #expect(answer.code == 0)
      Self.expectHarmless(answer, ["merge"])
    }
    let help = Stage(disk: disk).run(["help"]).text
    for name in help.split(separator: "\n").compactMap(Self.command) {
      #expect(Self.questions.contains { $0[0] == name }, "\(name) is not tried")
    }
  }

  /// The command that a line of the list is about.
  private static func command(_ line: Substring) -> String? {
    guard line.hasPrefix("  "), !line.hasPrefix("   "), !line.hasPrefix("  $") else {
      return nil
    }
    return line.dropFirst(2).split(whereSeparator: { $0 == " " || $0 == "," }).first.map(
      String.init)
  }

  @Test func `errors about files and locks are shown in plain letters`() {
    let path = Self.poison + ".jsonl"
    let disk = Self.disk("clinic.jsonl")
    let bytes = disk.bytes(at: "clinic.jsonl") ?? []
    disk.install(path, bytes + Array("{\"half".utf8))
    disk.install(path + ".d/checkpoint", Array("\(Self.poison)\n1\nx\n".utf8))
    disk.install("damaged\(path)", Array(bytes.dropLast(30)) + [0x0A] + bytes)
    for words in [
      ["cohort", "-f", path], ["append", "-f", path], ["repair", "-f", "damaged\(path)"],
      ["cohort", "-f", "damaged\(path)"],
    ] {
      let outcome = Stage(disk: disk).run(
        words, input: Self.line("note", "z", #"{"text":"t"}"#, day: 9))
      Self.expectHarmless(outcome, words)
      #expect(!(outcome.errors + outcome.text).isEmpty)
    }
  }

  // MARK: spreadsheets

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1+1", "'-1+1"), ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'\t=1"), ("\r=1", "\"'\r=1\""), ("\n=1", "\"'\n=1\""), (" =1", "' =1"),
    ("\u{FF1D}1", "'\u{FF1D}1"), ("\u{FF0B}1", "'\u{FF0B}1"), ("\u{FF20}a", "'\u{FF20}a"),
    ("=a,\"b\"", "\"'=a,\"\"b\"\"\""), ("-", "-"), ("-12", "-12"), ("-0.5", "-0.5"),
    ("1e-7", "1e-7"), ("P-1", "P-1"), ("", ""), ("a=1", "a=1"), ("-1e5x", "'-1e5x"),
  ])
  func `a cell is never a formula and a number stays one`(text: String, wanted: String) {
    var csv = CSV(["a"])
    csv.add([text])
    #expect(csv.bytes.text == "a\r\n\(wanted)\r\n")
  }

  @Test func `no answer in CSV holds a formula`() throws {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    #expect(stage.run(["init", "=cmd.jsonl"]).code == 0)
    let formula = "=cmd|' /C calc'!A0"
    let lines = [
      #"{"id":"=i","source":"/e","actor":"@a","type":"intake","subject":"P-1","time":"2026-03-01T08:00:00Z","data":{"indications":["F41.1"],"site":"\#(formula)","arm":"+a"}}"#,
      #"{"id":"-r","source":"=s","type":"rating","subject":"P-1","time":"2026-03-02T08:00:00Z","data":{"instrument":"GAD-7","total":18}}"#,
      #"{"id":"+s","source":"/e","type":"infusion","subject":"P-1","time":"2026-03-03T08:00:00Z","data":{"infusion":"=1","drug":"@d","route":"IV"}}"#,
      #"{"id":"@d","source":"/e","type":"dose","subject":"P-1","time":"2026-03-03T08:00:00Z","data":{"infusion":"=1","mg":40}}"#,
      #"{"id":"\t=t","source":"/e","type":"adverse","subject":"P-1","time":"2026-03-03T09:00:00Z","data":{"term":"\#(formula)"}}"#,
      #"{"id":"x","source":"/e","type":"rating","subject":"P-1","time":"2026-03-05T08:00:00Z","data":{"instrument":"=I","total":-3}}"#,
    ]
    var taken = 0
    for line in lines where stage.run(["append", "-f", "=cmd.jsonl"], input: line).code == 0 {
      taken += 1
    }
    #expect(taken >= 4)
    for words in [
      ["log"], ["timeline", "P-1"], ["relief", "--by", "site"], ["response"], ["intervals"],
      ["cohort", "--by", "site,arm"], ["cohort", "--tidy"], ["check"],
      ["compare", "--set", "standard", "--set", "strict"],
    ] {
      let outcome = stage.run(words + ["-f", "=cmd.jsonl", "--format", "csv"])
      #expect(outcome.code <= 1, "\(words): \(outcome.errors)")
      for line in outcome.text.split(separator: "\r\n") {
        for cell in Self.cells(line) where Double(cell) == nil {
          #expect(!"=+@\t\r".contains(cell.first ?? "x"), "\(words): \(line)")
          #expect(!cell.hasPrefix("-") || cell == "-", "\(words): \(line)")
        }
      }
    }
  }

  /// The cells of a line, quotes taken off.
  private static func cells(_ line: Substring) -> [String] {
    var cells = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells
  }

  // MARK: depth, size, years

  @Test func `a log may be as deep as a line is long`() {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    #expect(stage.run(["init", "a.jsonl"]).code == 0)
    let nested = String(repeating: "[", count: 30_000) + String(repeating: "]", count: 30_000)
    let body =
      #","id":"x","source":"/e","type":"note","subject":"P-1","time":"2026-03-03T08:00:00Z","#
      + #""data":{"text":"a","z":\#(nested)}"#
    let line = LineBuilder.line(
      seq: 1, recorded: Instant("2026-11-30T08:00:00Z")!, body: Array(body.utf8), batch: nil)
    disk.install("a.jsonl", (disk.bytes(at: "a.jsonl") ?? []) + line + [0x0A])
    for words in [
      ["log"], ["log", "--format", "jsonl"], ["cohort"], ["timeline", "P-1"], ["check"], ["repair"],
      ["relief"],
    ] {
      let outcome = stage.run(words + ["-f", "a.jsonl"])
      #expect(outcome.code == 0, "\(words): \(outcome.errors)")
    }
  }

  @Test(arguments: [
    (#""mg":1e999999999"#, 65), (#""mg":1e-999999999"#, 65), (#""mg":-1"#, 65),
    ("\"mg\":" + String(repeating: "7", count: 400), 65), (#""mg":40,"x":1e999999999"#, 0),
    ("\"mg\":40,\"x\":" + String(repeating: "7", count: 400), 0),
    ("\"mg\":40,\"x\":" + String(repeating: "[", count: 100_000), 65),
    (
      "\"mg\":40,\"x\":" + String(repeating: "[", count: 200) + String(repeating: "]", count: 200),
      0
    ),
  ])
  func `extreme numbers and depths are refused where they matter`(member: String, code: Int) {
    #expect(dose(member, "2026-03-03T08:00:00Z") == Int32(code))
  }

  @Test(arguments: [
    ("1969-12-31T23:59:59Z", 0), ("0001-01-01T00:00:00Z", 0), ("9999-12-31T22:00:00Z", 0),
    ("10000-01-01T00:00:00Z", 65), ("9999-12-31T23:59:59-00:01", 65), ("0000-01-01T00:00:00Z", 65),
    ("0001-01-01T00:00:00+00:01", 65), ("-0001-01-01T00:00:00Z", 65),
  ])
  func `years before 1970 are taken, those after 9999 are not`(time: String, code: Int) {
    #expect(dose(#""mg":40"#, time) == Int32(code))
  }

  /// The exit code of an append of a dose.
  private func dose(_ member: String, _ time: String) -> Int32 {
    let stage = Stage(disk: SimulatedDisk())
    #expect(stage.run(["init", "a.jsonl"]).code == 0)
    let head = #","source":"/e","subject":"P-1","time":"\#(time)","type":"#
    let lines =
      #"{"id":"s"\#(head)"infusion","data":{"infusion":"1","drug":"ketamine","route":"IV"}}"# + "\n"
      + #"{"id":"d"\#(head)"dose","data":{"infusion":"1",\#(member)}}"# + "\n"
    return stage.run(["append", "-f", "a.jsonl"], input: lines).code
  }
}
