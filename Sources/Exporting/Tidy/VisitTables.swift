import Bytes
import Definitions
import Projections

extension ExportTable {
  /// Response at named visits.
  static let visits = ExportTable(
    "visits", "one visit of a course, rated or not",
    rows: VisitRow.rows(of:),
    [
      .text("subject", is: .always, "the subject") { $0.course.subject },
      .integer("course", is: .always, "the number of the course") { $0.course.course },
      .text("instrument", is: .always, "the index instrument") { $0.course.instrument },
      .text("visit", is: .always, "the name of the visit") { $0.visit.name },
      .number("from_days", is: .always, unit: "days", "its window, counted from `start`") {
        $0.visit.fromDays
      },
      .number("through_days", is: .always, unit: "days", "the end of its window, inclusive") {
        $0.visit.throughDays
      },
      .number("nominal_days", is: .always, unit: "days", "the rating closest to this is taken") {
        $0.visit.nominalDays
      },
      .instant("start", is: .always, "start of the course's last treatment") { $0.course.start },
      .integer("baseline_total", unit: "points", "the baseline of the course") {
        $0.course.baseline?.total
      },
      .boolean("usable", is: .always, "whether there is a baseline that can be improved on") {
        $0.course.isUsable
      },
      .integer("seq", "line of the rating") { $0.outcome.rating?.seq },
      .instant("time", "when it was taken") { $0.outcome.rating?.time },
      .number("days", unit: "days", "from `start` to the rating") { row in
        row.outcome.rating.map { elapsedDays(from: row.course.start, to: $0.time) }
      },
      .integer("total", unit: "points", "its total") { $0.outcome.rating?.total },
      .text("unrated", "retreated, follow-up-too-short or missed; missing where rated") {
        $0.outcome.unrated?.rawValue
      },
      .integer("change", unit: "points", "total less baseline") { $0.outcome.change },
      .boolean("response", "whether the response percentage is reached") {
        $0.outcome.response
      },
      .boolean("remission", "whether the total is within the remission cut-off") {
        $0.outcome.remission
      },
      .integer("reliable", "1 reliably improved, -1 reliably worse, 0 neither") {
        $0.outcome.reliable
      },
    ] as [ExportField<VisitRow>] + ExportField.provenance { $0.responseID })

  /// The same with a row for each course, and columns for each visit.
  ///
  /// - Parameter visits: the visits, in the order of the list.
  static func wide(_ visits: [Visit]) -> ExportTable {
    var fields: [ExportField<WideRow>] = [
      .text("subject", is: .always, "the subject") { $0.course.subject },
      .integer("course", is: .always, "the number of the course") { $0.course.course },
      .text("instrument", is: .always, "the index instrument") { $0.course.instrument },
      .instant("start", is: .always, "start of the course's last treatment") { $0.course.start },
      .integer("baseline", unit: "points", "the baseline of the course") {
        $0.course.baseline?.total
      },
      .boolean("usable", is: .always, "whether there is a baseline that can be improved on") {
        $0.course.isUsable
      },
      .integer("between_visits", is: .always, "ratings in the window of no visit") {
        $0.course.betweenVisits
      },
    ]
    for (place, name) in columnNames(visits).enumerated() {
      let what = "at visit \(visits[place].name)"
      fields += [
        .integer("\(name)_total", unit: "points", "the total \(what)") {
          $0.course.visits[place].rating?.total
        },
        .number("\(name)_days", unit: "days", "from `start` to the rating \(what)") { row in
          row.course.visits[place].rating.map {
            elapsedDays(from: row.course.start, to: $0.time)
          }
        },
        .integer("\(name)_change", unit: "points", "total less baseline \(what)") {
          $0.course.visits[place].change
        },
        .boolean("\(name)_response", "whether the response percentage is reached \(what)") {
          $0.course.visits[place].response
        },
        .boolean("\(name)_remission", "whether the remission cut-off is reached \(what)") {
          $0.course.visits[place].remission
        },
        .integer("\(name)_reliable", "1 reliably improved, -1 worse, 0 neither, \(what)") {
          $0.course.visits[place].reliable
        },
        .text("\(name)_unrated", "why there is no rating \(what)") {
          $0.course.visits[place].unrated?.rawValue
        },
      ]
    }
    fields += ExportField.provenance { $0.responseID }
    return ExportTable(
      "wide", "one course, with columns for each visit",
      rows: { subject in
        subject.response.map { WideRow(course: $0, question: subject.question) }
      }, fields)
  }

  /// Names of visits as beginnings of columns' names: letters and digits in lower case, `_` for
  /// runs of all else; one that is there already gets its place behind it.
  static func columnNames(_ visits: [Visit]) -> [String] {
    var names: [String] = []
    for (place, visit) in visits.enumerated() {
      var name = ""
      for character in visit.name.lowercased() {
        let isPlain = character.isASCII && (character.isLetter || character.isNumber)
        if isPlain { name.append(character) } else if name.last != "_" { name.append("_") }
      }
      if name.first.map({ !$0.isLetter }) ?? true { name = "visit_" + name }
      names.append(names.contains(name) ? "\(name)_\(place + 1)" : name)
    }
    return names
  }
}

/// A visit as a row.
struct VisitRow: AnsweredRow {
  let course: ResponseCourse
  let visit: Visit
  let outcome: ResponseCourse.Visit
  let question: ExportQuestion

  /// The visits of a subject.
  static func rows(of subject: ExportedSubject) -> [VisitRow] {
    subject.response.flatMap { course in
      zip(subject.plan.visits, course.visits).map { visit, outcome in
        VisitRow(course: course, visit: visit, outcome: outcome, question: subject.question)
      }
    }
  }
}

/// A course with all its visits as a row.
struct WideRow: AnsweredRow {
  let course: ResponseCourse
  let question: ExportQuestion
}
