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
    guard plan.includes(history, shownAs: name) else { return nobody }
    return project(CaseRecord(history, plan), shownAs: name)
  }

  /// A subject counts where one of its units is asked about; one without units where what is asked
  /// holds although nothing is known of a treatment.
  package func project(_ record: CaseRecord, shownAs name: String) -> Value {
    var value = Value()
    value.units = ReliefAlgorithm(record, plan, shownAs: name).units()
    if value.units.isEmpty, !isAskedAbout(record, shownAs: name) { return nobody }
    value.instruments = [record.instrument]
    value.flow.subjects = 1
    value.flow.withTreatment = record.treatmentPlan.courses.isEmpty ? 0 : 1
    for unit in value.units { value.flow.count(unit) }
    return value
  }

  /// Whether a subject of which no unit is shown counts all the same.
  private func isAskedAbout(_ record: CaseRecord, shownAs name: String) -> Bool {
    guard let selection = plan.selection else { return true }
    let hasUnits = !record.treatmentPlan.courses.isEmpty
    return !hasUnits
      && selection.includes(
        UnitAttributes(record, shownAs: name, firstTreatment: nil, t0: nil, baseline: nil))
  }

  package func merge(_ value: inout Value, with later: Value) {
    value.units.append(contentsOf: later.units)
    value.flow.add(later.flow)
    value.instruments.formUnion(later.instruments)
  }
}
