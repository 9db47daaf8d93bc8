import Bytes
import Definitions
import Histories
import Projections

/// From a command line to the question that states answer, and back: what bears on the answer, in
/// one order and in one way of writing, so that equal questions are equal words.
enum StateQuestion {
  /// Options that say where the lines come from or how the answer is written: they are given to
  /// `fold` or to `merge`, and are no part of the question.
  private static let others: [Option] =
    [
      .log, .output, .format, .noCache, .definitions, .explain, .evidence, .summary, .noEstimates,
      .extra, .minCellCount, .release, .tidy, .bootstrap,
    ]

  /// The options of a command that are part of a question.
  static func options(of command: Command) -> [Option] {
    command.options.filter { option in !others.contains { $0.name == option.name } }
  }

  /// The options of all questions, each once.
  static let options: [Option] = Command.cohortCommands.flatMap(options(of:)).reduce(into: []) {
    options, option in
    if !options.contains(where: { $0.name == option.name }) { options.append(option) }
  }

  /// Options that choose what is asked anyway, left out.
  private static let defaults: [(option: Option, value: String)] = [
    (.set, "standard"), (.criterion, Criterion.response.rawValue), (.confirm, "2"),
    (.unit, AnalysisPlan.Unit.course.rawValue),
  ]

  /// The question's words: the command, then its options in the order in which its help lists them.
  ///
  /// Throws `CommandError` where an option is not one of the command's.
  static func words(
    _ command: Command, _ arguments: Arguments
  ) throws(CommandError) -> [String] {
    let known = options(of: command)
    for option in options where arguments.has(option) {
      guard known.contains(where: { $0.name == option.name }) else {
        throw CommandError(
          ExitCode.usage, "\(command.name) has no option \(option.name)",
          remedy: "reprieve help \(command.name) lists them")
      }
    }
    var words = [command.name]
    for option in known {
      let values = arguments.all(option)
      guard let first = values.first else { continue }
      let isDefault = defaults.contains { $0.option.name == option.name && $0.value == first }
      if isDefault && values.count == 1 { continue }
      for value in values {
        words += option.value == nil ? [option.name] : [option.name, try plain(value, option)]
      }
    }
    return words
  }

  /// A value in the one way in which it is written: times in UTC with milliseconds, numbers without
  /// leading zeros.
  private static func plain(_ value: String, _ option: Option) throws(CommandError) -> String {
    switch option.name {
    case Option.asOf.name:
      switch try Inquiry.asOf(value) {
      case .lines(let count): return "\(count)"
      case .recorded(let instant): return instant.text
      }
    case Option.until.name: return Instant(value)?.text ?? value
    default: return value
    }
  }

  /// The command that a state's words ask.
  static func command(_ name: String) -> Command? {
    Command.cohortCommands.first { $0.name == name || $0.aliases.contains(name) }
  }

  /// The identity of a question: what states must agree in to be merged.
  static func identity<Asking: CohortQuestion>(
    of question: Asking, _ words: [String]
  ) -> PartialState.Question {
    let plan = question.inquiry.plan
    return PartialState.Question(
      engine: Build.version,
      definition: plan.definitionID(
        question.definition.base, instruments: [], question.definition.dependence),
      definitions: plan.definitions.digest, words: words)
  }
}
