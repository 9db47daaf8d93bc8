import Bytes
import Reports

/// The manual page of the program: man(7) macros, made from the commands and their options.
struct ManPage {
  private var lines: [String] = []

  /// The page as a file for `man`.
  var text: String { lines.map { $0 + "\n" }.joined() }

  /// The day of the version that the page is about; manual pages carry one, and no clock is asked.
  private static let day = "2026-11-26"

  init() {
    let version = "reprieve \(Self.plain(Build.version))"
    lines.append(".TH REPRIEVE 1 \"\(Self.day)\" \"\(version)\" \"User Commands\"")
    section("NAME")
    text(
      "reprieve \\- how long did relief last? Treatment outcomes from a log of events",
      isPlain: true)
    section("SYNOPSIS")
    lines.append(".B reprieve")
    lines.append(".I COMMAND")
    lines.append("[\\fIARGUMENTS\\fR] [\\fIOPTIONS\\fR]")
    section("DESCRIPTION")
    text(
      "Every intake, infusion, dose and rating is an event in a log, one file of JSON Lines; every answer "
        + "is replayed from it. Answers go to standard output, all else to standard error. The log is "
        + "-f FILE, or REPRIEVE_LOG.")
    for group in CommandGroup.allCases where !group.commands.isEmpty {
      section(group.rawValue.uppercased())
      for command in group.commands { add(command) }
    }
    section("OPTIONS OF EVERY COMMAND")
    for option in Option.common { add(option, option.help) }
    section("EXIT STATUS")
    for (code, meaning) in ExitCode.meanings { term("\(code)", meaning) }
    section("ENVIRONMENT")
    for (name, meaning) in HelpTopic.variables { term(name, meaning) }
    section("SEE ALSO")
    text(
      "reprieve help COMMAND, reprieve help instruments, reprieve help where, reprieve help formats. "
        + "jq(1), less(1)")
  }

  private mutating func add(_ command: Command) {
    let names = ([command.name] + command.aliases).joined(separator: ", ")
    lines.append(".SS \"\(Self.plain(names)) \(Self.plain(command.usage))\"")
    text(command.summary + ".")
    for line in command.details.lines {
      if line.isEmpty {
        lines.append(".PP")
      } else if let (name, meaning) = HelpText.term(line) {
        term(name, meaning)
      } else {
        text(line)
      }
    }
    if !command.examples.isEmpty {
      lines.append(".PP")
      for example in command.examples {
        lines += [".nf", "$ " + Self.plain(example.line), ".fi", ".RS 4"]
        text(example.meaning)
        lines.append(".RE")
      }
    }
    for option in command.options { add(option, HelpText.help(of: option, command)) }
  }

  private mutating func add(_ option: Option, _ help: String) {
    let names = [option.short, option.name].compactMap { $0 }
      .map { "\\fB\(Self.plain($0))\\fR" }.joined(separator: ", ")
    lines.append(".TP")
    lines.append(names + (option.value.map { " \\fI\(Self.plain($0))\\fR" } ?? ""))
    text(help)
  }

  private mutating func section(_ title: String) { lines.append(".SH \"\(Self.plain(title))\"") }

  private mutating func term(_ name: String, _ meaning: String) {
    lines += [".TP", ".B \(Self.plain(name))"]
    text(meaning)
  }

  private mutating func text(_ words: String, isPlain: Bool = false) {
    let text = isPlain ? words : Self.plain(words)
    // A line that begins with a dot or a quote would be taken for a request.
    lines.append(text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text)
  }

  /// Text in which nothing is a command of the typesetter; what is no ASCII by its code point, as no
  /// setting of the reader's then changes it.
  static func plain(_ text: String) -> String {
    var plain = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": plain += "\\e"
      case "-": plain += "\\-"
      case "\"": plain += "\\(dq"
      case "'": plain += "\\(aq"
      case "^": plain += "\\(ha"
      case "~": plain += "\\(ti"
      case "`": plain += "\\(ga"
      case _ where scalar.isASCII: plain.unicodeScalars.append(scalar)
      default: plain += "\\[u\(Self.hexadecimal(scalar.value))]"
      }
    }
    return plain
  }

  private static func hexadecimal(_ number: UInt32) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension Command {
  /// `man`: the manual page.
  static let man = Command(
    name: "man", aliases: [], usage: "", summary: "the manual page, for man -l or a folder man1",
    details: ["Written with the macros of man(7), from the same description as help."],
    options: [.output]
  ) { arguments, printer throws(CommandError) in
    if let word = arguments.positional.first {
      throw CommandError(
        ExitCode.usage, "man takes no word: it is one page about all commands",
        remedy: "reprieve help \(word) is about one")
    }
    try printer.print(exactly: ManPage().text)
    return ExitCode.done
  }
}
