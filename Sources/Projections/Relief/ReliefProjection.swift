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

  package func project(_ record: CaseRecord, shownAs name: String) -> Value {
    var value = nobody
    add(derived: record, shownAs: name, to: &value)
    return value
  }

  /// A subject counts where one of its units is asked about; one without units where what is asked
  /// holds although nothing is known of a treatment.
  package func add(derived record: CaseRecord, shownAs name: String, to value: inout Value) {
    let before = value.flow.units
    let keepsUnits = plan.keepsUnits
    ReliefAlgorithm.forEachUnit(of: record, plan, shownAs: name) { unit in
      value.flow.count(unit)
      if keepsUnits { value.units.append(unit) }
    }
    if value.flow.units == before, !counts(withoutUnits: record, shownAs: name) { return }
    value.instruments.insert(record.instrument)
    value.flow.subjects += 1
    if !record.treatmentPlan.courses.isEmpty { value.flow.withTreatment += 1 }
  }

  package func strata(of record: CaseRecord, shownAs name: String) -> Set<Stratum> {
    let units = ReliefAlgorithm.units(of: record, plan, shownAs: name)
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
