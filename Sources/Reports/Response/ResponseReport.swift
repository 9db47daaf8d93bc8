package import Bytes
import Definitions
package import Projections
import Statistics

/// The answer of `response`: what each visit showed, one table per instrument, and each course.
package struct ResponseReport: Report {
  /// What was asked.
  package let plan: AnalysisPlan
  /// The flow and all counts of the tables.
  package private(set) var counts: ResponseCounts
  /// The visits by instrument, of which nothing is kept back.
  package let tables: [ResponseTable]
  /// Every course; `nil`: left out or kept back.
  package private(set) var courses: [ResponseCourse]?
  /// The table of `--disagreement`.
  package var disagreement: Sheet?
  private let subjects: Int
  private let explains: Bool
  /// The least number that a figure may be about.
  private(set) var minimum: Int?

  package init(_ value: ResponseProjection.Value, _ plan: AnalysisPlan, explains: Bool) {
    self.plan = plan
    self.explains = explains
    courses = value.courses
    tables = ResponseTable.tables(value.courses, plan)
    subjects = value.flow.subjects
    counts = ResponseCounts(value.flow, tables, value.courses, plan.visits)
  }

  package var people: Int { subjects }

  package mutating func summarise() { courses = nil }

  package mutating func withhold(_ disclosure: inout Disclosure) {
    withholdAllButCounts(&disclosure)
    counts.withhold(by: disclosure.rule)
    remark(&disclosure)
    if disclosure.rule.rounding != nil { disclosure.withholdExact("changes from baseline") }
  }

  /// Keeps back what is about single people, and what is told of the same people once more.
  mutating func withholdAllButCounts(_ disclosure: inout Disclosure) {
    if courses != nil {
      courses = nil
      disclosure.withholdRows("courses")
    }
    if disagreement != nil {
      disagreement = nil
      disclosure.remark("disagreement", "about the same people again: a difference would tell")
    }
    minimum = disclosure.minimum
  }

  /// Keeps back, in both of two reports about the same people, what one beside the other would give
  /// away.
  mutating func withhold(beside other: inout ResponseReport, _ disclosure: inout Disclosure) {
    withhold(&disclosure)
    other.withhold(&disclosure)
    counts.withhold(under: disclosure.minimum, beside: &other.counts)
    remark(&disclosure)
    other.remark(&disclosure)
  }

  /// Takes the counts as they may be shown beside other answers about the same people.
  mutating func show(_ tree: CountTree, _ disclosure: inout Disclosure) {
    counts.show(tree, under: disclosure.minimum)
    remark(&disclosure)
  }

  private func remark(_ disclosure: inout Disclosure) {
    if counts.tree.hasWithheld { disclosure.withholdSmall("counts and what follows from them") }
  }

  /// The counts of a visit of a table.
  package func counts(_ table: Int, _ visit: Int) -> VisitCounts {
    counts.visit(visit, of: table, tables[table])
  }

  // MARK: JSON

  package func write(to json: inout JSONWriter) {
    Self.write(plan.visits, to: &json)
    counts.tree.write("flow", to: &json)
    json.array("tables", tables.indices) { json, place in
      let table = tables[place]
      json.object { json in
        json.string("instrument", table.instrument)
        json.integer("courses", counts.courses(place).shown)
        json.integer("betweenVisits", betweenVisits(table))
        json.array("visits", plan.visits.indices) { json, visit in
          json.object { json in
            json.string("visit", plan.visits[visit].name)
            counts(place, visit).write(to: &json)
          }
        }
      }
    }
    if let courses {
      json.array("courses", courses) { write($1, to: &$0) }
    } else if minimum != nil {
      json.null("courses")
    }
  }

  func shown(_ count: Int) -> Int? {
    minimum.map { Disclosure.isSmall(count, $0) } ?? false ? nil : count
  }

  /// Ratings between visits, unless they are few or of few people.
  func betweenVisits(_ table: ResponseTable) -> Int? {
    guard let minimum, Disclosure.isSmall(table.subjectsBetween, minimum) else {
      return shown(table.betweenVisits).map { counts.tree.rule?.rounded($0) ?? $0 }
    }
    return nil
  }

  static func write(_ visits: [Visit], to json: inout JSONWriter) {
    json.array("visits", visits) { json, visit in
      json.object { json in
        json.string("visit", visit.name)
        json.double("fromDays", visit.fromDays)
        json.double("throughDays", visit.throughDays)
        json.double("nominalDays", visit.nominalDays)
      }
    }
  }

  private func write(_ course: ResponseCourse, to json: inout JSONWriter) {
    json.object { json in
      json.string("subject", course.subject)
      json.integer("course", course.course)
      json.string("instrument", course.instrument)
      json.instant("start", course.start)
      ReliefReport.write(course.baseline, "baseline", to: &json)
      json.bool("usable", course.isUsable)
      json.integer("betweenVisits", course.betweenVisits)
      json.array("visits", zip(plan.visits, course.visits)) { json, pair in
        let (visit, result) = pair
        json.object { json in
          json.string("visit", visit.name)
          ReliefReport.write(result.rating, "rating", to: &json)
          json.string("unrated", result.unrated?.rawValue)
          json.integer("change", result.change)
          json.bool("response", result.response)
          json.bool("remission", result.remission)
          json.integer("reliable", result.reliable)
        }
      }
    }
  }

  package var hasExtra: Bool { explains || disagreement != nil }

  package func writeExtra(to json: inout JSONWriter) {
    disagreement?.write("disagreement", to: &json)
    guard explains, courses != nil else { return }
    json.array("explanations", explanations) { $1.write(to: &$0) }
  }

  // MARK: text

  package var title: [String] {
    [
      "response after the last treatment of each course"
        + (plan.firstCourseOnly ? ", first courses only" : "")
    ]
  }

  package func text(width: Int) -> [String] {
    var lines = counts.tree.text(width: width) + [""]
    lines += text(of: tableSheets + (disagreement.map { [$0] } ?? []), width: width)
    if explains, courses != nil {
      for explanation in explanations { lines += explanation.text(width: width) + [""] }
    }
    return lines
  }

  package var sheets: [Sheet] {
    [counts.tree.sheet("Flow")] + tableSheets + (disagreement.map { [$0] } ?? [])
  }
}
