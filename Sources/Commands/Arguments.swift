import Bytes

/// A command line taken apart: positional arguments and options, each with its values.
package struct Arguments: Sendable {
  /// What stands without an option's name.
  package private(set) var positional: [String] = []
  private var values: [String: [String]] = [:]
  /// The command, as its first name, and what was said to it, what names the output left out.
  private(set) var said: [String]
  /// Where in `said` the logs are named.
  private var logPlaces: [Range<Int>] = []
  /// Where in `said` the options end: at `--`, or behind everything.
  private var optionsEnd: Int?

  /// Takes a command line apart by the options that a command knows.
  ///
  /// `--name value`, `--name=value`, `-f value`; after `--` everything is positional.
  ///
  /// Throws `CommandError` with exit code 2.
  package init(_ words: [String], options: [Option], command: String) throws(CommandError) {
    var index = 0
    var onlyPositional = false
    said = [command]
    while index < words.count {
      let word = words[index]
      let start = index
      var meant: Option?
      defer { keep(words[start..<index], meant) }
      index += 1
      if onlyPositional || !word.hasPrefix("-") || word == "-" {
        positional.append(word)
        continue
      }
      if word == "--" {
        optionsEnd = said.count
        onlyPositional = true
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let option = options.first(where: { $0.name == name || $0.short == name }) else {
        throw CommandError(
          ExitCode.usage, "\(command) has no option \(name)",
          remedy: Suggestion.option(name, command, among: options))
      }
      meant = option
      if option.value == nil {
        guard parts.count == 1 else {
          throw CommandError(
            ExitCode.usage, "\(option.name) takes no value",
            remedy: "\(option.name)  \(option.help)")
        }
        values[option.name, default: []].append("")
      } else if parts.count == 2 {
        values[option.name, default: []].append(String(parts[1]))
      } else {
        guard index < words.count else {
          throw CommandError(
            ExitCode.usage, "\(option.name) needs a value",
            remedy: "\(option.name) \(option.value ?? "")  \(option.help)")
        }
        values[option.name, default: []].append(words[index])
        index += 1
      }
    }
  }

  private mutating func keep(_ words: ArraySlice<String>, _ option: Option?) {
    guard option?.name != Option.output.name else { return }
    if option?.name == Option.log.name { logPlaces.append(said.count..<said.count + words.count) }
    said += words
  }

  /// What was said, about logs that lie elsewhere: as many as were named, or any where none was.
  ///
  /// - Parameter more: options that are said, too.
  func said(about paths: [String], adding more: [String] = []) -> [String] {
    var words = said
    let logs = paths.map { [Option.log.short ?? Option.log.name, $0] }
    // Behind `--` they would be no options.
    let added = (logPlaces.isEmpty ? logs.flatMap { $0 } : []) + more
    words.insert(contentsOf: added, at: optionsEnd ?? words.count)
    for (place, log) in zip(logPlaces, logs).reversed() { words.replaceSubrange(place, with: log) }
    return words
  }

  /// Whether a switch was given.
  func has(_ option: Option) -> Bool { values[option.name] != nil }

  /// All values of an option that can be repeated.
  func all(_ option: Option) -> [String] { values[option.name] ?? [] }

  /// The value of an option that can be given once.
  func value(_ option: Option) throws(CommandError) -> String? {
    let all = all(option)
    guard all.count <= 1 else {
      throw CommandError(
        ExitCode.usage, "\(option.name) was given \(all.count) times", remedy: "give it once")
    }
    return all.first
  }

  /// A whole number that is 0 or more.
  func number(_ option: Option) throws(CommandError) -> Int? {
    guard let text = try value(option) else { return nil }
    guard let number = Int(text), number >= 0, text.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      let isNumber = !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isNumber }
      throw CommandError(
        ExitCode.usage,
        "\(option.name) \(text): \(isNumber ? "too large" : "not a whole number")",
        remedy: "\(option.name) \(option.value ?? "")  \(option.help)")
    }
    return number
  }

  /// One of several words.
  func word(_ option: Option, among words: [String]) throws(CommandError) -> String? {
    guard let text = try value(option) else { return nil }
    guard words.contains(text) else {
      let near = Nearest.name(to: text, among: words).map { "; did you mean \($0)?" } ?? ""
      throw CommandError(
        ExitCode.usage, "\(option.name) \(text) is not known",
        remedy: "\(option.name) takes \(words.joined(separator: ", "))\(near)")
    }
    return text
  }
}
