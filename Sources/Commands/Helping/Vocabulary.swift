import Definitions
import Events
import Exporting
import Projections
import Reports

/// What the value of an option, or a word of a command line, can be.
enum Vocabulary {
  /// A word, and what it means; empty where it says that itself.
  typealias Word = (name: String, meaning: String)

  /// Anything.
  case free
  /// One of these.
  case words([Word])
  /// Several of these with commas between them.
  case lists([Word])
  /// The name of a file, with one of these endings; with any where there is none.
  case files([String])
  /// The name of a folder.
  case folders
  /// Somebody whom the log knows.
  case subjects
  /// An expression about whom an answer is.
  case selection

  static func plain(_ names: [String]) -> Vocabulary { .words(names.map { ($0, "") }) }

  /// The words themselves, where there are some.
  var names: [String] {
    switch self {
    case .words(let words), .lists(let words): words.map(\.name)
    default: []
    }
  }

  static var instruments: Vocabulary {
    .words(Definitions.builtIn.instruments.map { ($0.id, $0.name) })
  }
  static var sets: Vocabulary { .words(Definitions.builtIn.sets.map { ($0.id, $0.title) }) }
  static var keys: Vocabulary { .lists(SelectionKey.all.map { ($0.name, "") }) }
  static var rules: Vocabulary {
    .words(CheckRule.allCases.map { ($0.rawValue, $0.severity.rawValue) })
  }
  static var types: Vocabulary { plain(EventKind.appendable.map(\.word.description)) }
  /// Drugs that the checks know; a log can name others.
  static var drugs: Vocabulary { .lists(CheckRule.knownDrugs.map { ($0, "") }) }
  static var logs: Vocabulary { .files(["jsonl"]) }
  static var topics: Vocabulary {
    .words(
      Command.all.map { ($0.name, $0.summary) }
        + HelpTopic.allCases.map { ($0.rawValue, $0.summary) }
    )
  }
}

extension Option {
  /// What its value can be, where it belongs to a command.
  func vocabulary(of command: Command) -> Vocabulary {
    guard let value else { return .free }
    switch name {
    case "--file": return .logs
    case "--definitions", "--concepts": return .files(["json"])
    case "--table": return .plain(TidyTables.all.map(\.name))
    case "--format": return .plain(command.formats.map(\.rawValue))
    case "--color": return .plain(ColorChoice.words)
    case "--instrument": return .instruments
    case "--set": return .sets
    case "--unit": return .plain(AnalysisPlan.Unit.allCases.map(\.rawValue))
    case "--criterion": return .plain(Criterion.allCases.map(\.rawValue))
    case "--rule": return .rules
    case "--severity": return .plain(CheckRule.Severity.allCases.map(\.rawValue))
    case "--type": return .types
    case "--drug", "--paired": return .drugs
    case "--by", "--pool": return .keys
    case "--where": return .selection
    case "--subject", "--without": return .subjects
    case "--baseline": return .plain(["first"])
    default: return Vocabulary(placeholder: value)
    }
  }
}

extension Vocabulary {
  /// What stands in a usage line says it: `FILE`, `DIR`, `1|2`.
  init(placeholder: String) {
    let word = placeholder.filter { !"[]….".contains($0) }
    switch word {
    case "FILE", "EVENTS", "STATE", "TABLE": self = .files([])
    case "DIR", "FOLDER": self = .folders
    case "SUBJECT": self = .subjects
    case _ where word.contains("|") && !word.contains("-"):
      self = .plain(word.split(separator: "|").map(String.init))
    default: self = .free
    }
  }
}

extension Command {
  /// The words of its own that can stand first: tasks, answers, kinds, and what each does.
  var tasks: [Vocabulary.Word] {
    let terms = details.lines.compactMap { line -> Vocabulary.Word? in
      HelpText.term(line).map { ($0.term, $0.text) }
    }
    guard terms.isEmpty else { return terms }
    guard let first = usage.split(separator: " ").first,
      case .words(let words) = Vocabulary(placeholder: String(first))
    else { return [] }
    return words.map { word in (word.name, Command.named(word.name)?.summary ?? "") }
  }

  /// What the word can be that follows some words that are no options.
  func operand(after words: [String]) -> Vocabulary {
    switch (name, words.first, words.count) {
    case ("help", nil, _): return .topics
    case ("log", nil, _): return .subjects
    case ("init", nil, _), ("demo", nil, _): return .logs
    case ("append", _, _): return .logs
    case ("merge", _, _): return .files([])
    case ("audit", "replay", 1): return .files(["json"])
    case ("audit", "consistency", 1...): return .files([])
    case ("audit", "export-tlog", 1): return .folders
    case ("follow", "relief", 1), ("follow", "timeline", 1): return .subjects
    case ("definitions", "list", 1):
      return .plain(DefinitionListReport.Part.allCases.map(\.rawValue))
    case ("definitions", "show", _), ("definitions", "diff", _):
      return .words(
        [Vocabulary.sets, .instruments].flatMap { vocabulary -> [Vocabulary.Word] in
          if case .words(let words) = vocabulary { words } else { [] }
        })
    case ("import", _?, _): return .files([])
    case (_, nil, _) where !tasks.isEmpty: return .words(tasks)
    default:
      let parts = usage.split(separator: " ")
      return words.count < parts.count ? Vocabulary(placeholder: String(parts[words.count])) : .free
    }
  }

  /// The options that the word before them leaves: of a command with tasks that of the task.
  func options(of words: [String]) -> [Option] {
    let own = name == "audit" ? Command.auditOptions(of: words.first ?? "verify") : options
    return own + Option.common
  }

  /// The command of a name, or of another name for it.
  static func named(_ name: String) -> Command? {
    all.first { $0.name == name || $0.aliases.contains(name) }
  }
}
