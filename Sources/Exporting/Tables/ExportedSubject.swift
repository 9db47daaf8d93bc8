import Bytes
package import Events
package import Histories
package import Projections

/// One subject as the tables see it: its record, and what the projections say about it.
///
/// A class, since every row refers to it: a record is some forty buffers, and a copy of it counts a
/// reference to each.
package final class ExportedSubject: Sendable {
  /// The subject, as shown.
  package let name: String
  /// Treatments, courses, ratings.
  package let record: CaseRecord
  /// What is asked, and the ids that the answers carry.
  package let question: ExportQuestion

  package init(_ record: CaseRecord, shownAs name: String, _ question: ExportQuestion) {
    self.record = record
    self.name = name
    self.question = question
    isIncluded = question.plan.hasRows(of: record, shownAs: name)
  }

  package var history: History { record.history }
  package var plan: AnalysisPlan { question.plan }

  /// Whether tables of subjects as a whole have it.
  package let isIncluded: Bool

  /// Units of relief that are asked about.
  package var relief: [ReliefUnit] {
    ReliefProjection(plan).project(record, shownAs: name).units
  }

  /// Courses whose visits are asked about.
  package var response: [ResponseCourse] {
    ResponseProjection(plan).project(record, shownAs: name).courses
  }

  /// Gaps between treatments, the open one last.
  package var gaps: [TreatmentGap] {
    IntervalsProjection(plan).project(record, shownAs: name).gaps
  }

  /// What could have harmed the subject.
  package var safety: SafetyRecord { SafetyProjection(plan).record(record) }

  /// A word of the log by its number; `nil` where nothing was said.
  package func word(_ number: Int32) -> String? { history.table.word(number) }

  /// The name of a session.
  package func label(_ number: Int32) -> String { history.table.labels.text(number) }

  /// The name of an instrument.
  package func instrument(_ number: Int32) -> String { history.table.instruments.text(number) }

  /// The session that an adverse event or a vital names.
  package func session(of event: Event) -> String? { event.session.map(label) }
}

extension AnalysisPlan {
  /// Whether an export has anything of a subject: it is asked about by its first treatment, or one
  /// of its courses or units of relief is. A row without the subject that it is about could not be
  /// joined to anything.
  func hasRows(of record: CaseRecord, shownAs name: String) -> Bool {
    if includes(record, shownAs: name) { return true }
    guard let selection, !selection.isAboutSubjects else { return false }
    var plan = self
    plan.keepsUnits = true
    return Set([unit, .course]).contains { unit in
      plan.unit = unit
      return !ReliefProjection(plan).project(record, shownAs: name).units.isEmpty
    }
  }
}

/// What an export asks, and what its rows say about where they come from.
package struct ExportQuestion: Sendable {
  package var plan: AnalysisPlan
  /// The ids of the definitions, options included.
  package var reliefID: String
  package var responseID: String
  package var intervalsID: String
  /// Lines, origin and view in words.
  package var basis: String

  package init(
    _ plan: AnalysisPlan, reliefID: String, responseID: String, intervalsID: String, basis: String
  ) {
    self.plan = plan
    self.reliefID = reliefID
    self.responseID = responseID
    self.intervalsID = intervalsID
    self.basis = basis
  }
}
