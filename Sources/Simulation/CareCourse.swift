import Bytes
import Events

/// What happens to one person from the first visit to the last, and what is written down of it.
struct CareCourse {
  /// Whether there is a rating that treatment can be held against.
  enum BaselineVisit { case taken, missed, tooEarly }

  let person: Person
  var chart: Chart
  var random: SplitMix64
  var severity: Severity
  /// How many sessions there were, which is also the label of the last.
  var sessionCount = 0
  let baselineVisit: BaselineVisit
  private let comesForSchedule: Bool
  private let ratingInterval: Int
  private let followUpDays: Int

  init(_ person: Person, _ random: SplitMix64) {
    self.person = person
    self.random = random
    chart = Chart(person)
    severity = Severity(&self.random)
    baselineVisit = self.random.pick([(94, .taken), (3, .missed), (3, .tooEarly)])
    comesForSchedule = self.random.happens(150)
    ratingInterval = self.random.pick([(55, 7), (45, 14)])
    followUpDays = self.random.within(
      self.random.pick([(8, 1...20), (22, 21...80), (70, 81...170)]))
  }

  /// Lives through everything, from the minute of admission on.
  mutating func follow(from admission: Int) {
    let day = Clock.workday(from: admission / Clock.day)
    let visit = minute(of: day, hours: 9...16)
    admit(at: visit)
    if random.happens(25) {
      let change = Clock.workday(from: day + random.within(3...20))
      return leave(at: minute(of: change, hours: 9...16), .withdrew)
    }
    guard let lastDose = induce(after: day) else { return }
    lookAfter(from: lastDose)
  }

  /// A minute of a day between two full hours, by the clocks of the site.
  mutating func minute(of day: Int, hours: ClosedRange<Int>) -> Int {
    day * Clock.day + random.within(hours.lowerBound * Clock.hour...hours.upperBound * Clock.hour)
  }

  /// When the log takes what is entered so many minutes after it happened, in milliseconds of the
  /// clinic's clock.
  mutating func recorded(_ minute: Int, after delay: Int) -> Int {
    (minute - person.site.zoneMinutes + delay) * 60_000 + random.below(60_000)
  }

  /// The sessions of the first weeks. Returns when the last of them ended; `nil` where the person
  /// left before that.
  private mutating func induce(after visitDay: Int) -> Int? {
    let wait = random.within(baselineVisit == .tooEarly ? 16...30 : 3...11)
    let count = random.pick([(12, 4), (6, 5), (62, 6), (6, 7), (14, 8)])
    let leavesBefore = random.happens(40) ? random.within(2...count) : count + 1
    var day = Clock.workday(from: visitDay + wait)
    var end = 0
    for session in 1...count {
      let start = minute(of: day, hours: 9...15)
      if session == leavesBefore {
        leave(at: start, random.pick([(70, .withdrew), (20, .lost), (10, .other)]))
        return nil
      }
      let isRated = session > 1 || baselineVisit == .taken
      end = holdSession(at: start, .induction, isRated: isRated && random.happens(350))
      day = Clock.workday(from: day + random.pick([2, 3, 3, 4]))
    }
    return end
  }

  /// Ratings, boosters and the end, after the last session of the first weeks.
  private mutating func lookAfter(from lastDose: Int) {
    let end = lastDose + followUpDays * Clock.day
    var anchor = lastDose / Clock.day
    var visit = 0
    var due = comesForSchedule ? arrangeNext(after: anchor) : nil
    while true {
      let day = ratingDay(anchor + Self.days(ofVisit: visit, interval: ratingInterval))
      visit += 1
      if let session = due, session <= day {
        guard session < end / Clock.day else { break }
        anchor = boost(on: session, .maintenance, before: end)
        due = arrangeNext(after: anchor)
        visit = 0
        continue
      }
      let time = minute(of: day, hours: person.scale.isSelfReport ? 7...22 : 9...16)
      guard time < end else { break }
      let isEarly = visit < 3
      if random.happens(isEarly ? 330 : 120) { continue }
      let isBad = see(at: time)
      guard isBad, severity.response != .none, !isEarly, random.happens(400) else { continue }
      let session = Clock.workday(from: day + random.within(1...6))
      guard session < end / Clock.day else { break }
      anchor = boost(on: session, .booster, before: end)
      visit = 0
    }
    finish(at: end)
  }

  /// Patients rate themselves on any day; for all else the clinic has to be open.
  private func ratingDay(_ day: Int) -> Int {
    person.scale.isSelfReport ? day : Clock.workday(from: day)
  }

  /// The days after a session on which somebody is rated: 1, 3, 7, then at their interval.
  private static func days(ofVisit visit: Int, interval: Int) -> Int {
    visit < 3 ? [1, 3, 7][visit] : 7 + (visit - 2) * interval
  }

  /// One session, or two in a week. Returns the day of the last.
  private mutating func boost(on day: Int, _ phase: Phase, before end: Int) -> Int {
    _ = holdSession(at: minute(of: day, hours: 9...15), phase, isRated: random.happens(450))
    let second = Clock.workday(from: day + random.within(3...5))
    guard phase == .booster, second < end / Clock.day, random.happens(200) else { return day }
    _ = holdSession(at: minute(of: second, hours: 9...15), phase, isRated: random.happens(300))
    return second
  }

  private mutating func finish(at end: Int) {
    if random.happens(220) { return }
    let reason: ExitReason =
      followUpDays < 81
      ? random.pick([(40, .lost), (35, .withdrew), (15, .transferred), (10, .other)])
      : random.pick([
        (620, .completed), (180, .lost), (100, .withdrew), (70, .transferred), (25, .other),
        (5, .died),
      ])
    leave(at: end, reason)
  }
}
