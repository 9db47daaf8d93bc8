import Histories

/// How long relief lasted: every unit of every subject, and the flow.
package struct ReliefProjection: StratifiedProjection {
  /// The answer.
  package struct Value: Sendable {
    /// All units, by subject, then number.
    package var units: [ReliefUnit] = []
    /// Who is in and who is not.
    package var flow = ReliefFlow()
    /// The index instruments of the subjects.
    package var instruments: Set<String> = []
  }

  package let plan: AnalysisPlan

  package init(_ plan: AnalysisPlan) { self.plan = plan }

  package var nobody: Value { Value() }

  /// A subject counts where one of its units is asked about; one without units where what is asked
  /// holds although nothing is known of a treatment.
  package func project(_ record: CaseRecord, shownAs name: String) -> Value {
    var value = Value()
    value.units = ReliefAlgorithm(record, plan, shownAs: name).units()
    if value.units.isEmpty, !counts(withoutUnits: record, shownAs: name) { return nobody }
    value.instruments = [record.instrument]
    value.flow.subjects = 1
    value.flow.withTreatment = record.treatmentPlan.courses.isEmpty ? 0 : 1
    for unit in value.units { value.flow.count(unit) }
    return value
  }

  package func strata(of record: CaseRecord, shownAs name: String) -> Set<Stratum> {
    let units = ReliefAlgorithm(record, plan, shownAs: name).units()
    if units.isEmpty, counts(withoutUnits: record, shownAs: name), let strata = plan.strata {
      return [strata.stratum(of: untreated(record, shownAs: name))]
    }
    return Set(units.compactMap(\.stratum))
  }

  package func merge(_ value: inout Value, with later: Value) {
    value.units.append(contentsOf: later.units)
    value.flow.add(later.flow)
    value.instruments.formUnion(later.instruments)
  }
}
