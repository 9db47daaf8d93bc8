import Bytes
import Events
import Recording

/// The program: from words on a command line to an exit code.
package enum Program {
  /// Runs a command line, the program's own name left out.
  package static func run(_ words: [String], in surroundings: Surroundings) -> Int32 {
    let printer = Printer(surroundings, words)
    defer { printer.close() }
    do throws(CommandError) {
      let code = try dispatch(words, printer)
      try printer.finish()
      return code
    } catch {
      if printer.outputIsClosed { return ExitCode.done }
      printer.complain(error.suggestingFile(on: surroundings.disk).lines)
      return error.code
    }
  }

  private static func dispatch(_ words: [String], _ printer: Printer) throws(CommandError) -> Int32
  {
    if words.first == "__complete" { return try complete(words, printer) }
    var words = words
    // Options that people put first belong to the command all the same.
    guard let place = words.firstIndex(where: { !$0.hasPrefix("-") }) else {
      if words.contains("--version") {
        try printer.print(["reprieve \(Build.version)"])
        return ExitCode.done
      }
      if let option = words.first, option != "--help", option != "-h" {
        throw CommandError(
          ExitCode.usage, "\(option) stands without a command",
          remedy: "reprieve help lists commands")
      }
      return try Command.help.run(Arguments([], options: [], command: "help"), printer)
    }
    let isFirst = place == 0
    let name = isFirst ? words.removeFirst() : try commandBehindOptions(&words)
    guard let command = Command.named(name) else { throw Suggestion.unknownCommand(name) }
    if words.contains("--help") || words.contains("-h") {
      try printer.print(HelpText.of(command, width: printer.textWidth))
      return ExitCode.done
    }
    try command.refuseRelease(words)
    let arguments = try Arguments(
      words, options: command.options + Option.common, command: command.name)
    try printer.configure(
      arguments, command.formats, writesFolders: command.writesFolders)
    return try command.run(arguments, printer)
  }

  /// What the completion of a shell asks, and no person: no command, and no error.
  private static func complete(
    _ words: [String], _ printer: Printer
  ) throws(CommandError) -> Int32 {
    let completion = Completion(Array(words.dropFirst()), printer.surroundings)
    // Names with anything that could steer a terminal are not among them.
    for proposal in completion?.proposals ?? [] {
      try printer.print(bytes: Array((proposal.line + "\n").utf8))
    }
    return ExitCode.done
  }

  /// Finds the command behind options such as `-f FILE`, whose values are no commands.
  private static func commandBehindOptions(_ words: inout [String]) throws(CommandError) -> String {
    let known = Set(Command.all.flatMap { [$0.name] + $0.aliases })
    let valued = Command.all.flatMap(\.options).filter { $0.value != nil }
    let heads = Set(valued.flatMap { [$0.name, $0.short ?? $0.name] })
    let place = words.indices.first { index in
      known.contains(words[index]) && (index == 0 || !heads.contains(words[index - 1]))
    }
    guard let place else {
      let word = words.indices.first { index in
        !words[index].hasPrefix("-") && (index == 0 || !heads.contains(words[index - 1]))
      }
      if let word { throw Suggestion.unknownCommand(words[word]) }
      throw CommandError(
        ExitCode.usage, "no command among \(words.joined(separator: " "))",
        remedy: "reprieve help lists commands")
    }
    return words.remove(at: place)
  }
}
