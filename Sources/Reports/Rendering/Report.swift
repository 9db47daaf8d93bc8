package import Bytes

/// What one command says about one group of people: the cohort, or a stratum of it.
///
/// A report is a value that is rendered; it reads no log and computes no estimate.
package protocol Report: Sendable {
  /// What the answer is about, a line or two.
  var title: [String] { get }
  /// Whether an empty line stands under the title in text.
  var isSpaced: Bool { get }
  /// People in the group: fewer than the least cell, and nothing about it is shown.
  var people: Int { get }
  /// Writes the members of the JSON document that follow its header.
  func write(to json: inout JSONWriter)
  /// Whether there is something to write under `extra`.
  var hasExtra: Bool { get }
  /// Writes members of `extra`.
  func writeExtra(to json: inout JSONWriter)
  /// The figures for people, without title and footer.
  func text(width: Int) -> [String]
  /// The figures as tables.
  var sheets: [Sheet] { get }
  /// A row for each unit; `nil` where the answer has none, or where they are left out.
  var rows: Sheet? { get }
  /// Every figure by itself.
  var figures: [Figure] { get }
  /// Leaves out the rows about single units: `--summary`.
  mutating func summarise()
  /// Keeps back what is about too few.
  mutating func withhold(_ disclosure: inout Disclosure)
}

extension Report {
  package var isSpaced: Bool { true }
  package var hasExtra: Bool { false }
  package func writeExtra(to json: inout JSONWriter) {}

  /// The tables one after the other, an empty line between them.
  package func text(of sheets: [Sheet], width: Int) -> [String] {
    sheets.flatMap { $0.text(width: width) + [""] }
  }
}
