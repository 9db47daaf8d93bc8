import Bytes
import Definitions
import Histories

/// Responders and remission at named visits after each course.
package struct ResponseProjection: StratifiedProjection {
  /// The answer.
  package struct Value: Sendable {
    package var flow = ResponseFlow()
    /// By subject, then number.
    package var courses: [ResponseCourse] = []
    /// The index instruments of the subjects.
    package var instruments: Set<String> = []
  }

  package private(set) var plan: AnalysisPlan

  package init(_ plan: AnalysisPlan) {
    self.plan = plan
    self.plan.unit = .course
  }

  package var nobody: Value { Value() }

  package func project(_ record: CaseRecord, shownAs name: String) -> Value {
    var value = nobody
    add(derived: record, shownAs: name, to: &value)
    return value
  }

  package func add(derived record: CaseRecord, shownAs name: String, to value: inout Value) {
    let before = value.courses.count
    for course in courses(record) {
      let found = outcome(of: course, record, shownAs: name)
      guard isAskedAbout(course, found.baseline, record, shownAs: name) else { continue }
      value.flow.count(found)
      value.courses.append(found)
    }
    if value.courses.count == before, !counts(withoutUnits: record, shownAs: name) { return }
    value.instruments.insert(record.instrument)
    value.flow.subjects += 1
    if !record.treatmentPlan.courses.isEmpty { value.flow.withTreatment += 1 }
  }

  private func isAskedAbout(
    _ course: Course, _ baseline: ReliefUnit.RatingReference?, _ record: CaseRecord,
    shownAs name: String
  ) -> Bool {
    plan.includes(attributes(of: course, baseline, record, shownAs: name))
  }

  package func strata(of record: CaseRecord, shownAs name: String) -> Set<Stratum> {
    guard let strata = plan.strata else { return [] }
    let found = courses(record).compactMap { course -> Stratum? in
      let baseline = record.baseline(of: course, plan)?.reference
      let attributes = attributes(of: course, baseline, record, shownAs: name)
      return plan.includes(attributes) ? strata.stratum(of: attributes) : nil
    }
    if found.isEmpty, counts(withoutUnits: record, shownAs: name) {
      return [strata.stratum(of: untreated(record, shownAs: name))]
    }
    return Set(found)
  }

  private func courses(_ record: CaseRecord) -> ArraySlice<Course> {
    record.treatmentPlan.courses.prefix(plan.firstCourseOnly ? 1 : .max)
  }

  private func attributes(
    of course: Course, _ baseline: ReliefUnit.RatingReference?, _ record: CaseRecord,
    shownAs name: String
  ) -> UnitAttributes {
    UnitAttributes(
      record, shownAs: name, firstTreatment: record.treatmentPlan.first(of: course),
      t0: record.treatmentPlan.last(of: course).end, baseline: baseline?.total)
  }

  package func merge(_ value: inout Value, with later: Value) {
    value.flow.add(later.flow)
    value.courses.append(contentsOf: later.courses)
    value.instruments.formUnion(later.instruments)
  }

  /// What the visits after one course showed.
  func outcome(
    of course: Course, _ record: CaseRecord, shownAs name: String
  ) -> ResponseCourse {
    let last = record.treatmentPlan.last(of: course)
    let baseline = record.baseline(of: course, plan)?.reference
    let isLow = baseline.map { record.yardstick?.isLow(baseline: $0.total) ?? false } ?? false
    var outcome = ResponseCourse(
      subject: name, course: course.number, instrument: record.instrument, start: last.start,
      baseline: baseline, isUsable: baseline != nil && !isLow, betweenVisits: 0, visits: [])
    let next = record.treatmentPlan.next(after: record.treatmentPlan.lastIndex(of: course))
    let ratings = record.eligible.filter { rating in
      rating.time > last.start && next.map { rating.time < $0.start } ?? true
    }
    for visit in plan.visits {
      let found = closest(to: visit, from: last.start, among: ratings)
      var result = ResponseCourse.Visit(rating: found?.reference)
      if let total = found?.total {
        if outcome.isUsable, let baseline {
          // Only an instrument that nobody defined can have totals that far apart.
          let (change, overflow) = total.subtractingReportingOverflow(baseline.total)
          result.change = overflow ? nil : change
          result.response = record.yardstick?.responds(total, baseline: baseline.total)
          result.remission = record.yardstick?.isRemission(total)
          result.reliable = record.yardstick?.reliableChange(total, baseline: baseline.total)
        }
      } else {
        let end = last.start.milliseconds + visit.through
        result.unrated =
          if let next, next.start.milliseconds <= end {
            .retreated
          } else if record.history.followUp.end.milliseconds < end {
            .followUpTooShort
          } else {
            .missed
          }
      }
      outcome.visits.append(result)
    }
    outcome.betweenVisits = ratings.count { rating in
      !plan.visits.contains { Self.lies(rating, in: $0, from: last.start) }
    }
    return outcome
  }

  private static func lies(
    _ rating: CaseRecord.Rating, in visit: Visit, from start: Instant
  ) -> Bool {
    let since = rating.time.milliseconds - start.milliseconds
    return since >= visit.from && since <= visit.through
  }

  /// The rating in a visit's window that is closest to its nominal day; of two the earlier.
  private func closest(
    to visit: Visit, from start: Instant, among ratings: [CaseRecord.Rating]
  ) -> CaseRecord.Rating? {
    func distance(_ rating: CaseRecord.Rating) -> Int64 {
      abs(rating.time.milliseconds - start.milliseconds - visit.nominal)
    }
    // The first of equals stays: ratings stand in order of time.
    return ratings.filter { Self.lies($0, in: visit, from: start) }
      .min { distance($0) < distance($1) }
  }
}
