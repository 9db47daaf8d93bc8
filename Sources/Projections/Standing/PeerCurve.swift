package import Histories
import Statistics

/// How comparable people fared, where there are enough of them.
package struct PeerCurve: Sendable {
  /// The fewest other people of whom anything is said.
  package static let leastPeople = 5

  /// The part of the courses in relief at first that is still in relief at a day.
  package struct Point: Equatable, Sendable {
    /// From the end of the course's last treatment.
    package let days: Double
    /// Courses that something is known of on that day or after it: a rating in relief, or the loss.
    package let followed: Int
    /// Fraction of 1, where nothing more is known than what ratings say: the least it can be.
    package let low: Double
    /// The most it can be.
    package let high: Double
  }

  /// What became of the courses whose first rating is in relief.
  package struct Relief: Sendable {
    /// How many other people had one.
    package let people: Int
    /// How many there are.
    package let courses: Int
    /// Turnbull's estimate at the named days, none after `lastSeenDays`.
    package let curve: [Point]
    /// The last day of which anything is known, in any of them.
    package let lastSeenDays: Double

    /// `nil` for fewer than `leastPeople`.
    fileprivate init?(_ value: ComparableCourses.Value) {
      guard value.people >= PeerCurve.leastPeople,
        let turnbull = Turnbull(left: value.lower, right: value.upper)
      else { return nil }
      let seen = zip(value.lower, value.upper).map { $1 ?? $0 }
      let last = seen.max() ?? 0
      people = value.people
      courses = value.lower.count
      lastSeenDays = last
      curve = ReliefEstimates.days.filter { $0 <= last }.map { days in
        let survival = turnbull.survival(at: days)
        return Point(
          days: days, followed: seen.count { $0 >= days }, low: survival.atLow,
          high: survival.atHigh)
      }
    }
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
  /// Comparable courses of other people, whatever came of them.
  package let courses: Int
  /// Of these, courses with no baseline that can be improved on.
  package let unusable: Int
  /// Of these, courses with such a baseline and no first rating in time.
  package let unrated: Int
  /// The rest: courses that were found in relief or not at the first rating.
  package let rated: Int
  /// How many other people had one of the latter.
  package let ratedPeople: Int
  /// Of these, the courses in relief; `nil` where they are those of too few people.
  package let relief: Relief?

  /// `nil` where fewer than `leastPeople` had a course that was rated.
  private init?(_ group: ComparableCourses.Group, _ value: ComparableCourses.Value) {
    guard value.ratedPeople >= Self.leastPeople else { return nil }
    self.group = group
    courses = value.courses
    unusable = value.unusable
    unrated = value.unrated
    rated = value.rated
    ratedPeople = value.ratedPeople
    relief = Relief(value)
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
    let group = ComparableCourses.Group(
      indication: indication, phase: phase, instrument: record.instrument)
    let value = ComparableCourses(group, without: name, plan).fold(registry)
    self = PeerCurve(group, value).map { .found($0) } ?? .few(group)
  }
}
