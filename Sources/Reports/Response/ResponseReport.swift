package import Bytes
import Definitions
package import Projections
import Statistics

/// The answer of `response`: what each visit showed, one table per instrument, and each course.
package struct ResponseReport: Report {
  let plan: AnalysisPlan
  private(set) var flow: CountTree
  private(set) var tables: [ResponseTable]
  private(set) var courses: [ResponseCourse]?
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
    var tree = CountTree()
    let people = tree.add("subjects", "subjects", value.flow.subjects)
    tree.add(
      "withTreatment", "with a treatment", value.flow.withTreatment, of: people, isPart: false)
    let all = tree.add("courses", "courses", value.flow.courses)
    tree.add("noBaseline", "no baseline", value.flow.noBaseline, of: all)
    tree.add("lowBaseline", "low baseline", value.flow.lowBaseline, of: all)
    tree.add("usable", "usable", value.flow.usable, of: all)
    flow = tree
  }

  package var people: Int { subjects }

  package mutating func summarise() { courses = nil }

  package mutating func withhold(_ disclosure: inout Disclosure) {
    if courses != nil {
      courses = nil
      disclosure.withholdRows("courses")
    }
    disagreement = nil
    flow.withhold(under: disclosure.minimum)
    if flow.entries.contains(where: \.isWithheld) { disclosure.withholdSmall("flow") }
    minimum = disclosure.minimum
    let isTouched = tables.contains { table in
      table.visits.contains { tally in
        let counts = VisitCounts(tally, table.yardstick, minimum: minimum)
        return counts.tree.entries.contains(where: \.isWithheld)
      }
    }
    if isTouched { disclosure.withholdSmall("counts at visits and what follows from them") }
  }

  func counts(_ table: ResponseTable, _ visit: Int) -> VisitCounts {
    VisitCounts(table.visits[visit], table.yardstick, minimum: minimum)
  }

  // MARK: JSON

  package func write(to json: inout JSONWriter) {
    Self.write(plan.visits, to: &json)
    flow.write("flow", to: &json)
    json.array("tables", tables) { json, table in
      json.object { json in
        json.string("instrument", table.instrument)
        json.integer("courses", shown(table.courses))
        json.integer("betweenVisits", shown(table.betweenVisits))
        json.array("visits", plan.visits.indices) { json, visit in
          json.object { json in
            json.string("visit", plan.visits[visit].name)
            counts(table, visit).write(to: &json)
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
    var lines = flow.text(width: width) + [""]
    lines += text(of: tableSheets + (disagreement.map { [$0] } ?? []), width: width)
    if explains, courses != nil {
      for explanation in explanations { lines += explanation.text(width: width) + [""] }
    }
    return lines
  }

  package var sheets: [Sheet] {
    [flow.sheet("Flow")] + tableSheets + (disagreement.map { [$0] } ?? [])
  }
}
