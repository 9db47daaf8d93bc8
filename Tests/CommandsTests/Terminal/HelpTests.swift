import Foundation
import Reports
import TestSupport
import Testing

@testable import Commands

/// Help, the manual page and the pages' tables are made from the commands, and say the same.
@Suite struct HelpTests {
  /// The demo's log for fewer people: `shells.py` runs the same lines on the whole one.
  private static let demo: [UInt8] = {
    let disk = SimulatedDisk()
    _ = Stage(disk: disk).run(["demo", "demo.jsonl", "--subjects", "24"])
    return disk.bytes(at: "demo.jsonl") ?? []
  }()
  private static let visits = "patient,date,weight,GAD-7\nA1,2026-01-05,70,15\nA1,2026-02-05,70,6\n"
  private static let mapping = #"""
    {"mapping": 1, "source": "/import/visits", "zone": "UTC", "subject": {"column": "patient"},
     "tables": [{"name": "visits", "events": [{"type": "rating", "id": "{subject}-{date}",
       "time": {"column": "date", "format": "yyyy-MM-dd", "hour": "12:00"},
       "data": {"instrument": "GAD-7", "total": {"column": "GAD-7"}}}]}]}
    """#

  @Test(arguments: Command.all.map(\.name))
  func `every example of a command does what it says`(name: String) throws {
    let command = try #require(Command.named(name))
    #expect((1...5).contains(command.examples.count))
    for example in command.examples {
      var files = [
        "visits.csv": Array(Self.visits.utf8), "visits.json": Array(Self.mapping.utf8),
        "clinic.key": Array(0..<32),
      ]
      // A day of somebody's is that day in the whole demo alone.
      if name != "timeline" { files["demo.jsonl"] = Self.demo }
      let shell = DocumentedShell(root: DocumentedCommandTests.root, files: files)
      if name != "init" {
        let start = try shell.run("reprieve init clinic.jsonl --origin example.org/clinic")
        #expect(start.code == 0, "\(start.errors)")
      }
      let outcome = try shell.run(example.line)
      #expect(outcome.code == 0, "\(example.line)\n\(outcome.errors)")
      #expect(!outcome.errors.contains("error"), "\(example.line)\n\(outcome.errors)")
      #expect(example.line.hasPrefix("reprieve "), "\(example.line)")
      #expect(example.line.contains("reprieve \(name)"), "\(example.line)")
    }
  }

  @Test func `examples stand before everything else that help says of a command`() throws {
    for command in Command.all {
      let text = Stage().run(["help", command.name]).text
      #expect(Stage().run([command.name, "--help"]).text == text)
      let first = try #require(command.examples.first)
      let example = try #require(text.range(of: "  $ " + first.line))
      let usage = try #require(text.range(of: "usage: reprieve \(command.name)"))
      #expect(example.lowerBound < usage.lowerBound)
      for option in command.options + Option.common {
        let head = "  " + HelpText.head(of: option) + "  "
        #expect(text.components(separatedBy: "\n" + head).count == 2, "\(command.name)\(head)")
      }
    }
  }

  @Test func `the overview names every command once, and every topic`() {
    let text = Stage().run(["help"]).text
    #expect(Stage().run([]).text == text)
    #expect(Stage().run(["--help"]).text == text)
    for command in Command.all {
      let line = "\n  " + ([command.name] + command.aliases).joined(separator: ", ") + "  "
      #expect(text.components(separatedBy: line).count == 2, "\(command.name)")
    }
    for topic in HelpTopic.allCases {
      #expect(text.contains("\n  help \(topic.rawValue)  "))
      #expect(Stage().run(["help", topic.rawValue]).text.count > 100)
    }
  }

  @Test(arguments: [40, 60, 80, 100])
  func `running text of help fits the terminal`(columns: Int) {
    let terminal = StageTerminal(columns: columns, rows: 10_000)
    for words in [["help"]] + Command.all.map({ ["help", $0.name] }) {
      let text = Stage(terminal: terminal).run(words).text
      for line in text.split(separator: "\n")
      where !line.contains("$ reprieve") && !line.hasPrefix("usage: ") {
        // A word that is wider than the room for it stands alone.
        let words = line.split(separator: " ").count
        let width = line.unicodeScalars.count
        #expect(width <= columns || words == 1 || columns < 60, "\(words) \(line)")
      }
    }
  }

  @Test func `the manual page has every command, option, alias and exit code`() {
    let text = Stage().run(["man"]).text
    for command in Command.all {
      let names = ([command.name] + command.aliases).joined(separator: ", ")
      #expect(text.contains("\n.SS \"\(ManPage.plain(names))"), "\(names)")
      for example in command.examples {
        #expect(text.contains("\n$ " + ManPage.plain(example.line) + "\n"))
      }
      for option in command.options {
        #expect(text.contains("\\fB\(ManPage.plain(option.name))\\fR"), "\(option.name)")
      }
    }
    for (code, _) in ExitCode.meanings { #expect(text.contains("\n.B \(code)\n")) }
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.allSatisfy { !$0.isEmpty && !$0.hasPrefix("'") })
    let requests = [".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".I", ".nf", ".fi", ".RS", ".RE"]
    for line in lines where line.hasPrefix(".") {
      #expect(requests.contains(String(line.prefix { $0 != " " })), "\(line)")
    }
  }

  @Test func `what is special to the typesetter is plain text`() {
    #expect(ManPage.plain("a-b \\ \"c\" 'd'") == "a\\-b \\e \\(dqc\\(dq \\(aqd\\(aq")
    #expect(ManPage.plain("A … é") == "A \\[u2026] \\[u00E9]")
  }

  @Test func `every task that a command has is described, and the other way round`() throws {
    let audit = try #require(Command.named("audit")).tasks.map(\.name)
    #expect(Set(audit) == Set(Command.auditTaskNames))
    #expect(
      try #require(Command.named("definitions")).tasks.map(\.name) == ["list", "show", "diff"])
    #expect(
      try #require(Command.named("fold")).tasks.map(\.name) == Command.cohortCommands.map(\.name))
  }

  @Test func `every command of the pages' tables is there, and every command is in one`() throws {
    let root = DocumentedCommandTests.root
    let pages = try ["README.md", "docs/spec/cli.md"].map {
      try String(contentsOfFile: root + "/" + $0, encoding: .utf8)
    }
    let known = Set(Command.all.flatMap { [$0.name] + $0.aliases })
    for page in pages {
      let rows = page.components(separatedBy: "\n").filter { $0.hasPrefix("| `") }
      #expect(rows.count >= 10)
      for row in rows {
        let first = row.split(separator: "|")[0]
        for (place, code) in first.split(separator: "`").enumerated() where place % 2 == 1 {
          let name = code.prefix { $0.isLetter || $0 == "-" }
          #expect(known.contains(String(name)), "\(row)")
        }
      }
    }
    for command in Command.all {
      let isThere = pages.contains {
        $0.contains("| `\(command.name)") || $0.contains("`\(command.name)`")
          || $0.contains("`\(command.name) ")
      }
      #expect(isThere, "\(command.name)")
    }
  }

  @Test func `exit codes are those of the specification`() throws {
    let page = try String(
      contentsOfFile: DocumentedCommandTests.root + "/docs/spec/cli.md", encoding: .utf8)
    let line = try #require(page.components(separatedBy: "\n").first { $0.hasPrefix("- Exit:") })
    for (code, _) in ExitCode.meanings { #expect(line.contains("\(code)"), "\(code)") }
    #expect(Stage().run(["help", "exit-codes"]).text.contains("\n  75  somebody else"))
  }
}
