/// Whether colours are used: `--color`, else what the environment and each stream say.
struct ColorChoice {
  private let surroundings: Surroundings
  /// `--color always` and `never`; `nil`: each stream decides.
  private(set) var isFixed: Bool?

  /// - Parameter words: a command line, which is looked through before it is understood: what is said
  ///   about a wrong one is in colour or not, too.
  init(_ surroundings: Surroundings, _ words: [String]) {
    self.surroundings = surroundings
    let option = Option.color.name
    for (place, word) in words.enumerated() {
      if word == "--" { break }
      if word.hasPrefix(option + "=") { take(String(word.dropFirst(option.count + 1))) }
      if word == option, place + 1 < words.count { take(words[place + 1]) }
    }
  }

  private mutating func take(_ word: String) {
    switch word {
    case "always": isFixed = true
    case "never": isFixed = false
    default: isFixed = nil
    }
  }

  /// What `--color` takes.
  static let words = ["auto", "always", "never"]

  /// Whether what goes to a stream is in colour: 1 answers, 2 all else.
  func isColored(_ stream: Int32) -> Bool {
    if let isFixed { return isFixed }
    guard surroundings.isTerminal(stream) else { return false }
    // https://no-color.org: any value but an empty one.
    if let no = surroundings.variable("NO_COLOR"), !no.isEmpty { return false }
    guard let terminal = surroundings.variable("TERM") else { return false }
    return terminal != "dumb"
  }
}
