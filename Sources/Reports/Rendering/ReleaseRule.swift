/// A rule about what may leave the house: from how many people on a figure is shown, and how counts
/// are written then.
///
/// Sources: the suppression of `summarised_result` in the R package omopgenerics (counts of 1 to 4,
/// zeros shown); the CMS cell size suppression policy of 26 January 2024 (no value of 1 to 10, nor one
/// that percentages or other numbers give away; zeros shown); the documentation of OpenSAFELY,
/// "Applying statistical disclosure control" (counts of 7 or fewer redacted first, then all rounded to
/// the nearest 5; zeros shown; totals may be sums of rounded counts).
package struct ReleaseRule: Equatable, Sendable {
  /// Its name in `--release`; `nil`: only a least number was given.
  package let name: String?
  /// The least number of people, or of events, that a figure may be about.
  package let minimum: Int
  /// Counts are rounded to the nearest multiple of this odd number; `nil`: they stay as they are.
  package let rounding: Int?

  private init(_ name: String?, minimum: Int, rounding: Int? = nil) {
    self.name = name
    self.minimum = minimum
    self.rounding = rounding
  }

  /// A least number, and no rounding.
  package init(minimum: Int) { self.init(nil, minimum: minimum) }

  /// The rules that have a name.
  package static let named = [
    ReleaseRule("darwin5", minimum: 5), ReleaseRule("cms11", minimum: 11),
    ReleaseRule("opensafely7r5", minimum: 8, rounding: 5),
  ]

  /// The option and its value, as a command line says it.
  package var words: String { name.map { "--release \($0)" } ?? "--min-cell-count" }

  /// What it keeps back, in words: `1 to 7, or what would tell`.
  package var meaning: String { "1 to \(minimum - 1), or what would tell such a number" }

  /// How far events must lie apart so that two points of a curve tell of enough of them: where counts
  /// are rounded, so far that the least number holds whatever the true counts are.
  var leastStep: Int { minimum + (rounding ?? 1) - 1 }

  /// A count as it is written.
  func rounded(_ count: Int) -> Int {
    rounding.map { (count + $0 / 2) / $0 * $0 } ?? count
  }
}
