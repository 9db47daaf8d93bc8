package import Bytes

/// When a rating is due, as of an instant (`standing.v1`): relief after a course can be judged where
/// the first rating after its last treatment comes within 7 d (`docs/spec/definitions.md`, section 6).
/// Nothing asks for a second one.
package struct RatingDue: Equatable, Sendable {
  /// What can be said.
  package enum State: String, CaseIterable, Sendable {
    /// An exit ended follow-up: nothing is due.
    case followUpEnded = "follow-up-ended"
    /// There is no course to be rated.
    case noTreatment = "no-treatment"
    /// A treatment of the other kind followed on the last course and closed its window.
    case closed
    /// The last course has no baseline that can be improved on, or no threshold: no rating helps.
    case noAnswer = "no-answer"
    /// There is a first rating in time after the last course.
    case rated
    case due
    /// None came in time: none that comes later gives an answer.
    case missed
  }

  package let state: State
  /// The last instant at which a first rating is in time; `nil` where none is asked for.
  package private(set) var latest: Instant?

  /// What is due after the last course, `unit`.
  ///
  /// - Parameters:
  ///   - ended: whether an exit ended follow-up.
  ///   - days: in which a first rating is in time.
  init(_ unit: ReliefUnit?, ended: Bool, within days: Int, asOf now: Instant) {
    guard !ended else {
      state = .followUpEnded
      return
    }
    guard let unit else {
      state = .noTreatment
      return
    }
    guard unit.windowEndsBy != .treatment else {
      state = .closed
      return
    }
    guard ![.noThreshold, .noBaseline, .lowBaseline].contains(unit.status) else {
      state = .noAnswer
      return
    }
    guard unit.status == .noRating else {
      state = .rated
      return
    }
    let latest = Instant(
      milliseconds: min(Instant.latest, unit.t0.milliseconds + Int64(days) * Instant.day))
    self.latest = latest
    state = unit.ratings == 0 && now <= latest ? .due : .missed
  }
}
