/// Relief under every definition that the program knows: how much of an answer is the patients',
/// and how much the definition's.
public struct SensitivityAnswer: Sendable {
  /// A row for each combination of set, unit, criterion, confirmation and baseline under which any
  /// unit has a threshold.
  public let rows: [SensitivityRow]
  /// The plan that the grid was laid around.
  public let basis: AnswerBasis
}

extension Log {
  /// Relief under every combination of threshold set, unit, criterion, confirmation and baseline.
  ///
  /// The plan's `drug`, `instrument` and `selection` count; its strata do not. Throws `LogError`
  /// where the log can't be used.
  public func sensitivity(
    _ plan: AnalysisPlan = AnalysisPlan()
  ) throws(LogError) -> SensitivityAnswer {
    let reading = try Reading(self, plan)
    let rows = SensitivityGrid.telling(SensitivityGrid(plan).fold(reading.registry))
    let instruments = ReliefProjection(plan).fold(reading.registry).instruments
    return SensitivityAnswer(
      rows: rows,
      basis: reading.basis(
        "relief.\(plan.unit.rawValue).v1", instruments, [.criterion, .confirm]))
  }
}
