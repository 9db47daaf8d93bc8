package import Definitions

/// The visits of all courses with a usable baseline, on one instrument.
public struct ResponseTable: Sendable {
  /// The index instrument of the courses.
  public let instrument: String
  /// Its thresholds; a criterion without one has no figures.
  package let yardstick: Yardstick?
  /// Courses with a usable baseline.
  public private(set) var courses = 0
  /// The people whose courses they are.
  public private(set) var subjects = 0
  /// Their eligible ratings in no window.
  public private(set) var betweenVisits = 0
  /// The people who have one.
  package private(set) var subjectsBetween = 0
  /// One for each visit of the list.
  public private(set) var visits: [VisitTally]

  private var lastSubject: String?
  private var lastBetween: String?

  private init(_ instrument: String, _ plan: AnalysisPlan) {
    self.instrument = instrument
    yardstick = plan.yardstick(instrument)
    visits = plan.visits.map { _ in VisitTally() }
  }

  /// One table for each instrument that a course is measured on, sorted by its name's bytes.
  package static func tables(
    _ courses: [ResponseCourse], _ plan: AnalysisPlan
  ) -> [ResponseTable] {
    var tables: [String: ResponseTable] = [:]
    for course in courses where course.isUsable {
      tables[course.instrument, default: ResponseTable(course.instrument, plan)].add(course)
    }
    return tables.values.sorted {
      $0.instrument.utf8.lexicographicallyPrecedes($1.instrument.utf8)
    }
  }

  /// Courses come by subject.
  private mutating func add(_ course: ResponseCourse) {
    courses += 1
    if course.subject != lastSubject { subjects += 1 }
    lastSubject = course.subject
    if course.betweenVisits > 0 {
      if course.subject != lastBetween { subjectsBetween += 1 }
      lastBetween = course.subject
    }
    betweenVisits += course.betweenVisits
    for (index, visit) in course.visits.enumerated() { visits[index].count(visit) }
  }
}
