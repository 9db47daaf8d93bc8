import Bytes
import Events

/// Visits without a session: the first, those in between, the last.
extension CareCourse {
  /// The first visit: who somebody is, what they take, how ill they are.
  mutating func admit(at minute: Int) {
    let (person, trials) = (person, drawTrials())
    chart.add(
      .intake, at: minute, recorded: recorded(minute, after: 2), source: Chart.Source.records,
      actor: random.pick(Self.doctors)
    ) { person.appendIntake(trials, consentAt: minute, to: &$0) }
    for _ in 0..<random.pick([(30, 0), (50, 1), (20, 2)]) {
      medicate(random.pick(Drug.regular), "start", at: minute + 10)
    }
    if baselineVisit != .missed {
      rate(person.scale, at: minute + 20, severity.rated(at: minute, &random))
    }
    if random.happens(500) {
      rate(.depressionBySelf, at: minute + 30, severity.rated(at: minute, &random))
    }
    if random.happens(400) { screen(at: minute + 40) }
    if random.happens(250) { note(at: minute + 50) }
  }

  /// A visit, or an evening with the portal. Returns whether the index rating is bad again.
  mutating func see(at minute: Int) -> Bool {
    let level = severity.rated(at: minute, &random)
    rate(person.scale, at: minute, level)
    if random.happens(150) {
      rate(.depressionBySelf, at: minute + 5, severity.rated(at: minute, &random))
    }
    if random.happens(50) { screen(at: minute + 10) }
    if random.happens(60) { note(at: minute + 15) }
    if random.happens(30) {
      medicate(random.pick(Drug.rescue), "start", at: minute + 20)
    } else if random.happens(15) {
      medicate(random.pick(Drug.regular), random.pick(["stop", "change"]), at: minute + 20)
    }
    return level * 100 > severity.untreated * 65
  }

  /// Makes an appointment some weeks ahead. Returns its day.
  mutating func arrangeNext(after day: Int) -> Int {
    let interval = random.pick([21, 28, 28, 35])
    let due = Clock.workday(from: day + interval)
    let site = person.site
    let minute = day * Clock.day + 17 * Clock.hour
    chart.add(
      .plan, at: minute, recorded: recorded(minute, after: 3), source: Chart.Source.records,
      actor: random.pick(Self.doctors)
    ) { data in
      data.append("\"nextDue\":\"")
      site.append(time: due * Clock.day + 9 * Clock.hour, to: &data)
      data.append("\",\"intervalDays\":")
      data.append(decimal: interval)
      data.append(",\"toleranceDays\":5")
    }
    return due
  }

  /// The end of follow-up.
  mutating func leave(at minute: Int, _ reason: ExitReason) {
    chart.add(
      .exit, at: minute, recorded: recorded(minute, after: 30), source: Chart.Source.records,
      actor: random.pick(Self.doctors)
    ) { data in
      data.append("\"reason\":\"")
      data.append(text: reason.rawValue)
      data.append("\"")
    }
  }

  /// A free text, anything by chance where none is given; seldom it is taken back later.
  mutating func note(at minute: Int, _ text: StaticString? = nil) {
    let text = text ?? random.pick(Self.remarks)
    let name = chart.add(
      .note, at: minute, recorded: recorded(minute, after: 4), source: Chart.Source.records,
      actor: random.pick(Self.nurses)
    ) { data in
      data.append("\"text\":\"")
      data.append(text)
      data.append("\"")
    }
    if random.happens(40) { void(name, at: minute, "written about somebody else") }
  }

  private mutating func medicate(_ drug: Drug, _ action: StaticString, at minute: Int) {
    chart.add(
      .medication, at: minute, recorded: recorded(minute, after: 2),
      source: Chart.Source.records, actor: random.pick(Self.doctors)
    ) { data in
      data.append("\"drug\":\"")
      data.append(drug.name)
      data.append("\"")
      data.append(member: "action", action)
      data.append(member: "class", drug.family)
      data.append(",\"doseMg\":")
      data.append(drug.tenthsOfMg, decimals: 1)
      data.append(member: "purpose", drug.isRescue ? "rescue" : "regular")
    }
  }

  private mutating func drawTrials() -> [Trial] {
    (0..<person.trialCount).map { _ in
      Trial(
        drug: random.pick(Drug.regular), weeks: random.within(3...26),
        outcome: random.pick(Self.outcomes))
    }
  }

  static let doctors: [StaticString] = ["dr-1", "dr-2", "dr-3", "dr-4"]
  static let nurses: [StaticString] = ["nurse-1", "nurse-2", "nurse-3", "nurse-4", "nurse-5"]

  private static let outcomes: [(weight: Int, choice: StaticString)] = [
    (45, "none"), (25, "partial"), (10, "response"), (15, "intolerant"), (5, "unknown"),
  ]

  private static let remarks: [StaticString] = [
    "arrived late, everything else as planned", "asks whether sessions can be on Fridays",
    "travels for two weeks and will be called afterwards", "sleeps better since the last session",
    "back at work part of the time", "partner came along and had questions",
    "called about the parking, nothing medical",
  ]
}
