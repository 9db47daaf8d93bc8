/// A command line that shows what a command is for. Each is run by a test, on the log that `reprieve
/// demo` makes.
struct Example: Sendable {
  /// As it is typed.
  let line: String
  /// What it answers or does.
  let meaning: String

  init(_ line: String, _ meaning: String) {
    self.line = line
    self.meaning = meaning
  }
}

extension Command {
  /// What to type first. Nothing of it is made before somebody asks for help.
  var examples: [Example] { askingExamples ?? otherExamples }

  private var askingExamples: [Example]? {
    switch name {
    case "relief":
      [
        Example("reprieve relief P-0008 -f demo.jsonl", "each course of one person as an interval"),
        Example(
          "reprieve relief P-0008 -f demo.jsonl --explain", "and the events behind each figure"),
        Example(
          "reprieve relief -f demo.jsonl --summary", "everybody: flow, Turnbull, Kaplan-Meier"),
        Example(
          "reprieve relief -f demo.jsonl --where 'indication~F41 and age>=30' --by site",
          "people with anxiety from 30 on, site by site"),
      ]
    case "response":
      [
        Example(
          "reprieve response -f demo.jsonl --summary", "responders and remission at each visit"),
        Example(
          "reprieve response -f demo.jsonl --visits week1=4..10@7 --instrument GAD-7 --summary",
          "a week after the last treatment, on the GAD-7"),
        Example("reprieve response -f demo.jsonl --nhs", "the classes of NHS Talking Therapies"),
      ]
    case "intervals":
      [
        Example(
          "reprieve intervals -f demo.jsonl --summary", "days between treatments, and why again"),
        Example(
          "reprieve intervals -f demo.jsonl --by phase --format csv", "a row for each gap"),
      ]
    case "cohort":
      [
        Example(
          "reprieve cohort -f demo.jsonl --summary", "who is in, who is not and why, Table 1"),
        Example("reprieve cohort -f demo.jsonl -o cohort.csv", "a row for each person, for R"),
        Example(
          "reprieve cohort -f demo.jsonl --by site --min-cell-count 5 --summary",
          "site by site, what is about fewer than five kept back"),
      ]
    case "compare":
      [
        Example("reprieve compare -f demo.jsonl --by site", "the first site against the others"),
        Example(
          "reprieve compare -f demo.jsonl --set standard --set strict",
          "the same people under two definitions"),
        Example(
          "reprieve compare -f demo.jsonl --as-of 9000 --as-of 10000",
          "what moved between two views, and which events did it"),
      ]
    case "timeline":
      [
        Example("reprieve timeline P-0008 -f demo.jsonl", "one person, event by event"),
        Example(
          "reprieve timeline P-0008 -f demo.jsonl --until 2024-03-01T00:00:00Z",
          "only what had happened by then"),
        Example("reprieve timeline P-0008 -f demo.jsonl --format csv", "the same as rows"),
      ]
    case "log":
      [
        Example(
          "reprieve log P-0008 -f demo.jsonl --type rating",
          "the ratings of one person, a line each"),
        Example(
          "reprieve log -f demo.jsonl --since 10000 --format jsonl",
          "the lines from 10000 on, byte for byte"),
        Example("reprieve log -f demo.jsonl --since 10000 --follow", "and new ones as they come"),
      ]
    default: nil
    }
  }

  private var otherExamples: [Example] {
    switch name {
    case "demo":
      [
        Example("reprieve demo", "a clinic of 200 invented people, and what to ask of it"),
        Example("reprieve demo small.jsonl --subjects 20 --seed 7", "another, smaller one"),
      ]
    case "init":
      [
        Example(
          "reprieve init clinic.jsonl --origin example.org/clinic",
          "a log that its checkpoints call example.org/clinic"),
        Example("reprieve init site-b.jsonl --name site-b", "one with a name of its own"),
      ]
    case "append":
      [
        Example("reprieve append -f clinic.jsonl events.jsonl", "all events of a file, or none"),
        Example(
          "reprieve append -f clinic.jsonl --batch 100 < events.jsonl",
          "a stream, acknowledged by hundreds as they are on disk"),
        Example(
          "reprieve append -f clinic.jsonl --if-head 1 events.jsonl",
          "only if nobody has written since"),
      ]
    case "check":
      [
        Example("reprieve check -f demo.jsonl", "what is odd, by rule"),
        Example(
          "reprieve check -f demo.jsonl --rule weight-changed", "every finding of one rule"),
        Example("reprieve check --list", "the rules themselves"),
      ]
    case "definitions":
      [
        Example("reprieve definitions list sets", "the threshold sets that there are"),
        Example("reprieve definitions show GAD-7", "an instrument, its cut-offs and their sources"),
        Example("reprieve definitions diff standard strict", "in what two sets differ"),
      ]
    case "audit":
      [
        Example("reprieve audit verify -f demo.jsonl", "every byte of a log"),
        Example(
          "reprieve audit checkpoint -f demo.jsonl", "three lines to be kept where nobody can reach"
        ),
        Example(
          "reprieve audit prove 143 -f demo.jsonl -o line143.tlog-proof", "that line 143 is in it"),
        Example("reprieve audit trail -f demo.jsonl --summary", "who entered and corrected what"),
      ]
    case "export":
      [
        Example(
          "reprieve export csv -f demo.jsonl -o tables", "tidy tables for a spreadsheet or R"),
        Example(
          "reprieve export parquet -f demo.jsonl -o lake", "the same for Python, DuckDB and Spark"),
        Example(
          "reprieve export csv --table relief -f demo.jsonl -o relief.csv",
          "one table: relief after each course, with both of its ends"),
        Example(
          "reprieve export -f demo.jsonl --without P-0008 --origin example.org/clinic-2 "
            + "--reason 'consent withdrawn' -o clinic-2.jsonl",
          "a new log without one person"),
      ]
    case "plot":
      [
        Example(
          "reprieve plot relief -f demo.jsonl -o relief.svg", "how long relief lasted, drawn"),
        Example("reprieve plot timeline P-0008 -f demo.jsonl -o P-0008.svg", "one person, drawn"),
        Example(
          "reprieve plot forest -f demo.jsonl --by site -o sites.svg", "the sites side by side"),
        Example("reprieve plot relief -f demo.jsonl --data", "the numbers behind a picture"),
      ]
    case "import":
      [
        Example(
          "reprieve import csv visits.csv --propose",
          "a mapping that is guessed from the headings, to be read and mended"),
        Example(
          "reprieve import csv visits.csv --map visits.json --key clinic.key -f clinic.jsonl --dry-run",
          "what would be appended, and which rows are rejected"),
        Example(
          "reprieve import csv visits.csv --map visits.json --key clinic.key -f clinic.jsonl",
          "and does it; a second time it adds nothing"),
      ]
    case "report":
      [
        Example("reprieve report -f demo.jsonl -o report.html", "the cohort as one page"),
        Example("reprieve report P-0008 -f demo.jsonl -o P-0008.html", "one person as one page"),
        Example(
          "reprieve report -f demo.jsonl --min-cell-count 5 -o board.html",
          "to hand on: what is about fewer than five is kept back"),
      ]
    case "repair":
      [
        Example(
          "reprieve repair -f demo.jsonl", "what is wrong, if anything, and what would be done"),
        Example("reprieve repair -f demo.jsonl --apply", "and does it, after asking"),
      ]
    case "fold":
      [
        Example(
          "reprieve fold relief -f demo.jsonl --shard 0/4 -o part-0.state",
          "what a quarter of the people adds"),
        Example(
          "reprieve fold relief -f demo.jsonl --passes 4 | reprieve merge --answer",
          "a large log in a quarter of the memory"),
      ]
    case "merge":
      [
        Example(
          "reprieve fold relief -f demo.jsonl --passes 2 | reprieve merge -o whole.state",
          "partial states as one"),
        Example(
          "reprieve fold relief -f demo.jsonl --passes 2 | reprieve merge --answer --format json",
          "the answer that they come to"),
      ]
    case "follow":
      [
        Example(
          "reprieve follow relief -f demo.jsonl", "the cohort, again whenever the log has grown"),
        Example("reprieve follow timeline P-0008 -f demo.jsonl", "one person, likewise"),
      ]
    case "help":
      [
        Example("reprieve help relief", "a command, its examples and its options"),
        Example("reprieve help where", "how to say whom an answer is about"),
        Example("reprieve help exit-codes", "what the exit code of a command says"),
      ]
    case "completion":
      [
        Example(
          "reprieve completion bash > ~/.local/share/bash-completion/completions/reprieve",
          "for bash, from the next shell on"),
        Example("reprieve completion zsh > ~/.zfunc/_reprieve", "for zsh, with ~/.zfunc in fpath"),
        Example(
          "reprieve completion fish > ~/.config/fish/completions/reprieve.fish", "for fish"),
      ]
    case "man":
      [
        Example("reprieve man > reprieve.1", "a file for man -l, or for share/man/man1")
      ]
    default: []
    }
  }
}
