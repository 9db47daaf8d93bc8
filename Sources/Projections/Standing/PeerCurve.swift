package import Histories
import Statistics

/// How comparable people fared, where there are enough of them.
package struct PeerCurve: Sendable {
  /// The fewest other people of whom anything is said.
  package static let leastPeople = 5

  /// The part of the courses that is still in relief at a day.
  package struct Point: Equatable, Sendable {
    /// From the end of the course's last treatment.
    package let days: Double
    /// Fraction of 1, where nothing more is known than what ratings say: the least it can be.
    package let low: Double
    /// The most it can be.
    package let high: Double
  }

  /// What came of it.
  package enum Outcome: Sendable {
    /// It was not asked for.
    case notAsked
    /// The person has no course.
    case noCourse
    /// The person has no first indication.
    case noIndication
    /// Fewer than the least number of people.
    case few(ComparableCourses.Group)
    case found(PeerCurve)
  }

  package let group: ComparableCourses.Group
  /// How many other people the curve is about.
  package let people: Int
  /// Their courses, and those of people of whom the curve says nothing.
  package let courses: Int
  /// The courses that the curve is about: those whose first rating is in relief.
  package let analysed: Int
  /// Turnbull's estimate at the named days.
  package let curve: [Point]

  /// - Parameter value: about `leastPeople` or more.
  private init?(_ group: ComparableCourses.Group, _ value: ComparableCourses.Value) {
    guard value.people >= Self.leastPeople,
      let turnbull = Turnbull(left: value.lower, right: value.upper)
    else { return nil }
    self.group = group
    people = value.people
    courses = value.courses
    analysed = value.lower.count
    curve = ReliefEstimates.days.map { days in
      let survival = turnbull.survival(at: days)
      return Point(days: days, low: survival.atLow, high: survival.atHigh)
    }
  }
}

extension PeerCurve.Outcome {
  /// Holds the last course of a person beside those of the others in a registry.
  ///
  /// - Parameters:
  ///   - history: the person's.
  ///   - name: the person, as shown: who is left out.
  package init(
    of history: History, shownAs name: String, _ plan: AnalysisPlan, among registry: Registry
  ) {
    let record = CaseRecord(history, plan)
    let treatments = record.treatmentPlan
    guard let course = treatments.courses.last, let phase = treatments.first(of: course).phase
    else {
      self = .noCourse
      return
    }
    guard let indication = history.firstIndication else {
      self = .noIndication
      return
    }
    let group = ComparableCourses.Group(indication: indication, phase: phase)
    let value = ComparableCourses(group, without: name, plan).fold(registry)
    self = PeerCurve(group, value).map { .found($0) } ?? .few(group)
  }
}
