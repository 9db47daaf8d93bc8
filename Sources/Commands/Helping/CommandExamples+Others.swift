extension Command {
  /// Examples of commands that ask nothing of histories, and of pictures and pages.
  var otherExamples: [Example] {
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
        Example(
          "reprieve check --k 5 --quasi sex -f demo.jsonl --where 'sex in (female, male)'",
          "whether everybody has four others who are like them in what a neighbour may know"),
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
        Example(
          "reprieve export log --deidentify --key clinic.key -f demo.jsonl -o public.jsonl "
            + "--origin example.org/public", "a log under other names and dates, to hand on"),
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
        Example(
          "reprieve report -f demo.jsonl --release cms11 -o public.html",
          "to publish: a rule with a name over all that the page tells together"),
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
