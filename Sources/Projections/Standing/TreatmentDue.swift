package import Bytes
package import Events
import Histories

/// When the next treatment is due by the last effective `plan`, as of an instant (`standing.v1`).
///
/// ```
/// plan of 2026-02-10, nextDue 2026-03-10, every 28 d, tolerance 5 d
/// treated until 2026-03-04 or not at all  due 2026-03-10
/// treated on 2026-03-12                   due 28 d after that
/// ```
///
/// From due on it is due, and after the tolerance overdue. Only treatments that courses are built
/// from take a day's place: a control does where `--drug` asks for it.
package struct TreatmentDue: Equatable, Sendable {
  /// What can be said.
  package enum State: String, CaseIterable, Sendable {
    /// An exit ended follow-up: nothing is due.
    case followUpEnded = "follow-up-ended"
    /// There is no effective plan.
    case noPlan = "no-plan"
    /// The plan gives an interval only, and there is no treatment to count it from.
    case noTreatment = "no-treatment"
    /// The planned treatment came, and the plan says nothing of those that follow on it.
    case treatedSince = "treated-since"
    case notDue = "not-due"
    case due
    case overdue
  }

  /// What `due` comes from.
  package enum Source: String, CaseIterable, Sendable {
    /// The day that the plan names.
    case nextDue = "next-due"
    /// The plan's interval, from the start of the last treatment.
    case interval
  }

  package let state: State
  /// What `due` comes from; `nil` where it is not known.
  package private(set) var source: Source?
  /// The last effective plan within follow-up, by (time, line); `nil`: there is none.
  package private(set) var plan: (seq: Int, time: Instant, said: Appointment)?
  /// The last treatment: what days are counted from, or what came since the plan, by its line.
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
    let last = record.treatments.last(where: \.isChosen)
    let since = last.flatMap { $0.start > entry.event.time ? $0 : nil }
    let isGiven = said.due.flatMap { day in
      since.map { $0.start >= Self.earliest(for: day, said.tolerance ?? 0, entry.event.time) }
    }
    if let planned = said.due, isGiven != true {
      (due, source) = (planned, .nextDue)
      (treatmentSeq, treatmentStart) = (since?.seq, since?.start)
    } else {
      (treatmentSeq, treatmentStart) = (last?.seq, last?.start)
      if let interval = said.interval, let last {
        (due, source) = (Self.instant(last.start, after: interval), .interval)
      }
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

  /// From when on a treatment is the one that a plan names a day for: from that day's first instant,
  /// UTC, or as much earlier as the tolerance says, but not on the day of the plan itself, whose
  /// session is the one before.
  private static func earliest(
    for due: Instant, _ tolerance: Int64, _ planned: Instant
  ) -> Instant {
    func startOfDay(_ instant: Instant, _ later: Int64 = 0) -> Int64 {
      (Int64(instant.dayNumber) + later) * Instant.day
    }
    let early = max(due.milliseconds - tolerance, startOfDay(planned, 1))
    return Instant(milliseconds: min(startOfDay(due), early))
  }

  /// An instant so many milliseconds later, none beyond the years that can be written.
  private static func instant(_ start: Instant, after milliseconds: Int64) -> Instant {
    Instant(milliseconds: min(Instant.latest, start.milliseconds + milliseconds))
  }

  package static func == (left: TreatmentDue, right: TreatmentDue) -> Bool {
    left.state == right.state && left.plan?.seq == right.plan?.seq && left.due == right.due
      && left.plan?.said == right.plan?.said && left.latest == right.latest
      && left.source == right.source && left.treatmentSeq == right.treatmentSeq
      && left.overdueDays == right.overdueDays
  }
}
