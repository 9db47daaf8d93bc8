import Bytes
import Definitions
import Events
import Histories

/// The outcome classes of NHS Talking Therapies, per course: PHQ-9 beside one anxiety measure.
///
/// Source: `docs/spec/definitions.md`, section 7; the NHS Talking Therapies manual. Named, never the
/// default: the last score often falls a day after a dose and says nothing on how long it lasts.
package struct TalkingTherapies: StratifiedProjection {
  /// A course, and the outcome of it.
  package typealias Row = TalkingTherapiesCourse
  /// What became of a case.
  package typealias Outcome = TalkingTherapiesCourse.Outcome
  /// Counts of courses.
  package typealias Counts = TalkingTherapiesCounts

  package private(set) var plan: AnalysisPlan

  package init(_ plan: AnalysisPlan) {
    self.plan = plan
    self.plan.set = plan.definitions.nhs.set
  }

  package var nobody: [Row] { [] }

  /// The counts of rows, for all or for those with at least so many treatments.
  package static func counts(_ rows: [Row], treatmentsFrom least: Int = 1) -> Counts {
    rows.reduce(into: Counts()) { if $1.treatments >= least { $0.count($1) } }
  }

  package func project(_ record: CaseRecord, shownAs name: String) -> [Row] {
    guard plan.includes(record, shownAs: name) else { return [] }
    let courses = record.treatmentPlan.courses
    let pairing = plan.definitions.nhs
    let named = pairing.anxietyInstrument(forIndication: record.history.firstIndication)
    return courses.indices.map { index in
      let course = courses[index]
      var row = Row(subject: name, course: course.number, treatments: course.count)
      row.depression = pair(pairing.depression, index, record)
      row.anxiety = pair(named, index, record) ?? pair(pairing.fallback, index, record)
      if let depression = row.depression, let anxiety = row.anxiety {
        row.outcome = classify([depression, anxiety])
      }
      return row
    }
  }

  package func merge(_ value: inout [Row], with later: [Row]) { value += later }

  /// The last eligible score before the course and after the one before it, and the last after
  /// the course's first start and before the next course.
  private func pair(_ instrument: String, _ index: Int, _ record: CaseRecord) -> Row.Pair? {
    let courses = record.treatmentPlan.courses
    let start = record.treatmentPlan.first(of: courses[index]).start
    let previous = index > 0 ? record.treatmentPlan.last(of: courses[index - 1]).end : nil
    let next =
      index + 1 < courses.count ? record.treatmentPlan.first(of: courses[index + 1]).start : nil
    let ratings = record.eligible(on: instrument)
    let first = ratings.last { rating in
      rating.time < start && previous.map { rating.time > $0 } ?? true
    }
    let last = ratings.last { rating in
      rating.time > start && next.map { rating.time < $0 } ?? true
    }
    guard let first = first?.reference, let last = last?.reference else { return nil }
    return Row.Pair(instrument: instrument, first: first, last: last)
  }

  private func classify(_ pairs: [Row.Pair]) -> Outcome {
    func isCase(_ total: Int, _ instrument: String) -> Bool {
      plan.yardstick(instrument)?.isCase(total) ?? false
    }
    let changes = pairs.map { pair in
      plan.yardstick(pair.instrument)?.reliableChange(pair.last.total, baseline: pair.first.total)
        ?? 0
    }
    let isCaseAtStart = pairs.contains { isCase($0.first.total, $0.instrument) }
    let isCaseAtEnd = pairs.contains { isCase($0.last.total, $0.instrument) }
    return Outcome(
      isCaseAtStart: isCaseAtStart, recovery: isCaseAtStart ? !isCaseAtEnd : nil,
      reliableImprovement: changes.contains(1) && !changes.contains(-1),
      reliableDeterioration: changes.contains(-1) && !changes.contains(1))
  }
}
