import Definitions
import Projections
import Reports

/// What can be looked up besides the commands.
enum HelpTopic: String, CaseIterable {
  case instruments
  case selection = "where"
  case formats
  case exitCodes = "exit-codes"
  case environment

  /// In a line.
  var summary: String {
    switch self {
    case .instruments: "the instruments that ratings can be on"
    case .selection: "how to say whom an answer is about: --where and --by"
    case .formats: "the forms of an answer, and which command has which"
    case .exitCodes: "what the exit code of a command says"
    case .environment: "what the environment and the files beside a log decide"
    }
  }

  /// What is said about it.
  func lines(width: Int) -> [String] {
    switch self {
    case .instruments: Self.instrumentTable
    case .selection: Self.selectionLines(width)
    case .formats: Self.formatLines(width)
    case .exitCodes:
      ["the exit code of a command", ""]
        + ExitCode.meanings.flatMap {
          Paragraph.lines(Paragraph.padded("  \($0.code)", 6), $0.meaning, width: width)
        }
    case .environment:
      ["what the environment decides", ""]
        + Self.variables.flatMap {
          Paragraph.lines(Paragraph.padded("  \($0.name)", 25), $0.meaning, width: width)
        }
    }
  }

  /// Variables of the environment that are looked at, and what each does.
  static let variables: [(name: String, meaning: String)] = [
    ("REPRIEVE_LOG", "the log, where no -f names one"),
    (
      "REPRIEVE_PAGER, PAGER",
      "what shows an answer that is longer than the screen; less -FIRX where neither is set; an empty "
        + "one or cat shows it straight, as --no-pager does"
    ),
    ("NO_COLOR", "anything but nothing: no colours, unless --color always"),
    ("TERM", "dumb, or not set: no colours"),
  ]

  private static var instrumentTable: [String] {
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

  private static func selectionLines(_ width: Int) -> [String] {
    var table = TextTable([
      ("key", .left), ("such as", .left), ("compared with", .left), ("its words", .left),
    ])
    for key in SelectionKey.all {
      table.add([
        key.name, key.example, key.operators, key.words.joined(separator: " "),
      ])
    }
    return [
      "whom an answer is about", "",
      "  $ reprieve relief -f demo.jsonl --where 'indication~F41 and age>=30'",
      "  $ reprieve relief -f demo.jsonl --where 'route=IV and not site in (Tampa, Austin)'",
      "  $ reprieve relief -f demo.jsonl --by site,mgPerKg:0.4/0.75", "",
    ]
      + Paragraph.lines(
        "",
        "Comparisons are joined by and, or, not and parentheses. = compares the whole text, ~ its "
          + "beginning. What is not known of somebody is neither true nor false, and they are not in "
          + "the answer. --by takes the same keys; numbers with cut points. docs/cohort-language.md "
          + "says all of it.", width: width)
      + [""] + table.lines
  }

  private static func formatLines(_ width: Int) -> [String] {
    let meanings: [(Printer.Format, String)] = [
      (.text, "for people; the columns fit the terminal"),
      (.json, "one document; docs/schema has its schema"),
      (.jsonl, "one object for each row"),
      (.csv, "RFC 4180, a row for each unit; of figures alone with --tidy or --summary"),
      (.markdown, "every table, for a page"),
      (.summarisedResult, "the 13 columns of the DARWIN tools, as CSV"),
    ]
    var lines = ["the forms of an answer", ""]
    for (format, meaning) in meanings {
      let takers = Command.all.filter { command in
        command.formats.contains(format)
          && command.options.contains { $0.name == Option.format.name }
      }
      lines += Paragraph.lines(
        Paragraph.padded("  \(format.rawValue)", 20),
        meaning + ": " + takers.map(\.name).joined(separator: ", "), width: width)
    }
    return lines + [""]
      + Paragraph.lines(
        "",
        "--format names one; else the ending of -o FILE does (.json, .jsonl, .csv, .md). Missing is "
          + "null in JSON and nothing in CSV; times are ISO 8601 with Z, durations days.",
        width: width)
  }
}
