import Projections

/// Who was treated and what could have harmed them, in sentences. Every number is one of the tables'.
extension CohortReport {
  /// Who they are.
  package var findings: [Finding] {
    guard people > 0 else { return [Finding(.people, "Nobody is asked about.")] }
    let tree = counts.tree
    let treated = safety(row: "treatments")
    return [
      Finding(
        .people,
        "\(tree.said("subjects", "person", "people")), \(tree.said("withTreatment")) of them "
          + "treated, \(treated) \(treated == "1" ? "treatment" : "treatments").")
    ]
  }

  /// What could have harmed them.
  package var safetyFindings: [Finding] {
    guard people > 0 else { return [] }
    let events = safety(row: "adverseEvents")
    // None recorded is not none happened: a log that is about ratings has no adverse event either.
    let harm =
      events == "0"
      ? "No adverse event is recorded in these lines: it is not known from them whether there were any."
      : "\(events) \(events == "1" ? "adverse event" : "adverse events"), "
        + "\(safety(row: "seriousEvents")) serious, in \(safety(row: "subjectsWithAdverse")) of "
        + "\(safety(row: "subjects")) people; \(safety(row: "treatmentsWithAdverse")) of "
        + "\(safety(row: "treatments")) treatments had one."
    let asked = safety(row: "subjectsAskedAboutSuicide")
    let suicidality =
      asked == "0"
      ? "Nobody was asked about suicide."
      : "Asked about suicide \(asked == "1" ? "was" : "were") \(asked); "
        + "\(safety(row: "subjectsWithFlag")) said yes at least once, "
        + "\(safety(row: "subjectsWithRise")) of them more than before treatment."
    return [
      Finding(.adverse, harm),
      Finding(.suicidality, suicidality),
      Finding(
        .worse,
        "Reliably worse than their baseline at some rating: "
          + "\(safety(row: "reliablyWorseCourses")) of "
          + "\(comparableText) with a baseline, a threshold and a rating."),
    ]
  }

  private func safety(row key: String) -> String {
    safetyRows.first { $0.key.description == key }?.cell.shown ?? "-"
  }
}
