import Reports

/// What `help` prints, made from the commands and their options.
enum HelpText {
  /// Lines, and which of them are titles.
  struct Page {
    var lines: [String] = []
    var titles: Set<String> = []

    mutating func add(title: String) {
      lines.append(title)
      titles.insert(title)
    }
  }

  /// The list of commands, by what people want.
  static func overview(width: Int) -> Page {
    var page = Page()
    page.lines += wrap(
      "", "reprieve - how long did relief last? Treatment outcomes from a log of events.", width)
    page.titles.formUnion(page.lines)
    page.lines += ["", "usage: reprieve COMMAND [ARGUMENTS] [OPTIONS]", ""]
    page.lines += [
      "  $ reprieve demo                         a simulated clinic to try all of this on",
      "  $ reprieve relief P-0008 -f demo.jsonl  how long relief lasted in one person",
      "  $ reprieve help relief                  a command, its examples and its options", "",
    ]
    for group in CommandGroup.allCases where !group.commands.isEmpty {
      page.add(title: group.rawValue)
      for command in group.commands {
        let names = ([command.name] + command.aliases).joined(separator: ", ")
        page.lines += wrap(padded("  " + names, 24), command.summary, width)
      }
      page.lines.append("")
    }
    page.add(title: "to look up")
    for topic in HelpTopic.allCases {
      page.lines += wrap(padded("  help \(topic.rawValue)", 24), topic.summary, width)
    }
    page.lines += [""]
    page.lines += wrap(
      "",
      "The log is -f FILE, or REPRIEVE_LOG. Answers go to standard output, all else to standard error. "
        + "Exit: 0 done, 1 no, 2 usage, 65 bad data, 66 no such log, 73/74 output, 75 locked, "
        + "77 withheld, 78 bad definitions.", width)
    return page
  }

  /// A command: its examples, what it is, its options.
  static func of(_ command: Command, width: Int) -> Page {
    var page = Page()
    page.lines += wrap("reprieve \(command.name) - ", command.summary, width)
    page.titles.formUnion(page.lines)
    if !command.examples.isEmpty { page.lines.append("") }
    for example in command.examples {
      page.lines.append("  $ " + example.line)
      page.lines += wrap("      ", example.meaning, width)
    }
    page.lines += [""] + wrap("usage: reprieve \(command.name) ", command.usage, width)
    if !command.aliases.isEmpty {
      page.lines.append("also: \(command.aliases.joined(separator: ", "))")
    }
    let details = command.details.lines
    if !details.isEmpty { page.lines += [""] + paragraphs(details, width) }
    for (group, options) in grouped(command) {
      page.lines.append("")
      page.add(title: group.rawValue)
      for option in options {
        page.lines += wrap(padded("  " + head(of: option), 30), help(of: option, command), width)
      }
    }
    return page
  }

  /// A command's options by what they are about.
  static func grouped(_ command: Command) -> [(OptionGroup, [Option])] {
    let options = command.options + Option.common
    return OptionGroup.allCases.map { group in
      (group, options.filter { OptionGroup.of($0) == group })
    }.filter { !$0.1.isEmpty }
  }

  /// `-f, --file FILE`.
  static func head(of option: Option) -> String {
    (option.short.map { "\($0), " } ?? "") + option.name + (option.value.map { " \($0)" } ?? "")
  }

  /// What an option does; of the format which ones this command has.
  static func help(of option: Option, _ command: Command) -> String {
    guard option.name == Option.format.name else { return option.help }
    return command.formats.map(\.rawValue).joined(separator: ", ")
  }

  /// A line of the details that begins with a term and two spaces.
  static func term(_ line: String) -> (term: String, text: String)? {
    let parts = line.split(separator: "  ", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[0].contains(" ") else { return nil }
    return (String(parts[0]), String(parts[1].drop { $0 == " " }))
  }

  /// Running text in paragraphs, which end at an empty line, and before a line that begins with a
  /// term: that one is indented under its explanation.
  static func paragraphs(_ details: [String], _ width: Int) -> [String] {
    var lines: [String] = []
    let column = (details.compactMap { term($0)?.term.count }.max() ?? 0) + 2
    var head = ""
    var words = ""
    func finish() {
      if !words.isEmpty { lines += wrap(head, words, width) }
      (head, words) = ("", "")
    }
    for line in details {
      let found = term(line)
      if line.isEmpty || found != nil { finish() }
      if line.isEmpty { lines.append("") }
      if let (term, text) = found {
        head = padded(term, column)
        words = text
      } else {
        words += (words.isEmpty ? "" : " ") + line.drop { $0 == " " }
      }
    }
    finish()
    return lines
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    Paragraph.padded(text, max(width, text.unicodeScalars.count + 2))
  }

  private static func wrap(_ head: String, _ text: String, _ width: Int) -> [String] {
    Paragraph.lines(head, text, width: width)
  }
}

extension Command {
  /// `help`: commands, or one of them.
  static let help = Command(
    name: "help", aliases: [], usage: "[COMMAND|TOPIC]",
    summary: "the commands, one of them, or what else can be looked up", options: []
  ) { arguments, printer throws(CommandError) in
    let width = printer.textWidth
    guard let name = arguments.positional.first else {
      try printer.print(HelpText.overview(width: width))
      return ExitCode.done
    }
    if let topic = HelpTopic(rawValue: name) {
      let lines = topic.lines(width: width)
      try printer.print(lines, titles: Set(lines.prefix(1)))
      return ExitCode.done
    }
    guard let command = named(name) else {
      let names = all.flatMap { [$0.name] + $0.aliases } + HelpTopic.allCases.map(\.rawValue)
      throw CommandError(
        ExitCode.usage, "there is no command and no topic \(name)",
        remedy: CommandError.nearest(name, among: names) ?? "reprieve help lists them")
    }
    try printer.print(HelpText.of(command, width: width))
    return ExitCode.done
  }
}

extension Printer {
  /// Columns of running text: lines that are too long are hard to read.
  var textWidth: Int { min(width, 100) }

  /// Adds a page of help.
  func print(_ page: HelpText.Page) throws(CommandError) {
    try print(page.lines, titles: page.titles)
  }
}
