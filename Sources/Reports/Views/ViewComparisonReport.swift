import Bytes
import Events
import Histories
package import Projections

/// The answer of `compare --as-of A --as-of B`: which figures moved between two views, and which
/// events moved the answers of which subjects.
package struct ViewComparisonReport: Report {
  /// A subject, with the lines that are named.
  package typealias Subject = (change: SubjectChange, events: [Int: NamedEvent])

  let words: AnswerWords
  private(set) var moved: [FigureChange]
  /// How many figures did not move.
  private(set) var unmoved: Int
  /// `nil`: left out; strata have none.
  private(set) var subjects: [Subject]?
  /// In the view that has fewer.
  package let people: Int

  /// - Parameters:
  ///   - before: what the earlier view comes to; `nil`: nobody is in the group there.
  ///   - after: what the later view comes to; `nil` likewise.
  ///   - subjects: those who have another answer; `nil`: they are shown elsewhere.
  ///   - showsEstimates: whether the estimates of relief are asked for.
  package init(
    _ before: ViewProjection.Value?, _ after: ViewProjection.Value?, _ subjects: [Subject]?,
    _ plan: AnalysisPlan, showsEstimates: Bool
  ) {
    words = AnswerWords(plan: plan)
    let figures = FigureChange.all(before, after, plan, showsEstimates: showsEstimates)
    moved = figures.filter(\.isMoved)
    unmoved = figures.count - moved.count
    self.subjects = subjects
    people = min(before?.people ?? 0, after?.people ?? 0)
  }

  package mutating func summarise() { subjects = nil }

  /// Two views of one log can be subtracted from each other, so that nothing is left to be shown.
  package mutating func withhold(_ disclosure: inout Disclosure) {
    if subjects != nil { disclosure.withholdRows("subjects") }
    subjects = nil
    moved = []
    unmoved = 0
    disclosure.remark("figures", "a difference between two views is about those who changed")
  }

  package var title: [String] { ["what changed between two views, and which events did it"] }

  // MARK: tables

  package var sheets: [Sheet] {
    var sheet = Sheet(
      figuresTitle,
      [
        .init("answer", nil, .left), .init("figure", nil, .left), .init("before"), .init("after"),
        .init("change"),
      ])
    for figure in moved {
      sheet.add([
        .text(figure.answer), .text(figure.figure.name), figure.before, figure.after, figure.change,
      ])
    }
    return [sheet]
  }

  /// How many figures moved.
  var figuresTitle: String {
    moved.isEmpty
      ? "No figure moved: \(unmoved) stayed"
      : "Figures that moved: \(moved.count); \(unmoved) stayed"
  }

  /// A row for each piece of an answer that a named event moved.
  package var rows: Sheet? {
    guard let subjects else { return nil }
    var sheet = Sheet(
      "",
      [
        "subject", "seq", "class", "lateDays", "recordedtime", "time", "type", "source", "id",
        "actor", "action", "target", "reason", "to", "members", "answer", "number", "visit",
        "before", "after",
      ].map { Sheet.Column($0) })
    for (subject, events) in subjects {
      for step in subject.steps {
        guard let event = events[step.seq] else { continue }
        let head: [Cell] = [.text(subject.subject), .integer(step.seq)] + Self.cells(event)
        for change in step.changes {
          let (before, after) = words.pair(change)
          sheet.add(
            head + [
              .text(change.key.part.rawValue),
              change.key.part == .subject ? .missing : .integer(change.key.number),
              .optional(words.visit(change.key)) { .text($0) }, .text(before), .text(after),
            ])
        }
      }
    }
    return sheet
  }

  private static func cells(_ event: NamedEvent) -> [Cell] {
    let said = event.correction
    let members = (said?.members ?? []).map {
      "\($0.name): \($0.before ?? "none") to \($0.after ?? "none")"
    }
    return [
      .text(event.kind.rawValue), .days(event.lateDays), .instant(event.event.recorded),
      .instant(event.event.time), .text(event.event.type), .text(event.event.source),
      .text(event.event.id), .optional(event.event.actor) { .text($0) },
      .optional(said) { .text($0.action.rawValue) }, .optional(said?.target),
      .optional(said) { .text($0.reason) }, .optional(said?.subject) { .text($0) },
      members.isEmpty ? .missing : .text(members.joined(separator: "; ")),
    ]
  }

  /// What was, what is and by how much, each a value of its own.
  package var figures: [Figure] {
    moved.flatMap { moved in
      [("before", moved.before), ("after", moved.after), ("change", moved.change)]
        .map { view, cell in
          var figure = moved.figure
          figure.value = cell
          figure.group = [("answer", moved.answer)] + figure.group
          figure.additional.append(("view", view))
          return figure
        }
    }
  }
}
