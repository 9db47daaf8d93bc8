package import Histories

/// How long relief lasted: every unit of every subject, and the flow.
package struct ReliefProjection: Projection {
  /// The answer.
  package struct Value: Sendable {
    /// All units, by subject, then number.
    package var units: [ReliefUnit] = []
    /// Who is in and who is not.
    package var flow = ReliefFlow()
    /// The index instruments of the subjects.
    package var instruments: Set<String> = []
  }

  private let plan: AnalysisPlan

  package init(_ plan: AnalysisPlan) { self.plan = plan }

  package var nobody: Value { Value() }

  package func project(_ history: History, shownAs name: String) -> Value {
    guard plan.includes(history) else { return nobody }
    return project(CaseRecord(history, plan), shownAs: name)
  }

  package func project(_ record: CaseRecord, shownAs name: String) -> Value {
    var value = Value()
    value.instruments = [record.instrument]
    value.units = ReliefAlgorithm(record, plan, shownAs: name).units()
    value.flow.subjects = 1
    value.flow.withTreatment = record.treatmentPlan.courses.isEmpty ? 0 : 1
    for unit in value.units { value.flow.count(unit) }
    return value
  }

  package func merge(_ value: inout Value, with later: Value) {
    value.units.append(contentsOf: later.units)
    value.flow.add(later.flow)
    value.instruments.formUnion(later.instruments)
  }
}
