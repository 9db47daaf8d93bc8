package import Bytes
import Events
package import Histories

/// Who is in, who is not and why: the flow, and a row for every subject.
package struct CohortProjection: Projection {
  /// The answer.
  package struct Value: Sendable {
    /// Who is in the relief figure and who is not.
    package var flow = ReliefFlow()
    /// One row for each subject.
    package var subjects: [Row] = []
    /// What could have harmed them.
    package var safety = SafetyTotals()
  }

  /// A subject in numbers.
  package struct Row: Sendable {
    /// The subject, as shown.
    package var subject: String
    /// The first ICD-10-CM code of the intake.
    package var firstIndication: String?
    package var instrument: String
    package var instrumentFrom: InstrumentSource
    package var instrumentsRated: [String]
    /// Treatments that courses are built from.
    package var treatments: Int
    /// Treatments of the other kind.
    package var otherTreatments: Int
    package var notGiven: Int
    package var orphanedDoses: Int
    package var duplicateLabels: Int
    package var afterFollowUp: Int
    package var courses: Int
    package var followUpEnd: Instant
    package var followUpEndsBy: ReliefUnit.WindowEnd
    /// The status of each course.
    package var relief: [ReliefUnit.Status]
  }

  private var plan: AnalysisPlan

  package init(_ plan: AnalysisPlan) {
    self.plan = plan
    self.plan.unit = .course
  }

  package var nobody: Value { Value() }

  package func project(_ history: History, shownAs name: String) -> Value {
    guard plan.includes(history) else { return nobody }
    let record = CaseRecord(history, plan)
    let relief = ReliefProjection(plan).project(record, shownAs: name)
    let chosen = record.treatments.count(where: \.isChosen)
    let row = Row(
      subject: name, firstIndication: history.intake?.indications.first,
      instrument: record.instrument, instrumentFrom: record.instrumentFrom,
      instrumentsRated: record.instrumentsRated, treatments: chosen,
      otherTreatments: record.treatments.count - chosen,
      notGiven: record.treatmentPlan.notGiven.count,
      orphanedDoses: history.orphanedDoses.count, duplicateLabels: history.duplicateLabels.count,
      afterFollowUp: history.afterFollowUp.count, courses: record.treatmentPlan.courses.count,
      followUpEnd: history.followUp.end,
      followUpEndsBy: history.followUp.exit == nil ? .lastEvent : .exit,
      relief: relief.units.map(\.status))
    return Value(
      flow: relief.flow, subjects: [row],
      safety: SafetyTotals(SafetyProjection(plan).record(record)))
  }

  package func merge(_ value: inout Value, with later: Value) {
    value.flow.add(later.flow)
    value.subjects.append(contentsOf: later.subjects)
    value.safety.add(later.safety)
  }
}
