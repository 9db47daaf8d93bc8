import Projections
import Reports

extension CommandError {
  /// An expression on the command line that cannot be read: where, the place marked, what would do.
  init(_ option: Option, _ text: String, _ fault: Selection.Fault) {
    self.init(
      ExitCode.usage,
      "\(option.name) can't be read at character \(fault.offset + 1): \(fault.problem)",
      excerpt: Self.excerpt(text, fault), remedy: "write \(fault.expected)")
  }

  /// Characters that are shown before the place, and from it on.
  private static let around = (before: 60, after: 60)

  /// The text with carets under the place; of a long text what stands around it.
  ///
  /// Carets count characters as they are shown: what is spelled out takes more room.
  private static func excerpt(_ text: String, _ fault: Selection.Fault) -> [String] {
    let characters = Array(text)
    let place = min(fault.offset, characters.count)
    let start = place > around.before ? place - around.before : 0
    let end = min(characters.count, place + around.after)
    let marked = min(end, place + fault.length)
    let before = (start > 0 ? "…" : "") + Visible.text(String(characters[start..<place]))
    let within = Visible.text(String(characters[place..<marked]))
    let after =
      Visible.text(String(characters[marked..<end])) + (end < characters.count ? "…" : "")
    let carets = String(repeating: "^", count: max(1, within.count))
    return [before + within + after, String(repeating: " ", count: before.count) + carets]
  }
}
