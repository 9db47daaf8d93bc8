import Bytes
import Definitions
import Histories
import Projections
import Reports

extension Command {
  /// `merge`: partial states as one, or the answer that they come to.
  static let merge = Command(
    name: "merge", aliases: [], usage: "[FILE…]",
    summary: "partial states as one; with --answer what their question comes to",
    details: [
      "Reads the states that fold wrote, from files or standard input, as many in each as there",
      "are, and writes one. The order makes no difference. With --answer it prints what the",
      "question's command prints with --summary about the same lines, byte for byte; then every",
      "line of every log must have been folded.",
    ],
    options: [
      .answered, .output, .format, .definitions, .noEstimates, .extra, .bootstrap, .minCellCount,
      .release, .tidy,
    ], formats: Printer.Format.allCases
  ) { arguments, printer throws(CommandError) in
    let state = try merged(arguments.positional, printer)
    guard arguments.has(.answered) else {
      let others = [
        Option.format, .definitions, .noEstimates, .extra, .bootstrap, .minCellCount, .release,
        .tidy,
      ]
      for option in others where arguments.has(option) {
        throw CommandError(
          ExitCode.usage, "\(option.name) is about the answer, not about the state",
          remedy: "add --answer")
      }
      try printer.print(exactly: StateDocument.text(of: state), "the state")
      return ExitCode.done
    }
    return try answer(state, arguments, printer)
  }

  /// All states of the files, or of standard input, as one.
  private static func merged(
    _ paths: [String], _ printer: Printer
  ) throws(CommandError) -> PartialState {
    var states: [PartialState] = []
    for path in paths.isEmpty ? ["-"] : paths {
      let place = path == "-" ? "standard input" : path
      var reader = StateReader(try bytes(of: path, printer))
      do throws(StateFault) { while let state = try reader.next() { states.append(state) } } catch {
        throw CommandError(error, in: place)
      }
    }
    guard !states.isEmpty else {
      throw CommandError(
        ExitCode.data, "there is no state to merge",
        remedy: "reprieve fold writes one, even of no lines")
    }
    do throws(PartialState.Conflict) { return try PartialState.merged(states[...]) } catch {
      throw CommandError(error)
    }
  }

  private static func bytes(of path: String, _ printer: Printer) throws(CommandError) -> [UInt8] {
    let surroundings = printer.surroundings
    do throws(DiskError) {
      guard path == "-" else { return try surroundings.disk.contents(of: path, limit: .max) }
      var all: [UInt8] = []
      while true {
        let more = try surroundings.read(1 << 20)
        if more.isEmpty { return all }
        all += more
      }
    } catch {
      let place = path == "-" ? "standard input" : path
      throw CommandError(
        path == "-" ? ExitCode.inputOutput : ExitCode.noLog, "\(place): \(error.reason)",
        remedy: "reprieve fold writes states; nothing was merged",
        missing: error.isMissing ? path : nil)
    }
  }

  /// Prints what the question of a state comes to.
  private static func answer(
    _ state: PartialState, _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    let words = state.question.words
    guard let name = words.first, let command = StateQuestion.command(name) else {
      throw CommandError(
        ExitCode.data, "the states answer \(words.first ?? "nothing"), which is no question",
        remedy: "the program that wrote them can print the answer")
    }
    var said = Array(words.dropFirst()) + [Option.summary.name]
    let rendering = [
      Option.definitions, .noEstimates, .extra, .bootstrap, .minCellCount, .release, .tidy,
    ]
    for option in rendering where arguments.has(option) {
      guard command.options.contains(where: { $0.name == option.name }) else {
        throw CommandError(
          ExitCode.usage, "\(command.name) has no option \(option.name)", remedy: "leave it out")
      }
      said += [option.name]
      if option.value != nil, let value = try arguments.value(option) { said.append(value) }
    }
    return try answer(
      question(
        command.name, Arguments(said, options: command.options, command: command.name), printer,
        paths: []), state)
  }

  private static func answer<Asking: CohortQuestion>(
    _ question: Asking, _ state: PartialState
  ) throws(CommandError) -> Int32 {
    let identity = StateQuestion.identity(of: question, state.question.words)
    guard identity == state.question else {
      let isFile = identity.definitions != state.question.definitions
      throw CommandError(
        isFile ? ExitCode.definitions : ExitCode.data,
        isFile
          ? "the states were folded with other definitions"
          : "the states were written by another version, or for another question",
        excerpt: [
          "\(state.question.engine) \(state.question.definition) \(state.question.definitions)",
          "\(identity.engine) \(identity.definition) \(identity.definitions)",
        ],
        remedy: isFile
          ? "name the file that they were folded with: --definitions FILE"
          : "fold and merge with one program")
    }
    guard !state.logs.isEmpty else {
      throw CommandError(
        ExitCode.data, "the states are of no log: nothing was folded",
        remedy: "merge at least one state of a part that has line 0")
    }
    try Inquiry.refuseLines(question.inquiry.replay.asOf, of: state.logs.map(\.name))
    for log in state.logs where !log.isWhole { throw CommandError(incomplete: log) }
    let value: Asking.Asked.Value
    do throws(RowFault) { value = try state.value(of: question.asked) } catch {
      throw CommandError(
        ExitCode.data, "a row of the states does not fit their question",
        remedy: "they were not written by reprieve fold")
    }
    return try question.answer(value, over: basis(of: state, question.inquiry.replay))
  }

  /// The lines that were folded.
  private static func basis(of state: PartialState, _ replay: Replay) -> AnswerHeader.Basis {
    AnswerHeader.Basis(
      logs: state.logs.map { log in
        let hasLineZero =
          switch replay.asOf {
          case nil: true
          case .lines(let count): count > 0
          case .recorded(let instant): log.created <= instant
          }
        return AnswerHeader.Log(
          name: log.name, origin: log.origin, size: log.lines + (hasLineZero ? 1 : 0))
      },
      asOf: replay.asOf, until: replay.until,
      unknownTypes: state.logs.reduce(into: [:]) {
        $0.merge($1.unknownTypes, uniquingKeysWith: +)
      })
  }
}
