import Bytes
import Events
import Histories

/// A subject of a release: its new name, and by how much its dates and years move.
struct ReleasedSubject: Sendable {
  let pseudonym: String
  /// By how many milliseconds all instants go back: whole days.
  private let back: Int64
  /// What is added to a year of birth, so that the age at the first treatment stays what it was.
  private let years: Int
  /// The last year that the history speaks of, less what is added to a year of birth where that is more.
  private var lastYear: Int
  /// The year in which ages are counted.
  private let anchorYear: Int
  /// New labels of sessions, by the old ones: numbers in the order in which they took place.
  private(set) var labels: [[UInt8]: Int] = [:]

  /// Ages over this are left out: 45 CFR 164.514(b)(2)(i)(C).
  static let oldestAge = 89

  /// - Parameter history: what is effective, with one event at least.
  init(_ history: History, _ key: ReleaseKey) {
    let name = history.subject.text
    pseudonym = key.pseudonym(of: name)
    back = Int64(key.days(of: name)) * 86_400_000
    let anchor = Self.firstTreatment(history)
    years = Instant(milliseconds: anchor.milliseconds - back).year - anchor.year
    anchorYear = anchor.year
    lastYear = anchor.year
    note(history.events.last?.event.time ?? anchor)
    for place in history.infusions {
      number(of: history.table.labels.bytes(history.events[place].event.label))
    }
  }

  /// The end of the first session in which something was given, from which ages are counted; without
  /// one, the first event.
  private static func firstTreatment(_ history: History) -> Instant {
    guard let owner = history.doseOwners.min() else { return history.events[0].event.time }
    let ends = zip(history.doses, history.doseOwners).filter { $1 == owner }.map { place, _ in
      let dose = history.events[place].event
      return dose.time.milliseconds + history.amount(of: dose).duration
    }
    return Instant(milliseconds: ends.max() ?? history.events[0].event.time.milliseconds)
  }

  /// Takes into account that an instant stands in the history, as an event's time or in its data: who is
  /// 90 when a treatment is due is as old as who is 90 when it is given.
  mutating func note(_ instant: Instant) {
    let shifted = Instant(milliseconds: instant.milliseconds - back).year - years
    lastYear = max(lastYear, instant.year, shifted)
  }

  /// The new label of a session.
  @discardableResult
  mutating func number(of label: [UInt8]) -> Int {
    if let number = labels[label] { return number }
    labels[label] = labels.count + 1
    return labels.count
  }

  /// An instant of the subject; `nil` where it would be before the year 1.
  func shifted(_ instant: Instant) -> Instant? {
    let milliseconds = instant.milliseconds - back
    return Instant.years.contains(milliseconds) ? Instant(milliseconds: milliseconds) : nil
  }

  /// A year of birth; `nil` where somebody would be too old to be told.
  ///
  /// - Parameter band: of how many ages the least stands for all, at the first treatment; `nil`: each
  ///   stands for itself.
  func shifted(birthYear: Int, inBandsOf band: Int?) -> Int? {
    guard lastYear - birthYear <= Self.oldestAge else { return nil }
    let age = anchorYear - birthYear
    let above = band.map { ((age % $0) + $0) % $0 } ?? 0
    return birthYear + years + above
  }
}
