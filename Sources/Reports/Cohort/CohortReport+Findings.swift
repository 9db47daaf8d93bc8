import Projections

/// Who was treated and what could have harmed them, in sentences. Every number is one of the tables'.
extension CohortReport {
  /// Who they are.
  package var findings: [Finding] {
    guard people > 0 else { return [Finding(.people, "Nobody is asked about.")] }
    let tree = counts.tree
    let treatments = safety(row: "treatments")
    let isKnown = tree.shown("subjects") != nil
    let parts = [
      isKnown ? tree.said("subjects", "person", "people") : nil,
      tree.shown("withTreatment") == nil
        ? nil : tree.said("withTreatment") + (isKnown ? " of them treated" : " people treated"),
      treatments == Cell.withheld.shown
        ? nil : "\(treatments) \(treatments == "1" ? "treatment" : "treatments")",
    ].compactMap { $0 }
    return [
      Finding(
        .people,
        parts.isEmpty
          ? "How many they are is \(Finding.tooFew)." : parts.joined(separator: ", ") + ".")
    ]
  }

  /// What could have harmed them.
  package var safetyFindings: [Finding] {
    guard people > 0 else { return [] }
    let events = safety(row: "adverseEvents")
    // None recorded is not none happened: a log that is about ratings has no adverse event either.
    let harmed = [
      "adverseEvents", "seriousEvents", "subjectsWithAdverse", "subjects", "treatmentsWithAdverse",
      "treatments",
    ]
    let harm =
      isHidden(harmed)
      ? "How many adverse events there were, and in how many people, is \(Finding.tooFew)."
      : events == "0"
        ? "No adverse event is recorded in these lines: it is not known from them whether there were any."
        : "\(events) \(events == "1" ? "adverse event" : "adverse events"), "
          + "\(safety(row: "seriousEvents")) serious, in \(safety(row: "subjectsWithAdverse")) of "
          + "\(safety(row: "subjects")) people; \(safety(row: "treatmentsWithAdverse")) of "
          + "\(safety(row: "treatments")) treatments had one."
    let asked = safety(row: "subjectsAskedAboutSuicide")
    let suicidality =
      isHidden(["subjectsAskedAboutSuicide", "subjectsWithFlag", "subjectsWithRise"])
      ? "Who was asked about suicide, and said yes, is \(Finding.tooFew)."
      : asked == "0"
        ? "Nobody was asked about suicide."
        : "Asked about suicide \(asked == "1" ? "was" : "were") \(asked); "
          + "\(safety(row: "subjectsWithFlag")) said yes at least once, "
          + "\(safety(row: "subjectsWithRise")) of them more than before treatment."
    return [
      Finding(.adverse, harm),
      Finding(.suicidality, suicidality),
      Finding(.worse, worse),
    ]
  }

  private var worse: String {
    isHidden(["reliablyWorseCourses", "comparableCourses"])
      ? "How many were reliably worse than their baseline at some rating is \(Finding.tooFew)."
      : "Reliably worse than their baseline at some rating: "
        + "\(safety(row: "reliablyWorseCourses")) of "
        + "\(comparableText) with a baseline, a threshold and a rating."
  }

  /// Whether one of these counts of safety at least is kept back.
  private func isHidden(_ keys: [String]) -> Bool {
    keys.contains { safety(row: $0) == Cell.withheld.shown }
  }

  private func safety(row key: String) -> String {
    safetyRows.first { $0.key.description == key }?.cell.shown ?? "-"
  }
}
