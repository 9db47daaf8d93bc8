/// What became of a log that was de-identified, for whoever has to look through it.
package struct ReleaseTally: Sendable {
  /// People.
  package internal(set) var subjects = 0
  /// Events written.
  package internal(set) var events = 0
  /// Lines of types that nobody knows what they hold: left out.
  package internal(set) var unknownTypes = 0
  /// Corrections: applied, and not carried.
  package internal(set) var corrections = 0
  /// Years of birth of people over 89: left out, and said to be that.
  package internal(set) var ages = 0
  /// Texts left out or replaced, by the member that held them.
  package internal(set) var replaced: [String: Int] = [:]
  /// Members that the format does not know: left out, by their names.
  package internal(set) var dropped: [String: Int] = [:]
  /// Texts that were kept, by the member that holds them: to be looked through.
  package internal(set) var kept: [String: Set<String>] = [:]

  /// Counts by name in the order of the names.
  package static func sorted(_ counts: [String: Int]) -> [(name: String, count: Int)] {
    counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
  }

  /// Kept texts in the order of the members, each in its own.
  package var keptTexts: [(name: String, texts: [String])] {
    kept.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, texts in
      (name, texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
  }
}
