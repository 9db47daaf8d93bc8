import Bytes
import Events
import Recording

/// The program: from words on a command line to an exit code.
package enum Program {
  /// Runs a command line, the program's own name left out.
  package static func run(_ words: [String], in surroundings: Surroundings) -> Int32 {
    let printer = Printer(surroundings)
    do throws(CommandError) {
      let code = try dispatch(words, printer)
      try printer.finish()
      return code
    } catch {
      if printer.outputIsClosed { return ExitCode.done }
      printer.complain(error.lines)
      return error.code
    }
  }

  private static func dispatch(_ words: [String], _ printer: Printer) throws(CommandError) -> Int32
  {
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
    guard let command = Command.all.first(where: { $0.name == name || $0.aliases.contains(name) })
    else { throw unknown(name) }
    if words.contains("--help") || words.contains("-h") {
      try printer.print(HelpText.of(command))
      return ExitCode.done
    }
    let arguments = try Arguments(
      words, options: command.options + Option.common, command: command.name)
    try printer.configure(
      arguments, command.formats, writesFolders: command.writesFolders)
    return try command.run(arguments, printer)
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
      throw CommandError(
        ExitCode.usage, "no command among \(words.joined(separator: " "))",
        remedy: "reprieve help lists commands")
    }
    return words.remove(at: place)
  }

  private static func unknown(_ name: String) -> CommandError {
    if Command.later.contains(name) {
      return CommandError(
        ExitCode.usage, "\(name) is not part of this version (\(Build.version))",
        remedy: "reprieve help lists what is")
    }
    if name.hasSuffix(".jsonl") {
      return CommandError(
        ExitCode.usage, "\(name) is a file, not a command",
        remedy: "name a command first: reprieve relief -f \(name)")
    }
    let names = Command.all.flatMap { [$0.name] + $0.aliases }
    let near = Nearest.name(to: name, among: names)
    return CommandError(
      ExitCode.usage, "there is no command \(name)",
      remedy: near.map { "did you mean \($0)?" } ?? "reprieve help lists commands")
  }
}
