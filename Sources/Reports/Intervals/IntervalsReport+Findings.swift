import Projections

/// Time between treatments in sentences. Every number is one of the tables'.
extension IntervalsReport {
  /// The gaps of each kind, then why people were treated again.
  package var findings: [String] {
    guard figuresOfAll.all.count > 0 else {
      return ["Nobody who is asked about was treated: there is no gap."]
    }
    let kinds = groups.byKind.filter { $0.summary == nil || $0.summary?.count ?? 0 > 0 }
    let parts = kinds.map { kind, summary -> String in
      let name = kind.rawValue.replacing("-", with: " ")
      guard let summary else { return "\(name) withheld" }
      let days = [summary.medianDays, summary.lowerQuartileDays, summary.upperQuartileDays]
        .map { $0.map(Digits.near) ?? (summary.isCoarse ? "withheld" : "not reached") }
      return
        "\(name) \(days[0]) d (quartiles \(days[1]) to \(days[2])) over \(summary.count) gaps, "
        + "\(summary.open) of them open"
    }
    return [
      "Median time from one treatment to the next: \(parts.joined(separator: "; ")).",
      "Of \(why.said("closed")) closed gaps \(why.said("needDriven")) were ended by a treatment "
        + "after relief was gone, \(why.said("scheduleDriven")) by one while still in relief; of "
        + "\(why.said("unknown")) no rating tells.",
    ]
  }
}
