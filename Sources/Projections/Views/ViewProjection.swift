import Histories

/// What is asked of each of two views: relief, response, intervals and cohort, in one pass.
package struct ViewProjection: StratifiedProjection {
  /// The answers about one group in one view.
  package struct Value: Sendable {
    package var relief: ReliefProjection.Value
    package var response: ResponseProjection.Value
    package var intervals: IntervalsProjection.Value
    package var cohort: CohortProjection.Value

    /// The index instruments of the subjects.
    package var instruments: Set<String> {
      relief.instruments.union(response.instruments).union(intervals.instruments)
        .union(cohort.subjects.map(\.instrument))
    }

    /// People in the largest of the four: a question about units can leave out whom one about
    /// subjects has.
    package var people: Int {
      max(
        relief.flow.subjects, response.flow.subjects, intervals.subjects, cohort.subjects.count)
    }
  }

  package let plan: AnalysisPlan
  private let relief: ReliefProjection
  private let response: ResponseProjection
  private let intervals: IntervalsProjection
  private let cohort: CohortProjection

  package init(_ plan: AnalysisPlan) {
    self.plan = plan
    relief = ReliefProjection(plan)
    response = ResponseProjection(plan)
    intervals = IntervalsProjection(plan)
    cohort = CohortProjection(plan)
  }

  package var nobody: Value {
    Value(
      relief: relief.nobody, response: response.nobody, intervals: intervals.nobody,
      cohort: cohort.nobody)
  }

  package func project(_ record: CaseRecord, shownAs name: String) -> Value {
    Value(
      relief: relief.project(record, shownAs: name),
      response: response.project(record, shownAs: name),
      intervals: intervals.project(record, shownAs: name),
      cohort: cohort.project(record, shownAs: name))
  }

  package func strata(of record: CaseRecord, shownAs name: String) -> Set<Stratum> {
    relief.strata(of: record, shownAs: name)
      .union(response.strata(of: record, shownAs: name))
      .union(intervals.strata(of: record, shownAs: name))
  }

  package func merge(_ value: inout Value, with later: Value) {
    relief.merge(&value.relief, with: later.relief)
    response.merge(&value.response, with: later.response)
    intervals.merge(&value.intervals, with: later.intervals)
    cohort.merge(&value.cohort, with: later.cohort)
  }

  /// What is compared of one subject: without the cohort's rows.
  func answer(_ history: History, isThere: Bool, shownAs name: String) -> SubjectAnswer {
    guard isThere else { return SubjectAnswer(.absent) }
    guard plan.includes(history, shownAs: name) else { return SubjectAnswer(.notAsked) }
    let record = CaseRecord(history, plan)
    let relief = relief.project(record, shownAs: name)
    let response = response.project(record, shownAs: name)
    let intervals = intervals.project(record, shownAs: name)
    let counts = [relief.flow.subjects, response.flow.subjects, intervals.subjects].contains(1)
    return SubjectAnswer(
      counts ? .counted : .notAsked, relief.units, response.courses, intervals)
  }
}
