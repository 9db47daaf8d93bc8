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
        Example(
          "reprieve cohort -f demo.jsonl --release opensafely7r5 --summary",
          "to publish: small counts kept back, the others rounded, by a rule with a name"),
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
}
