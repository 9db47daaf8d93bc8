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

  package private(set) var plan: AnalysisPlan
  /// The plan for a subject that is in: all of its units are shown.
  private var whole: AnalysisPlan

  package init(_ plan: AnalysisPlan) {
    self.plan = plan
    self.plan.unit = .course
    whole = self.plan
    whole.selection = nil
  }

  package var nobody: [Timeline] { [] }

  package func project(_ history: History, shownAs name: String) -> [Timeline] {
    guard plan.includes(history, shownAs: name) else { return [] }
    let record = CaseRecord(history, plan)
    guard plan.includes(record, shownAs: name) else { return [] }
    let baselines = record.treatmentPlan.courses.map { record.baseline(of: $0, plan) }
    return [
      Timeline(
        subject: name, record: record,
        relief: ReliefAlgorithm.units(of: record, whole, shownAs: name), baselines: baselines,
        safety: SafetyProjection(plan).record(record))
    ]
  }

  package func merge(_ value: inout [Timeline], with later: [Timeline]) {
    value.append(contentsOf: later)
  }
}
