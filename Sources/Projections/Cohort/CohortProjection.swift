import Bytes
import Events
import Histories

/// Who is in, who is not and why: the flow, and a row for every subject.
package struct CohortProjection: StratifiedProjection {
  /// The answer.
  package struct Value: Sendable {
    /// Who is in the relief figure and who is not.
    package var flow = ReliefFlow()
    /// One row for each subject.
    package var subjects: [CohortSubject] = []
    /// What could have harmed them.
    package var safety = SafetyTotals()
    /// All courses.
    package var units: [ReliefUnit] = []
    /// Where the treated stand.
    package var disposition = Disposition()
    /// Who they are.
    package var baseline: [BaselineTable.Row] = []
  }

  package private(set) var plan: AnalysisPlan

  package init(_ plan: AnalysisPlan) {
    self.plan = plan
    self.plan.unit = .course
  }

  package var nobody: Value { Value() }

  package func project(_ record: CaseRecord, shownAs name: String) -> Value {
    guard plan.includes(record, shownAs: name) else { return nobody }
    // A subject who is in is in with all of its courses.
    var everything = plan
    everything.selection = nil
    everything.stratum = nil
    let relief = ReliefProjection(everything).project(record, shownAs: name)
    return Value(
      flow: relief.flow,
      subjects: [
        CohortSubject(record, shownAs: name, relief: relief.units.map(\.status))
      ],
      safety: SafetyTotals(SafetyProjection(plan).record(record)),
      units: relief.units, disposition: Disposition(record),
      baseline: [BaselineTable.Row(record, plan, shownAs: name)])
  }

  package func merge(_ value: inout Value, with later: Value) {
    value.flow.add(later.flow)
    value.subjects.append(contentsOf: later.subjects)
    value.safety.add(later.safety)
    value.units += later.units
    value.disposition.add(later.disposition)
    value.baseline += later.baseline
  }
}
