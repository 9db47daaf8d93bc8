import Bytes
import Reports
import TestSupport

/// Whole commands: words that nobody should type, about logs that nobody should have.
extension FuzzTarget {
  private static let questions = [
    ["relief"], ["relief", "--explain"], ["response"], ["intervals"], ["cohort"], ["check"],
    ["timeline", "P-0001"], ["log"], ["relief", "P-0001"], ["compare", "--by", "site"], ["repair"],
    ["definitions", "list"], ["definitions", "show", "GAD-7"], ["definitions", "diff", "a", "b"],
    ["append"], ["append", "events.jsonl"], ["init", "new.jsonl"], ["help"],
  ]
  private static let options = [
    "--where", "--by", "--visits", "--instrument", "--set", "--drug", "--as-of", "--until",
    "--subject", "--type", "--since", "--rule", "--min-cell-count", "--wait", "--batch",
    "--if-head", "--definitions", "-o", "-f", "--name", "--origin", "--nonsense",
  ]
  private static let forms = ["text", "text", "text", "json", "jsonl", "csv", "markdown"]

  /// Commands end with a code of the specification, never with that of a bug, and what is meant
  /// for people holds nothing that could steer a terminal.
  static let commands = FuzzTarget(name: "commands", share: 40) {
    let logs = Corpus.logs()
    let lines = Corpus.producerLines()
    let words =
      Corpus.expressions() + Corpus.keys() + Corpus.visits() + Corpus.times() + Mutation.sequences
    return { generator in
      let disk = SimulatedDisk()
      let isWhole = generator.happens(500)
      disk.install(
        "log.jsonl", isWhole ? generator.pick(logs) : changedLog(logs, &generator))
      var mutation = Mutation(
        generator: generator.split(), words: Mutation.sequences, others: words)
      disk.install("events.jsonl", mutation.changedValues(generator.pick(lines)))
      var command = generator.pick(questions)
      let form = generator.pick(forms)
      if command[0] != "help" { command += ["-f", "log.jsonl", "--format", form] }
      for _ in 0..<(generator.happens(500) ? 0 : 1 + generator.below(2)) {
        if generator.happens(700) { command.append(generator.pick(options)) }
        let word = mutation.changed(generator.pick(words)).prefix(3000)
        command.append(Array(word).text)
      }
      let input = mutation.changed(generator.pick(lines))
      let outcome = Stage(disk: disk).run(command, input: input)
      // With -o the answer, which may be that a log is damaged, stands in a file.
      return judge(
        outcome, isForPeople: form == "text" || form == "markdown",
        mayBeSilent: command.contains("-o"))
    }
  }

  private static func judge(
    _ outcome: Stage.Outcome, isForPeople: Bool, mayBeSilent: Bool
  ) -> Verdict {
    let codes: Set<Int32> = [0, 1, 2, 65, 66, 73, 74, 75, 77, 78]
    guard codes.contains(outcome.code) else { return .broken("exit code \(outcome.code)") }
    for text in [outcome.errors] + (isForPeople ? [outcome.text] : []) {
      for line in text.split(separator: "\n", omittingEmptySubsequences: false)
      where Visible.text(String(line)) != line {
        return .broken("raw: \(Visible.text(String(line)))")
      }
    }
    guard outcome.code <= 1 || mayBeSilent || !outcome.errors.isEmpty || !outcome.text.isEmpty
    else { return .broken("exit code \(outcome.code) without a word") }
    return outcome.code == 0 ? .taken : .refused
  }
}
