import Definitions
import Reports

/// What `help` prints.
enum HelpText {
  /// The list of commands.
  static var overview: [String] {
    var lines = [
      "reprieve - how long did relief last? Treatment outcomes from a log of events.", "",
      "usage: reprieve COMMAND [ARGUMENTS] [OPTIONS]", "",
    ]
    for command in Command.all {
      let names = ([command.name] + command.aliases).joined(separator: ", ")
      lines += wrap(pad("  " + names, 20), command.summary)
    }
    lines += [
      "", "  reprieve help COMMAND      a command and its options",
      "  reprieve help instruments  the instruments that ratings can be on",
      "  reprieve demo              a simulated clinic to try all of this on", "",
      "The log is -f FILE, or REPRIEVE_LOG. Answers go to standard output, all else to",
      "standard error. Exit: 0 done, 1 no, 2 usage, 65 bad data, 66 no such log,",
      "73/74 output, 75 locked, 77 withheld, 78 bad definitions.",
    ]
    return lines
  }

  /// A command and its options.
  static func of(_ command: Command) -> [String] {
    var lines = wrap("usage: reprieve \(command.name) ", command.usage) + [""]
    lines += wrap("", command.summary)
    if !command.aliases.isEmpty {
      lines.append("also: \(command.aliases.joined(separator: ", "))")
    }
    if !command.details.isEmpty { lines += [""] + paragraphs(command.details) }
    lines.append("")
    for option in command.options + Option.common {
      let short = option.short.map { "\($0), " } ?? ""
      let value = option.value.map { " \($0)" } ?? ""
      lines += wrap(pad("  \(short)\(option.name)\(value)", 30), option.help)
    }
    return lines
  }

  /// The instruments, a line each.
  static var instruments: [String] {
    var table = TextTable([
      ("instrument", .left), ("items", .right), ("total", .left), ("better", .left),
      ("name", .left),
    ])
    for instrument in Definitions.builtIn.instruments {
      let total = instrument.total.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "none"
      table.add([
        instrument.id, "\(instrument.itemCount)", total, instrument.better.rawValue,
        instrument.name,
      ])
    }
    return table.lines
  }

  /// Running text in paragraphs, which end at an empty line, and before a line that begins with a
  /// term and two spaces: that one is indented under its explanation.
  private static func paragraphs(_ details: [String]) -> [String] {
    var lines: [String] = []
    var head = ""
    var words = ""
    func finish() {
      if !words.isEmpty { lines += wrap(head, words) }
      (head, words) = ("", "")
    }
    for line in details {
      let parts = line.split(separator: "  ", maxSplits: 1, omittingEmptySubsequences: false)
      let isTerm = parts.count == 2 && !parts[0].isEmpty && !parts[0].contains(" ")
      if line.isEmpty || isTerm { finish() }
      if line.isEmpty { lines.append("") }
      if isTerm {
        head = parts[0] + "  "
        words = String(parts[1])
      } else {
        words += (words.isEmpty ? "" : " ") + line.drop { $0 == " " }
      }
    }
    finish()
    return lines
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(2, width - text.count))
  }

  /// Text behind a head, broken between words at 80 columns and indented under itself.
  private static func wrap(_ head: String, _ text: String) -> [String] {
    var lines: [String] = []
    var line = head
    let indent = String(repeating: " ", count: head.count)
    for word in text.split(separator: " ") {
      if line.count + word.count > 79 && line != indent {
        lines.append(String(line.dropLast(line.hasSuffix(" ") ? 1 : 0)))
        line = indent
      }
      line += word + " "
    }
    return lines + [String(line.dropLast())]
  }
}

extension Command {
  /// `help`: commands, or one of them.
  static let help = Command(
    name: "help", aliases: [], usage: "[COMMAND]", summary: "commands, or one of them", options: []
  ) { arguments, printer throws(CommandError) in
    guard let name = arguments.positional.first else {
      try printer.print(HelpText.overview)
      return ExitCode.done
    }
    if name == "instruments" {
      try printer.print(HelpText.instruments)
      return ExitCode.done
    }
    guard let command = all.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
      throw CommandError(
        ExitCode.usage, "there is no command \(name)", remedy: "reprieve help lists commands")
    }
    try printer.print(HelpText.of(command))
    return ExitCode.done
  }
}
