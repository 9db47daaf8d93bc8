import Bytes
import Definitions
import EventLog
import Histories
import Projections

extension Command {
  /// `fold`: what some subjects add to an answer about a cohort.
  static let fold = Command(
    name: "fold", aliases: [], usage: "relief|response|intervals|cohort|compare",
    summary: "what some subjects add to an answer about a cohort, as a partial state for merge",
    details: [
      "Reads logs named with -f, whole or a shard of their subjects; or, where none is named,",
      "sealed lines of one log from standard input: all lines of whole subjects, in any order,",
      "and line 0. Subjects between whom a correction moved an event belong together. Writes one",
      "state; merge puts states together and gives the answer. See docs/scale.md.",
      "A log whose events do not fit in memory is folded in passes, a part of its subjects each:",
      "reprieve fold relief -f big.jsonl --passes 16 | reprieve merge --answer",
    ],
    options: [.log, .output, .shard, .passes, .lineZero, .definitions] + StateQuestion.options,
    formats: [.text]
  ) { arguments, printer throws(CommandError) in
    let words = arguments.positional
    guard let name = words.first, let command = StateQuestion.command(name) else {
      let names = cohortCommands.map(\.name)
      let near = words.first.flatMap { Nearest.name(to: $0, among: names) }
      throw CommandError(
        ExitCode.usage,
        words.first.map { "\($0) is no answer that can be folded" }
          ?? "fold needs to know which answer",
        remedy: near.map { "did you mean \($0)?" } ?? "name one of \(names.joined(separator: ", "))"
      )
    }
    guard words.count == 1 else {
      throw CommandError(
        ExitCode.usage, "fold is about cohorts: \(words[1]) is one word too many",
        remedy: words[1].hasSuffix(".jsonl")
          ? "a log is named with -f FILE" : "reprieve timeline \(words[1]) shows one person")
    }
    guard arguments.all(.asOf).count < 2 else {
      throw CommandError(
        ExitCode.usage, "two views are held against each other subject by subject",
        remedy: "they can't be folded: ask reprieve compare on one machine")
    }
    let question = try StateQuestion.words(command, arguments)
    let asked = try asking(question, arguments, printer)
    let state = try fold(asked, question, arguments, printer)
    try printer.print(exactly: StateDocument.text(of: state), "the state")
    return ExitCode.done
  }

  /// The question of these words.
  private static func asking(
    _ words: [String], _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> any CohortQuestion {
    guard let command = StateQuestion.command(words[0]) else {
      throw CommandError(
        ExitCode.usage, "\(words[0]) is no answer that can be folded",
        remedy: "name one of \(cohortCommands.map(\.name).joined(separator: ", "))")
    }
    let file = try arguments.value(.definitions).map { [Option.definitions.name, $0] } ?? []
    return try question(
      command.name,
      Arguments(
        Array(words.dropFirst()) + file, options: command.options, command: command.name), printer,
      paths: [])
  }

  private static func fold<Asking: CohortQuestion>(
    _ question: Asking, _ words: [String], _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> PartialState {
    let plan = question.inquiry.plan
    guard plan.selection?.asksForNames != true else {
      throw CommandError(
        ExitCode.usage, "--where asks for subjects by name",
        remedy: "a part does not know the names that the whole shows; leave subject out")
    }
    let identity = StateQuestion.identity(of: question, words)
    var states = [PartialState(identity)]
    try FoldInput(question.inquiry, arguments, printer).forEach { partition throws(CommandError) in
      states.append(PartialState(identity, partition, question.asked))
    }
    do throws(PartialState.Conflict) { return try PartialState.merged(states[...]) } catch {
      throw CommandError(error)
    }
  }
}

extension PartialState {
  /// What the subjects of a partition add to an answer.
  init<Asked: FoldedProjection>(_ question: Question, _ partition: Partition, _ asked: Asked) {
    var log = Log(
      name: partition.identity.name, origin: partition.identity.origin, created: partition.created)
    (log.lines, log.numbers, log.last) = (partition.lines, partition.numbers, partition.last)
    log.unknownTypes = partition.unknownTypes
    let nothing = asked.row(asked.nobody)
    var rows: [RowWriter: Int] = [:]
    partition.forEach { history in
      let row = asked.row(asked.project(history, shownAs: ""))
      if row != nothing { rows[row, default: 0] += 1 }
    }
    self.init(
      question, log, subjects: partition.subjects.map { Self.hash($0, of: log.name) },
      rows: RowTable(rows))
  }
}
