import Bytes
package import Histories

/// A subject of whom two views say different things, and the lines at which that changed.
package struct SubjectChange: Sendable {
  /// A line at which the answer moved.
  package struct Step: Sendable {
    /// The line.
    package let seq: Int
    /// What the answer was before it, and what it was behind it.
    package let changes: [SubjectAnswer.Change]
  }

  /// The subject, as shown.
  package let subject: String
  /// What the two views do not have in common.
  package let changes: [SubjectAnswer.Change]
  /// By line. What moved can have moved back.
  package let steps: [Step]
}

/// Finds the subjects of whom two views of one log say different things, and what did it.
///
/// Only subjects are looked at of whom a line between the views could say something, and of those
/// only the ones whose answers differ are followed from line to line.
package struct Attribution {
  private let projection: ViewProjection

  package init(_ plan: AnalysisPlan) { projection = ViewProjection(plan) }

  /// The subjects that differ, in the order of the bytes of the names that are shown.
  ///
  /// - Parameter prefix: stands before each pseudonym where several logs are asked about.
  package func changes(in views: TwoViews, prefix: String = "") -> [SubjectChange] {
    let chronicle = views.chronicle
    var history = chronicle.emptyHistory
    return chronicle.subjects(touchedBy: views.between).compactMap { subject in
      let name = prefix + chronicle.name(subject).text
      func answer(_ count: Int) -> SubjectAnswer {
        let isThere = chronicle.load(subject, first: count, into: &history)
        return projection.answer(history, isThere: isThere, shownAs: name)
      }
      let first = answer(views.earlier.size)
      let changes = first.changes(to: answer(views.later.size))
      if changes.isEmpty { return nil }
      var before = first
      let steps = chronicle.lines(touching: subject, in: views.between)
        .compactMap { seq -> SubjectChange.Step? in
          let after = answer(seq + 1)
          defer { before = after }
          let moved = before.changes(to: after)
          return moved.isEmpty ? nil : SubjectChange.Step(seq: seq, changes: moved)
        }
      return SubjectChange(subject: name, changes: changes, steps: steps)
    }.sorted { $0.subject.utf8.lexicographicallyPrecedes($1.subject.utf8) }
  }
}
