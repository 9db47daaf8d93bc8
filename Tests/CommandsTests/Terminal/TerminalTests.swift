import Bytes
import Reports
import TestSupport
import Testing

@testable import Commands

/// What a command does differently where somebody sits at a terminal.
@Suite struct TerminalTests {
  private static let log = Vectors.folder + "/outcomes/worked-example.jsonl"
  private static let color = ["TERM": "xterm-256color"]
  private let summary = ["cohort", "--summary", "-f", log]

  private func plain(_ text: String) -> String {
    text.replacing(#/\x1B\[[0-9;]*m/#, with: "")
  }

  @Test func `colours stand only on a terminal, and change no letter and no width`() {
    let calm = Stage().run(summary)
    #expect(!calm.text.contains("\u{1B}"))
    let shown = Stage(environment: Self.color, terminal: StageTerminal(rows: 1000)).run(summary)
    #expect(shown.text.contains("\u{1B}[1mwho is in, and who is not\u{1B}[0m\n"))
    #expect(shown.text.contains("\u{1B}[31mlost\u{1B}[0m"))
    #expect(plain(shown.text) == calm.text)
  }

  @Test(arguments: [
    (["TERM": "xterm", "NO_COLOR": "1"], false), (["TERM": "xterm", "NO_COLOR": ""], true),
    (["TERM": "dumb"], false), ([:], false), (["TERM": "linux"], true),
  ])
  func `the environment decides where nothing was said`(
    environment: [String: String], isColored: Bool
  ) {
    let terminal = StageTerminal(rows: 1000)
    let outcome = Stage(environment: environment, terminal: terminal).run(summary)
    #expect(outcome.text.contains("\u{1B}[") == isColored)
    let wrong = Stage(environment: environment, terminal: terminal).run(["releif"])
    #expect(wrong.errors.contains("\u{1B}[") == isColored)
    for (choice, isForced) in [("always", true), ("never", false)] {
      let stage = Stage(environment: environment, terminal: terminal)
      #expect(stage.run(summary + ["--color", choice]).text.contains("\u{1B}[") == isForced)
      #expect(
        stage.run(["releif", "--color=\(choice)"]).errors.contains("\u{1B}[") == isForced)
    }
  }

  @Test func `answers and errors are judged each by its own stream`() {
    let errors = Stage(environment: Self.color, terminal: StageTerminal(streams: [2]))
    #expect(!errors.run(summary).text.contains("\u{1B}"))
    #expect(errors.run(["releif"]).errors.contains("\u{1B}[1;31mreprieve: error:\u{1B}[0m"))
    let answers = Stage(environment: Self.color, terminal: StageTerminal(rows: 1000, streams: [1]))
    #expect(answers.run(summary).text.contains("\u{1B}["))
    #expect(!answers.run(["releif"]).errors.contains("\u{1B}"))
  }

  @Test func `no form for programs is ever in colour, and a file only where that is asked for`() {
    let disk = SimulatedDisk()
    disk.install("log.jsonl", (try? Vectors.bytes("outcomes/worked-example.jsonl")) ?? [])
    let stage = Stage(
      disk: disk, environment: Self.color, terminal: StageTerminal(rows: 1000))
    for format in ["json", "jsonl", "csv", "markdown", "summarised-result"] {
      let words = ["cohort", "-f", "log.jsonl", "--format", format, "--color", "always"]
      #expect(!stage.run(words).text.contains("\u{1B}"), "\(format)")
    }
    #expect(stage.run(["cohort", "-f", "log.jsonl", "-o", "a.txt"]).code == 0)
    #expect(stage.run(["cohort", "-f", "log.jsonl", "-o", "b.txt", "--color", "always"]).code == 0)
    let (a, b) = (disk.bytes(at: "a.txt") ?? [], disk.bytes(at: "b.txt") ?? [])
    #expect(!a.isEmpty && !a.contains(0x1B) && b.contains(0x1B))
    #expect(plain(b.text) == a.text)
  }

  @Test func `what could steer a terminal is spelled out before colours are laid on`() throws {
    let folder = try TemporaryFolder()
    let outcome = Stage(environment: Self.color, terminal: StageTerminal())
      .run(["relief", "P-\u{1B}[2J", "-f", folder.file("none")])
    #expect(outcome.errors.contains("\u{1B}[1;31mreprieve: error:"))
    #expect(!outcome.errors.contains("\u{1B}[2J"))
  }

  @Test func `words are set off whole, and once`() {
    let emphasis = Emphasis(titles: ["a title"])
    #expect(emphasis.styled("a title") == "\u{1B}[1ma title\u{1B}[0m")
    #expect(emphasis.styled("almost lost, glost") == "almost \u{1B}[31mlost\u{1B}[0m, glost")
    #expect(emphasis.styled("NOT verified") == "\u{1B}[1;31mNOT verified\u{1B}[0m")
    #expect(emphasis.styled("plain words") == "plain words")
    #expect(
      emphasis.styled("x.v1 · standard · 4 lines of a")
        == "\u{1B}[2mx.v1 · standard · 4 lines of a\u{1B}[0m")
  }

  // MARK: pager

  @Test func `an answer longer than the screen goes to the pager, a shorter one does not`() {
    let lines =
      Stage().run(summary).text.split(separator: "\n", omittingEmptySubsequences: false)
      .count - 1
    for (rows, isPaged) in [(lines + 1, false), (lines, true), (10, true)] {
      let terminal = StageTerminal(rows: rows)
      let outcome = Stage(terminal: terminal).run(summary)
      #expect(outcome.code == 0)
      #expect(terminal.commands == (isPaged ? ["less -FIRX"] : []), "\(rows)")
      #expect((isPaged ? terminal.paged : outcome.text) == Stage().run(summary).text)
      #expect(outcome.text.isEmpty == isPaged)
    }
  }

  @Test func `lines that are wider than the screen take more than one row`() {
    let words = ["log", "-f", Self.log]
    let text = Stage().run(words).text
    let count = text.split(separator: "\n").count
    let wide = StageTerminal(columns: 300, rows: count + 1)
    #expect(Stage(terminal: wide).run(words).text == text)
    let narrow = StageTerminal(columns: 40, rows: count + 1)
    #expect(Stage(terminal: narrow).run(words).text.isEmpty)
    // Lines are broken between words, and nothing is lost.
    #expect(
      narrow.paged.split(whereSeparator: \.isWhitespace)
        == text.split(whereSeparator: \.isWhitespace))
  }

  @Test(arguments: [
    (["REPRIEVE_PAGER": "more", "PAGER": "most"], ["more"]), (["PAGER": "most -s"], ["most -s"]),
    (["PAGER": ""], []), (["PAGER": "cat"], []), (["REPRIEVE_PAGER": "", "PAGER": "most"], []),
  ])
  func `the environment names the pager`(environment: [String: String], commands: [String]) {
    let terminal = StageTerminal(rows: 5)
    let outcome = Stage(environment: environment, terminal: terminal).run(summary)
    #expect(terminal.commands == commands)
    #expect(outcome.text.isEmpty == !commands.isEmpty)
  }

  @Test func `no pager where it was refused, for files, programs, streams, and without a terminal`()
  {
    let refused: [[String]] = [
      summary + ["--no-pager"], summary + ["--format", "json"], summary + ["--format", "csv"],
      ["log", "-f", Self.log, "--follow"], ["follow", "cohort", "-f", Self.log],
      ["help", "--no-pager"], ["completion", "zsh"], ["man"],
    ]
    for words in refused {
      let terminal = StageTerminal(rows: 5)
      let outcome = Stage(onSleep: { $0 < 3 }, terminal: terminal).run(words)
      #expect(outcome.code == 0 && terminal.commands.isEmpty, "\(words)")
    }
    for streams in [[], [2], [0, 2]] as [Set<Int32>] {
      let terminal = StageTerminal(rows: 5, streams: streams)
      #expect(!Stage(terminal: terminal).run(summary).text.isEmpty)
      #expect(terminal.commands.isEmpty)
    }
  }

  @Test func `leaving the pager early ends the command quietly`() {
    let terminal = StageTerminal(rows: 5, patience: 10)
    let outcome = Stage(terminal: terminal).run(summary)
    #expect(outcome.code == 0 && outcome.errors.isEmpty && outcome.text.isEmpty)
  }

  @Test func `what is said while the answer is looked at is said after it`() {
    let torn = Vectors.folder + "/log/damaged/torn-half-batch-cut.jsonl"
    let terminal = StageTerminal(rows: 3)
    let outcome = Stage(terminal: terminal).run(["cohort", "--summary", "-f", torn])
    #expect(outcome.errors.contains("warning: "))
    #expect(terminal.commands.count == 1)
  }

  @Test func `a pager that is not there costs nothing of the answer`() {
    let terminal = StageTerminal(rows: 5, pagerCode: 127)
    let outcome = Stage(terminal: terminal).run(summary)
    #expect(outcome.text == Stage().run(summary).text)
    #expect(outcome.errors.contains("warning: the pager can't be started"))
    #expect(outcome.code == 0)
  }
}
