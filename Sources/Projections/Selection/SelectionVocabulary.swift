import Events

/// What `--where` and `--by` understand, for who looks it up or has it completed.
package struct SelectionKey: Sendable {
  /// The key as it is written: `indication`.
  package let name: String
  /// The operators that it can be compared with, for people.
  package let operators: String
  /// A comparison as it may be written: `age>=30`.
  package let example: String
  /// The words that it can have, where there are no others.
  package let words: [String]

  /// All keys, in the order of the manual.
  package static let all: [SelectionKey] = Attribute.allCases.map { key in
    SelectionKey(
      name: key.rawValue, operators: key.operators,
      example: key.rawValue + (key.isNumber ? ">=" : "=") + key.example,
      words: key.vocabulary ?? [])
  }
}
