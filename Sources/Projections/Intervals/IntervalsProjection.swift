import Bytes
import Definitions
import Events
import Histories
import Statistics

/// Time between treatments: every gap, closed or open, with its kind and why it ended.
package struct IntervalsProjection: StratifiedProjection {
  /// A subject's first treatment as time zero.
  package struct Course: Sendable {
    package var subject: String
    /// Days from the first treatment to the end of follow-up.
    package var followUpDays: Double
    /// Days from the first treatment to each, itself included.
    package var treatments: [Double]

    /// By the end of follow-up, then by when the treatments came.
    static func precedes(_ one: Course, _ other: Course) -> Bool {
      one.followUpDays == other.followUpDays
        ? one.treatments.lexicographicallyPrecedes(other.treatments)
        : one.followUpDays < other.followUpDays
    }
  }

  /// The answer.
  package struct Value: Sendable {
    package var subjects = 0
    package var withTreatment = 0
    package var gaps: [TreatmentGap] = []
    package var treatmentFree: [TreatmentFreeTime] = []
    package var trends: [MaintenanceTrend] = []
    package var histories: [Course] = []
    package var instruments: Set<String> = []
  }

  package let plan: AnalysisPlan

  package init(_ plan: AnalysisPlan) { self.plan = plan }

  package var nobody: Value { Value() }

  package func project(_ record: CaseRecord, shownAs name: String) -> Value {
    guard plan.includes(record, shownAs: name) else { return nobody }
    var value = Value()
    value.subjects = 1
    value.instruments = [record.instrument]
    let chosen = record.treatments.filter(\.isChosen)
    guard let first = chosen.first else { return value }
    value.withTreatment = 1
    value.gaps = gaps(chosen, record, shownAs: name)
    value.treatmentFree = zip(
      record.treatmentPlan.courses, record.treatmentPlan.courses.dropFirst()
    ).map { course, next in
      TreatmentFreeTime(
        subject: name, course: course.number,
        days: elapsedDays(
          from: record.treatmentPlan.last(of: course).end,
          to: record.treatmentPlan.first(of: next).start))
    }
    value.trends = trend(value.gaps, shownAs: name).map { [$0] } ?? []
    value.histories = [
      Course(
        subject: name,
        followUpDays: elapsedDays(from: first.start, to: record.history.followUp.end),
        treatments: chosen.map { elapsedDays(from: first.start, to: $0.start) })
    ]
    return value
  }

  package func merge(_ value: inout Value, with later: Value) {
    value.subjects += later.subjects
    value.withTreatment += later.withTreatment
    value.gaps += later.gaps
    value.treatmentFree += later.treatmentFree
    value.trends += later.trends
    value.histories += later.histories
    value.instruments.formUnion(later.instruments)
  }

  private func gaps(
    _ chosen: [Treatment], _ record: CaseRecord, shownAs name: String
  ) -> [TreatmentGap] {
    chosen.indices.map { index in
      let from = chosen[index]
      let next = index + 1 < chosen.count ? chosen[index + 1] : nil
      var gap = TreatmentGap(
        subject: name, ordinal: index + 1, isClosed: next != nil,
        days: elapsedDays(from: from.start, to: next?.start ?? record.history.followUp.end),
        kind: Self.kind(from, next), fromSeq: from.seq, toSeq: next?.seq)
      if let next {
        (gap.why, gap.whySeq) = why(from, next, record)
      }
      return gap
    }
  }

  private static func kind(_ from: Treatment, _ next: Treatment?) -> TreatmentGap.Kind {
    guard from.phase == .induction else { return .maintenance }
    guard let next, next.phase == .induction, next.course == from.course else {
      return .afterInduction
    }
    return .induction
  }

  /// What the last rating before the next treatment says against the baseline of the course.
  private func why(
    _ from: Treatment, _ next: Treatment, _ record: CaseRecord
  ) -> (TreatmentGap.Why, Int?) {
    let earliest =
      next.start.milliseconds - Int64(plan.definitions.windows.beforeRetreatmentDays) * Instant.day
    let rating = record.eligible.last {
      $0.time < next.start && $0.time.milliseconds >= earliest && $0.time > from.end
    }
    let course = record.treatmentPlan.courses.first { $0.number == from.course }
    guard let rating, let total = rating.total, let course,
      let baseline = record.baseline(of: course, plan)?.total, let yardstick = record.yardstick,
      yardstick.decides(plan.criterion), !yardstick.isLow(baseline: baseline)
    else { return (.unknown, nil) }
    let isRelief = yardstick.isRelief(total, baseline: baseline, plan.criterion)
    return (isRelief ? .scheduleDriven : .needDriven, rating.seq)
  }

  private func trend(_ gaps: [TreatmentGap], shownAs name: String) -> MaintenanceTrend? {
    let maintenance = gaps.filter { $0.isClosed && $0.kind == .maintenance }
    guard maintenance.count >= 3 else { return nil }
    let slope = TheilSen.slope(
      x: maintenance.map { Double($0.ordinal) }, y: maintenance.map(\.days))
    return slope.map {
      MaintenanceTrend(subject: name, gaps: maintenance.count, daysPerOrdinal: $0)
    }
  }
}
