/// What people want of a command: how the overview lists them.
enum CommandGroup: String, CaseIterable {
  case start = "start a log, and fill it"
  case ask = "ask"
  case show = "show and hand on"
  case prove = "prove"
  case lookAfter = "look after a log, work in parts"
  case help = "help"

  /// The commands of each, by name; those of no group are asked something.
  private var names: [String] {
    switch self {
    case .start: ["demo", "init", "append", "import", "log"]
    case .ask: []
    case .show: ["plot", "report", "export"]
    case .prove: ["audit", "check", "definitions"]
    case .lookAfter: ["repair", "follow", "fold", "merge"]
    case .help: ["help", "completion", "man"]
    }
  }

  /// The group of a command.
  static func of(_ command: Command) -> CommandGroup {
    allCases.first { $0.names.contains(command.name) } ?? .ask
  }

  /// Its commands, in the order in which people need them.
  var commands: [Command] { Command.all.filter { Self.of($0) == self } }
}

/// What an option is about: how the help of a command lists them.
enum OptionGroup: String, CaseIterable {
  case lines = "which log, which lines of it"
  case whom = "about whom"
  case what = "what is asked"
  case form = "how it is answered"
  case screen = "what is on the screen"

  /// The options of each, by name; those of no group say what is asked.
  private var names: [String] {
    switch self {
    case .lines:
      [
        "--file", "--as-of", "--until", "--since", "--no-cache", "--shard", "--passes",
        "--line-zero",
        "--key",
      ]
    case .whom:
      [
        "--where", "--by", "--drug", "--subject", "--without", "--type", "--actor",
        "--first-course",
      ]
    case .what: []
    case .form:
      [
        "--format", "--output", "--summary", "--no-estimates", "--tidy", "--wide", "--explain",
        "--extra", "--evidence", "--min-cell-count", "--release",
      ]
    case .screen: Option.common.map(\.name)
    }
  }

  /// The group of an option.
  static func of(_ option: Option) -> OptionGroup {
    allCases.first { $0.names.contains(option.name) } ?? .what
  }
}
