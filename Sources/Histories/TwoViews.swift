package import Bytes

/// Two views of one log, of which the earlier one is the beginning of the later one.
package struct TwoViews: Sendable {
  /// The first lines.
  package let earlier: Histories
  /// Those, and more.
  package let later: Histories
  /// What was said after each of the lines.
  package let chronicle: Chronicle
  /// When the last line of the earlier view was recorded; `nil`: it has none.
  package let lastRecorded: Instant?

  /// The lines that the later view has and the earlier one has not.
  package var between: Range<Int> { earlier.size..<later.size }
}
