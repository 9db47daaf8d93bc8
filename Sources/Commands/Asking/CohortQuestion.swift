import Projections
import Reports

/// A question about a cohort: what is asked of each subject, and what is printed once all have been
/// asked. Where they were asked, here or in many processes, makes no difference to it.
protocol CohortQuestion {
  /// What is asked of each subject.
  associatedtype Asked: FoldedProjection

  /// Takes the options of a command line that name a question.
  ///
  /// - Parameter paths: the logs; `nil`: those that the command line names.
  init(_ arguments: Arguments, _ printer: Printer, _ paths: [String]?) throws(CommandError)

  /// Logs, view and plan.
  var inquiry: Inquiry { get }

  /// What is asked of each subject.
  var asked: Asked { get }

  /// The definition that the answer is made by, and the options that it depends on.
  var definition: (base: String, dependence: AnalysisPlan.Dependence) { get }

  /// Prints the answer; returns the exit code.
  func answer(
    _ value: Asked.Value, over basis: AnswerHeader.Basis
  ) throws(CommandError) -> Int32
}

extension CohortQuestion {
  /// Asks everybody in the logs, and prints the answer.
  func ask() throws(CommandError) -> Int32 {
    var registry = try inquiry.registry()
    let value = try inquiry.ask(&registry) { inquiry.fold(asked, $0) }
    return try answer(value, over: AnswerHeader.Basis(registry, inquiry.replay))
  }

  /// The header of the answer.
  func header(
    _ basis: AnswerHeader.Basis, instruments: Set<String>, measuredWith others: [String] = []
  ) -> AnswerHeader {
    inquiry.header(
      definition.base, basis, instruments: instruments, measuredWith: others,
      definition.dependence)
  }
}

extension Command {
  /// Commands that ask about a cohort, and can do so part by part.
  static let cohortCommands: [Command] = [relief, response, intervals, cohort, compare]

  /// The question that a command's arguments ask.
  static func question(
    _ command: String, _ arguments: Arguments, _ printer: Printer, paths: [String]? = nil
  ) throws(CommandError) -> any CohortQuestion {
    switch command {
    case "relief": return try ReliefQuestion(arguments, printer, paths)
    case "response":
      try Inquiry.refuseSubject(arguments, command)
      if arguments.has(.nhs) { return try TalkingTherapiesQuestion(arguments, printer, paths) }
      if arguments.has(.paired) { return try PairedQuestion(arguments, printer, paths) }
      return try ResponseQuestion(arguments, printer, paths)
    case "intervals":
      try Inquiry.refuseSubject(arguments, command)
      return try IntervalsQuestion(arguments, printer, paths)
    case "cohort":
      try Inquiry.refuseSubject(arguments, command)
      return try WhoIsInQuestion(arguments, printer, paths)
    default:
      try Inquiry.refuseSubject(arguments, command)
      if arguments.has(.paired) { return try PeriodsQuestion(arguments, printer, paths) }
      if arguments.all(.set).count > 1 { return try SetsQuestion(arguments, printer, paths) }
      return try GroupsQuestion(arguments, printer, paths)
    }
  }
}
