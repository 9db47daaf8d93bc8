import Histories

/// Who is in, who is not and why, who they are, and what could have harmed them.
public struct CohortAnswer: Sendable {
  /// Subjects and courses by what became of them.
  public let flow: ReliefFlow
  /// A row for each subject, by name.
  public let subjects: [CohortSubject]
  /// Who the subjects are before their first treatment: "Table 1".
  public let tableOne: BaselineTable
  /// Adverse events, peaks, suicidality and worsening.
  public let safety: SafetyTotals
  /// Lines of types that this version does not know, by type: kept, and in no figure. Of the whole
  /// log, for strata too.
  public let unknownTypes: [(type: String, count: Int)]
  /// What the answer rests on.
  public let basis: AnswerBasis
  /// The strata of the plan, in order; empty without.
  public let strata: [StratumAnswer<CohortAnswer>]
}

extension Log {
  /// Who is in a cohort, by subject: the flow, Table 1 and safety.
  ///
  /// The plan's `usesFirstBaseline`, `set`, `drug`, `instrument`, `selection` and `strata` count; a
  /// subject that is in is in with all of its courses. Throws `LogError` where the log can't be
  /// used.
  public func cohort(_ plan: AnalysisPlan = AnalysisPlan()) throws(LogError) -> CohortAnswer {
    let reading = try Reading(self, plan)
    let types = reading.registry.unknownTypes.sorted { bytesPrecede($0.key, $1.key) }
      .map { (type: $0.key.text, count: $0.value) }
    return reading.answer(CohortProjection.self) { value, strata in
      CohortAnswer(
        flow: value.flow, subjects: value.subjects, tableOne: BaselineTable(value.baseline),
        safety: value.safety, unknownTypes: types,
        basis: reading.basis("cohort.v1", Set(value.subjects.map(\.instrument))), strata: strata)
    }
  }
}
