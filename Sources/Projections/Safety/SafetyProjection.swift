package import Histories

/// Adverse events, peaks, suicidality and worsening, added up over subjects.
package struct SafetyProjection: Projection {
  package let plan: AnalysisPlan

  package init(_ plan: AnalysisPlan) { self.plan = plan }

  package var nobody: SafetyTotals { SafetyTotals() }

  package func project(_ history: History, shownAs name: String) -> SafetyTotals {
    let record = CaseRecord(history, plan)
    guard plan.includes(record, shownAs: name) else { return nobody }
    return SafetyTotals(self.record(record))
  }

  package func merge(_ value: inout SafetyTotals, with later: SafetyTotals) { value.add(later) }

  /// What could have harmed one subject.
  package func record(_ record: CaseRecord) -> SafetyRecord {
    SafetyAlgorithm.safety(of: record, plan)
  }
}
