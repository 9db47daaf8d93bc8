/// Groups of subjects or units held against each other.
public struct ComparisonAnswer: Sendable {
  /// The visits asked for, in order: contrasts name them by their place here.
  public let visits: [Visit]
  /// The first group against each of the others, and all in one log-rank test.
  public let comparison: GroupComparison
  /// What the answer rests on.
  public let basis: AnswerBasis
}

extension Log {
  /// The groups of the plan's `strata`, the first against each of the others: responders, change
  /// from baseline, how long relief lasted; `nil` where they are fewer than two.
  ///
  /// With `pooling` the difference in change is found within each site and pooled. All options of
  /// `relief` and of `response` count. The two periods of a crossover are compared by
  /// `pairedResponse`. Throws `LogError` where the log can't be used.
  public func comparison(_ plan: AnalysisPlan) throws(LogError) -> ComparisonAnswer? {
    let reading = try Reading(self, plan)
    let value = Stratified<ComparisonProjection>(plan).fold(reading.registry)
    let groups = value.strata.map { stratum, value in
      (name: stratum.name(under: plan.strata?.keys ?? []), value: value)
    }
    guard groups.count > 1 else { return nil }
    return ComparisonAnswer(
      visits: plan.visits, comparison: GroupComparison(groups, plan),
      basis: reading.basis(
        "compare.v1", value.whole.response.instruments, [.criterion, .confirm, .visits]))
  }
}
