import Bytes
import Histories
import Projections
import Reports

extension Command {
  /// Commands whose answers can be followed.
  private static let followed: [Command] = cohortCommands + [timeline]

  /// The options of all of them, each once. Those that name a view, or what only a whole reading of
  /// the log can say, are known so that they are refused with a reason.
  private static let followedOptions: [Option] = followed.flatMap(\.options).reduce(into: []) {
    options, option in
    if !options.contains(where: { $0.name == option.name }) { options.append(option) }
  }

  /// `follow`: answers kept up to date as a log grows.
  static let follow = Command(
    name: "follow", aliases: [],
    usage: "relief|response|intervals|cohort|compare|timeline [SUBJECT]",
    summary: "an answer, and again whenever the log has grown",
    details: [
      "Prints what the command prints with --summary, now and again after every append, until",
      "it is stopped or nobody reads standard output any more. With -o FILE the file is",
      "replaced in one step each time. relief SUBJECT and timeline SUBJECT are printed when",
      "that person's events may have changed, with --no-comparison. Each answer is, byte for",
      "byte, what the command would print of the log as it is then; what it takes to know it",
      "depends on what is new, not on how long the log is. Refused are --as-of, --evidence and,",
      "of cohorts, --explain.",
      "",
      "On standard output a line stands between two answers, with how many lines the log has",
      "and when the last was recorded; as json each answer is a line. Answers that differ by",
      "one person tell about that person, whatever --min-cell-count keeps back. See",
      "docs/following.md.",
    ],
    options: [.every] + followedOptions, formats: Printer.Format.allCases
  ) { arguments, printer throws(CommandError) in
    let command = try followed(arguments)
    let subject = try subject(arguments, of: command)
    for (option, reason) in refusals(subject) where arguments.has(option) {
      throw CommandError(
        ExitCode.usage, "\(option.name) \(reason)",
        remedy: "leave it out, or ask reprieve \(command.name) once")
    }
    let every = try arguments.number(.every) ?? 1
    guard every <= 86_400 else {
      throw CommandError(
        ExitCode.usage, "--every \(every): a day has 86,400 seconds",
        remedy: "ask once a day, by a timer, instead of following")
    }
    let said = try words(arguments, of: command, subject)
    try printer.configure(said, command.formats)
    printer.beginStream()
    guard let subject else {
      // Named logs say that more is asked than one answer: rows keep all that any may need.
      let paths = try Inquiry.logs(said, printer)
      return try follow(question(command.name, said, printer, paths: paths), printer, every)
    }
    if command.name == timeline.name {
      return try follow(TimelineOfOne(about: subject, said, printer), printer, every)
    }
    return try follow(ReliefOfOne(about: subject, said, printer), printer, every)
  }

  private static func followed(_ arguments: Arguments) throws(CommandError) -> Command {
    let name = arguments.positional.first
    if let name,
      let command = followed.first(where: { $0.name == name || $0.aliases.contains(name) })
    {
      return command
    }
    let names = followed.map(\.name)
    let near = name.flatMap { Nearest.name(to: $0, among: names) }
    throw CommandError(
      ExitCode.usage,
      name.map { "\($0) is no answer that can be followed" }
        ?? "follow needs to know which answer",
      remedy: near.map { "did you mean \($0)?" } ?? "name one of \(names.joined(separator: ", "))")
  }

  private static func subject(
    _ arguments: Arguments, of command: Command
  ) throws(CommandError) -> String? {
    let words = Array(arguments.positional.dropFirst())
    let rest = try Arguments(["--"] + words, options: [], command: command.name)
    let subject = try Inquiry.subject(rest, command.name)
    if command.name == timeline.name && subject == nil {
      throw CommandError(noSubject: command.name)
    }
    if command.name != timeline.name && command.name != relief.name {
      try Inquiry.refuseSubject(rest, command.name)
    }
    return subject
  }

  /// Options that the commands have and `follow` has not, and why.
  private static func refusals(_ subject: String?) -> [(Option, String)] {
    [
      (.asOf, "is a view that does not change: there is nothing to follow"),
      (.evidence, "needs the whole log for every answer: a tree over all lines"),
    ]
      + (subject == nil
        ? [
          (.explain, "names events of everybody, and what is followed is a summary"),
          (.noComparison, "is about one person, and none is named"),
        ] : [])
  }

  /// The command's own arguments, as they would be said to it.
  private static func words(
    _ arguments: Arguments, of command: Command, _ subject: String?
  ) throws(CommandError) -> Arguments {
    var words = subject == nil ? [Option.summary.name] : []
    for option in followedOptions where arguments.has(option) {
      guard command.options.contains(where: { $0.name == option.name }) else {
        throw CommandError(
          ExitCode.usage, "\(command.name) has no option \(option.name)",
          remedy: "reprieve help \(command.name) lists them")
      }
      if subject == nil && option.name == Option.summary.name { continue }
      for value in arguments.all(option) {
        words += option.value == nil ? [option.name] : [option.name, value]
      }
    }
    if subject != nil, !words.contains(Option.noComparison.name) {
      words.append(Option.noComparison.name)
    }
    if arguments.has(.quiet) { words.append(Option.quiet.name) }
    return try Arguments(
      words + ["--"] + (subject.map { [$0] } ?? []), options: command.options + Option.common,
      command: command.name)
  }

  private static func follow<Asking: CohortQuestion>(
    _ question: Asking, _ printer: Printer, _ every: Int
  ) throws(CommandError) -> Int32 {
    var follower = try Follower(CohortFollower(question), question.inquiry, every: every)
    return try follower.run()
  }

  private static func follow<Asking: SubjectQuestion>(
    _ question: Asking, _ printer: Printer, _ every: Int
  ) throws(CommandError) -> Int32 {
    var follower = try Follower(SubjectFollower(question), question.inquiry, every: every)
    return try follower.run()
  }
}
