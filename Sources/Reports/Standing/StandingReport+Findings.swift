import Bytes
import Projections

/// Where one person stands, in sentences and as a table, for pages.
extension StandingReport {
  /// As of when, in relief or not, what earlier courses did, how comparable courses went, what is due.
  package var findings: [String] {
    let sentences =
      ["as of \(standing.vantage.instant.text), \(sourceText): \(stateText)"]
      + [ageText, standing.earlier.isEmpty ? nil : earlierText].compactMap { $0 }
      + comparisonText + dueText
    return sentences.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
  }

  /// How comparable courses went, by day; `nil`: nothing is said of them.
  package var comparisonSheet: Sheet? {
    guard case .found(let comparison) = comparison else { return nil }
    var sheet = Sheet(
      "Comparable courses still in relief (Turnbull)",
      [.init("days", "day"), .init("survival", "in relief", .left)])
    for point in comparison.curve {
      let (low, high) = (Cell.share(point.low).shown, Cell.share(point.high).shown)
      sheet.add([
        .number(point.days, decimals: 0), .text(low == high ? low : "\(low) to \(high)"),
      ])
    }
    return sheet
  }
}
