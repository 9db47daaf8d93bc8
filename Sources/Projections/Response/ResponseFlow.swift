/// Who is in the tables of visits and who is not, and why.
public struct ResponseFlow: Equatable, Sendable {
  /// Subjects with an effective event.
  public internal(set) var subjects = 0
  /// Those with a treatment that courses are built from.
  public internal(set) var withTreatment = 0
  /// Courses that are asked about.
  public internal(set) var courses = 0
  /// Courses without a baseline.
  public internal(set) var noBaseline = 0
  /// Courses with a baseline too good to improve from.
  public internal(set) var lowBaseline = 0
  /// Courses with a usable baseline: what the tables count.
  public internal(set) var usable = 0

  init() {}

  /// Counts a course.
  mutating func count(_ course: ResponseCourse) {
    courses += 1
    if course.baseline == nil {
      noBaseline += 1
    } else if course.isUsable {
      usable += 1
    } else {
      lowBaseline += 1
    }
  }

  /// Adds the counts of other subjects.
  mutating func add(_ other: ResponseFlow) {
    subjects += other.subjects
    withTreatment += other.withTreatment
    courses += other.courses
    noBaseline += other.noBaseline
    lowBaseline += other.lowBaseline
    usable += other.usable
  }
}
