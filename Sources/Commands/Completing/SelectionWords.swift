import Definitions
import Projections

/// What can come next in an expression of `--where`: a key, or a word of its vocabulary.
struct SelectionWords {
  /// What is proposed, each with all that stands before it.
  let words: [Vocabulary.Word]
  /// Whether an operator must follow.
  let goesOn: Bool

  init(_ started: String) {
    // The last comparison: what comes after the last space or parenthesis.
    let cut = started.lastIndex { " (".contains($0) }
    let begun = cut.map { String(started[...$0]) } ?? ""
    let last = started.dropFirst(begun.count)
    guard let sign = last.firstIndex(where: { "=~!<>".contains($0) }) else {
      words = SelectionKey.all.map { (begun + $0.name, $0.example) }
      goesOn = true
      return
    }
    let key = String(last[..<sign])
    let operators = last[sign...].prefix { "=~!<>".contains($0) }
    let before = begun + key + operators
    var values = SelectionKey.all.first { $0.name == key }?.words ?? []
    if key == "instrument" { values = Definitions.builtIn.instruments.map(\.id) }
    if key == "drug" { values = Vocabulary.drugs.names }
    words = values.map { (before + $0, "") }
    goesOn = false
  }
}
