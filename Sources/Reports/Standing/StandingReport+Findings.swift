import Bytes
import Projections

/// Where one person stands, in sentences and as a table, for pages.
extension StandingReport {
  /// As of when, in relief or not, what earlier courses did, how comparable courses went, what is due.
  package var findings: [String] {
    let sentences =
      ["as of \(TimelineReport.minute(standing.vantage.instant)) UTC, \(sourceText): \(stateText)"]
      + [laterText, ageText, standing.earlier.isEmpty ? nil : earlierText].compactMap { $0 }
      + comparisonText(beforeTable: "the table says how many were still in relief")
      + [uncountedText].compactMap { $0 } + dueText
    return sentences.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
  }
}
