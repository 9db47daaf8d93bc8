import Projections

/// Time between treatments in sentences. Every number is one of the tables'.
extension IntervalsReport {
  /// The gaps of each kind, then why people were treated again.
  package var findings: [Finding] {
    guard figuresOfAll.all.count > 0 else {
      return [Finding(.gaps, "Nobody who is asked about was treated: there is no gap.")]
    }
    let kinds = groups.byKind.filter { $0.summary == nil || $0.summary?.count ?? 0 > 0 }
    let parts = kinds.map { kind, summary -> String in
      let name = kind.rawValue.replacing("-", with: " ")
      guard let summary else { return "\(name) withheld" }
      return "\(name) \(Self.days(summary)), over \(summary.count) "
        + (summary.count == 1 ? "gap" : "gaps") + " (\(summary.open) open)"
    }
    let gaps =
      kinds.contains { $0.summary != nil }
      ? "Median time from one treatment to the next: \(parts.joined(separator: "; "))."
      : "Time from one treatment to the next, by its kind, is \(Finding.tooFew)."
    return [Finding(.gaps, gaps), Finding(.whyRetreated, whyRetreated)]
  }

  /// Why people were treated again, as far as it is shown.
  private var whyRetreated: String {
    let keys = ["needDriven", "scheduleDriven", "unknown"]
    guard keys.contains(where: { why.shown($0) == nil }) || why.shown("closed") == nil else {
      return
        "Of \(why.said("closed", "closed gap")) \(why.said("needDriven", "was", "were")) ended by "
        + "a treatment after relief was gone, \(why.said("scheduleDriven")) by one while still in "
        + "relief; of \(why.said("unknown")) no rating tells."
    }
    return "Why people were treated again is \(Finding.tooFew)."
  }

  /// `14.0 d (quartiles 7.0 to 21.0 d)`; what was not reached is said, not written as days.
  private static func days(_ summary: GapSummary) -> String {
    let absence = summary.isCoarse ? "withheld" : "not reached"
    let ends = [summary.lowerQuartileDays, summary.upperQuartileDays]
    let quartiles =
      ends.allSatisfy { $0 == nil }
      ? (summary.isCoarse ? "quartiles withheld" : "no quartile reached")
      : "quartiles "
        + ends.map { $0.map { Digits.near($0) + " d" } ?? absence }
        .joined(separator: " to ")
    guard let median = summary.medianDays else { return "\(absence) (\(quartiles))" }
    return "\(Digits.near(median)) d (\(quartiles))"
  }
}
