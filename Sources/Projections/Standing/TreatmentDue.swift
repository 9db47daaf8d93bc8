package import Bytes
package import Events
import Histories

/// When the next treatment is due by the last effective `plan`, as of an instant (`standing.v1`).
///
/// ```
/// plan, nextDue 2026-03-10, every 28 d, tolerance 5 d
/// no treatment began after the plan      due 2026-03-10
/// one began after it, on 2026-03-12      due 28 d after that
/// ```
///
/// From due on it is due, and after the tolerance overdue.
package struct TreatmentDue: Equatable, Sendable {
  /// What can be said.
  package enum State: String, CaseIterable, Sendable {
    /// An exit ended follow-up: nothing is due.
    case followUpEnded = "follow-up-ended"
    /// There is no effective plan.
    case noPlan = "no-plan"
    /// The plan gives an interval only, and there is no treatment to count it from.
    case noTreatment = "no-treatment"
    /// A treatment began after the plan, which says nothing of those that follow on it.
    case treatedSince = "treated-since"
    case notDue = "not-due"
    case due
    case overdue
  }

  package let state: State
  /// The last effective plan within follow-up, by (time, line); `nil`: there is none.
  package private(set) var plan: (seq: Int, time: Instant, said: Appointment)?
  /// The treatment that days are counted from, or that came since, by its line.
  package private(set) var treatmentSeq: Int?
  /// When that one began.
  package private(set) var treatmentStart: Instant?
  /// When the next one is due; `nil`: not known.
  package private(set) var due: Instant?
  /// The last instant that is in time.
  package private(set) var latest: Instant?
  /// Days since `latest`; `nil` where it is not overdue.
  package private(set) var overdueDays: Double?

  /// What is due to a person.
  init(_ record: CaseRecord, asOf now: Instant) {
    guard record.history.followUp.exit == nil else {
      state = .followUpEnded
      return
    }
    guard let entry = record.history.followed.last(where: { $0.event.kind == .plan }) else {
      state = .noPlan
      return
    }
    let said = Appointment(entry.event)
    plan = (entry.seq, entry.event.time, said)
    let last = record.treatments.last
    let since = last.flatMap { $0.start > entry.event.time ? $0 : nil }
    if let planned = said.due, since == nil {
      due = planned
    } else if let interval = said.interval, let last {
      due = Self.instant(last.start, after: interval)
    }
    if said.due == nil || since != nil {
      (treatmentSeq, treatmentStart) = (last?.seq, last?.start)
    }
    guard let due else {
      state = since == nil ? .noTreatment : .treatedSince
      return
    }
    let latest = Self.instant(due, after: said.tolerance ?? 0)
    self.latest = latest
    state = now < due ? .notDue : now <= latest ? .due : .overdue
    if state == .overdue { overdueDays = elapsedDays(from: latest, to: now) }
  }

  /// An instant so many milliseconds later, none beyond the years that can be written.
  private static func instant(_ start: Instant, after milliseconds: Int64) -> Instant {
    Instant(milliseconds: min(Instant.latest, start.milliseconds + milliseconds))
  }

  package static func == (left: TreatmentDue, right: TreatmentDue) -> Bool {
    left.state == right.state && left.plan?.seq == right.plan?.seq && left.due == right.due
      && left.plan?.said == right.plan?.said && left.latest == right.latest
      && left.treatmentSeq == right.treatmentSeq && left.overdueDays == right.overdueDays
  }
}

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
    /// There is a rating after the last course.
    case rated
    case due
    case overdue
  }

  package let state: State
  /// The last instant at which a first rating is in time; `nil` where none is asked for.
  package private(set) var latest: Instant?
  /// Days since `latest`; `nil` where none is overdue.
  package private(set) var overdueDays: Double?

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
    guard unit.ratings == 0 else {
      state = .rated
      return
    }
    let latest = Instant(
      milliseconds: min(Instant.latest, unit.t0.milliseconds + Int64(days) * Instant.day))
    self.latest = latest
    state = now <= latest ? .due : .overdue
    if state == .overdue { overdueDays = elapsedDays(from: latest, to: now) }
  }
}
