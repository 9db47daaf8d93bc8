import Bytes

/// What can stand where the cursor is on a command line: `reprieve __complete SHELL INDEX WORD…`, which
/// the scripts of `completion` ask.
///
/// It says nothing where it knows nothing, and never why: whoever types a command wants no errors between
/// its words.
struct Completion {
  /// The shells that there is a script for.
  enum Shell: String, CaseIterable { case bash, zsh, fish }

  /// What is proposed. A shell completes names of files itself.
  enum Proposal: Equatable {
    /// A word and what it means.
    case word(String, String)
    /// Files with one of these endings, where there are any; folders on the way.
    case files([String])
    case folders
    /// Behind the word more follows without a space.
    case goesOn

    /// A line for the script.
    var line: String {
      switch self {
      case .word(let name, let meaning): name + "\t" + meaning
      case .files(let endings): ":files" + endings.map { " " + $0 }.joined()
      case .folders: ":folders"
      case .goesOn: ":nospace"
      }
    }
  }

  private let surroundings: Surroundings
  private let shell: Shell
  /// The words before the cursor, without the program.
  private let words: [String]
  /// What of the word at the cursor stands before it, as far as it is completed.
  private let started: String
  /// What stands before that in the same word, `--set=`, which zsh and fish want repeated.
  private let before: String
  /// Characters of the word that the shell does not want repeated.
  private let cut: Int

  /// Takes a command line apart; `nil` where the arguments are none.
  ///
  /// - Parameter arguments: the shell, the index of the word at the cursor, and all words from the
  ///   program's name on.
  init?(_ arguments: [String], _ surroundings: Surroundings) {
    guard arguments.count >= 3, let shell = Shell(rawValue: arguments[0]),
      let index = Int(arguments[1]), index >= 1
    else { return nil }
    self.shell = shell
    self.surroundings = surroundings
    var line = Array(arguments.dropFirst(3))
    while line.count < index { line.append("") }
    line = Array(line.prefix(index))
    let last = line.last
    if shell == .bash { line = Self.joined(line) }
    let joined = line.popLast() ?? ""
    // What bash took for a word of its own is repeated by nobody.
    cut = joined == last ? 0 : joined.count - (last == "=" ? 0 : last?.count ?? 0)
    let current = Self.unquoted(joined)
    words = line.map(Self.unquoted)
    if current.hasPrefix("--"), let sign = current.firstIndex(of: "=") {
      before = String(current[...sign])
      started = String(current[current.index(after: sign)...])
    } else {
      before = ""
      started = current
    }
  }

  /// bash cuts words at the equals sign, too, which nobody types as a word.
  private static func joined(_ words: [String]) -> [String] {
    var joined: [String] = []
    var isOpen = false
    for word in words {
      let isSign = word == "=" && !joined.isEmpty
      if isSign || isOpen {
        joined[joined.count - 1] += word
      } else {
        joined.append(word)
      }
      isOpen = isSign
    }
    return joined
  }

  /// What a shell hands over as it was typed may begin with a quote.
  private static func unquoted(_ word: String) -> String {
    var word = Substring(word)
    if let quote = word.first, quote == "'" || quote == "\"" {
      word = word.dropFirst()
      if word.last == quote { word = word.dropLast() }
    }
    return String(word)
  }

  /// What can stand there.
  var proposals: [Proposal] {
    guard let command else {
      guard words.isEmpty || words.allSatisfy({ $0.hasPrefix("-") }) else { return [] }
      return started.hasPrefix("-")
        ? fitting([("--help", "the commands"), ("--version", "the version")])
        : fitting(Command.all.flatMap(Self.words))
    }
    let (operands, option) = taken(by: command)
    if let option { return proposals(option.vocabulary(of: command), [command.name] + operands) }
    if !before.isEmpty {
      let name = String(before.dropLast())
      guard let option = command.options(of: operands).first(where: { $0.name == name }) else {
        return []
      }
      return proposals(option.vocabulary(of: command), [])
    }
    if started.hasPrefix("-") {
      return fitting(command.options(of: operands).map { ($0.name, $0.help) })
    }
    return proposals(command.operand(after: operands), operands)
  }

  private static func words(_ command: Command) -> [Vocabulary.Word] {
    ([command.name] + command.aliases).map { ($0, command.summary) }
  }

  private var command: Command? {
    words.first { !$0.hasPrefix("-") }.flatMap(Command.named)
  }

  /// The words behind the command that are no options, and the option whose value comes next.
  private func taken(by command: Command) -> (operands: [String], option: Option?) {
    let known = command.options + Option.common
    var operands: [String] = []
    var open: Option?
    var hasName = false
    for word in words {
      if open != nil {
        open = nil
      } else if word.hasPrefix("-") && word != "-" {
        open = known.first { ($0.name == word || $0.short == word) && $0.value != nil }
      } else if !hasName {
        hasName = true
      } else {
        operands.append(word)
      }
    }
    return (operands, open)
  }

  private func proposals(_ vocabulary: Vocabulary, _ operands: [String]) -> [Proposal] {
    switch vocabulary {
    case .free: return []
    case .words(let words): return fitting(words)
    case .files(let endings): return [.files(endings)]
    case .folders: return [.folders]
    case .subjects: return fitting(subjects.map { ($0, "") })
    case .lists(let words):
      let parts = started.split(separator: ",", omittingEmptySubsequences: false)
      let begun = parts.dropLast().map { $0 + "," }.joined()
      let named = Set(parts.dropLast().map(String.init))
      return fitting(
        words.filter { !named.contains($0.name) }.map { (begun + $0.name, $0.meaning) })
    case .selection:
      let keys = SelectionWords(started)
      return fitting(keys.words) + (keys.goesOn ? [.goesOn] : [])
    }
  }

  /// The words that begin as the one at the cursor does.
  private func fitting(_ words: [Vocabulary.Word]) -> [Proposal] {
    words.filter { $0.name.hasPrefix(started) }
      .map { .word(String((before + $0.name).dropFirst(cut)), $0.meaning) }
  }

  /// Whom the log that the command line names knows; nobody where it is not one log that can be read.
  private var subjects: [String] {
    var named: [String] = []
    for (place, word) in words.enumerated() {
      if [Option.log.name, Option.log.short].contains(word), place + 1 < words.count {
        named.append(words[place + 1])
      }
      if word.hasPrefix(Option.log.name + "=") {
        named.append(String(word.dropFirst(Option.log.name.count + 1)))
      }
    }
    if named.isEmpty, let log = surroundings.variable("REPRIEVE_LOG") { named = [log] }
    guard named.count == 1 else { return [] }
    return SubjectNames(surroundings.disk, named[0]).names
  }
}
