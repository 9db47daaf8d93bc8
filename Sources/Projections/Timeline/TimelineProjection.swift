import Definitions
package import Histories

/// One subject in order: treatments, courses, ratings, relief, and what is left out and why.
package struct TimelineProjection: Projection {
  /// A subject's timeline.
  package struct Timeline: Sendable {
    /// The subject, as shown.
    package var subject: String
    /// Treatments, courses, ratings, follow-up.
    package var record: CaseRecord
    /// Relief after each course.
    package var relief: [ReliefUnit]
    /// The baseline of each course.
    package var baselines: [CaseRecord.Rating?]
    /// What could have harmed the subject.
    package var safety: SafetyRecord
  }

  private var plan: AnalysisPlan

  package init(_ plan: AnalysisPlan) {
    self.plan = plan
    self.plan.unit = .course
  }

  package var nobody: [Timeline] { [] }

  package func project(_ history: History, shownAs name: String) -> [Timeline] {
    guard plan.includes(history) else { return [] }
    let record = CaseRecord(history, plan)
    let baselines = record.treatmentPlan.courses.map { course in
      let origin =
        plan.usesFirstBaseline ? record.treatments[0] : record.treatmentPlan.first(of: course)
      return record.baseline(before: origin.start, plan.definitions.windows)
    }
    return [
      Timeline(
        subject: name, record: record,
        relief: ReliefAlgorithm(record, plan, shownAs: name).units(), baselines: baselines,
        safety: SafetyProjection(plan).record(record))
    ]
  }

  package func merge(_ value: inout [Timeline], with later: [Timeline]) {
    value.append(contentsOf: later)
  }
}
