import Bytes
import Events

/// Ratings, and the slips that happen when they are written down.
extension CareCourse {
  /// What goes wrong when a rating is entered.
  private enum Slip {
    case none, wrongTotal, wrongTime, wrongBoth, enteredTwice, late, wrongPerson
  }

  /// Rates somebody whose severity shows in thousandths of the scale's range.
  mutating func rate(_ scale: Scale, at minute: Int, _ level: Int) {
    let total = scale.total(level)
    let answers = Answers(scale, total, &random)
    let slip: Slip = random.pick(Self.slips)
    let prompt = scale.isSelfReport ? 1 : 6
    switch slip {
    case .none: enter(answers, at: minute, recorded: recorded(minute, after: prompt))
    case .late:
      let delay = random.within(1...9) * Clock.day + random.within(0...300)
      enter(answers, at: minute, recorded: recorded(minute, after: delay), Chart.Source.paper)
    case .wrongTotal, .wrongTime, .wrongBoth:
      let isOff = slip != .wrongTime
      let isElsewhen = slip != .wrongTotal
      let wrong = isOff ? Answers(scale, misread(total, scale), &random) : answers
      let name = enter(
        wrong, at: isElsewhen ? minute - Clock.day : minute,
        recorded: recorded(minute, after: prompt))
      amend(name, with: isOff ? answers : nil, time: isElsewhen ? minute : nil, at: minute)
    case .enteredTwice:
      enter(answers, at: minute, recorded: recorded(minute, after: prompt))
      let name = enter(
        answers, at: minute, recorded: recorded(minute, after: prompt + 20), Chart.Source.paper)
      void(name, at: minute + 30, "entered twice")
    case .wrongPerson:
      enter(answers, at: minute, recorded: recorded(minute, after: prompt))
      misfile(at: minute + 15)
    }
  }

  /// The short screen for suicidal thoughts: without a total, and what is not asked stays null.
  mutating func screen(at minute: Int) {
    let isPositive = random.happens(60)
    let deeper = random.within(0...1)
    chart.add(
      .rating, at: minute, recorded: recorded(minute, after: 3), source: Chart.Source.records,
      actor: random.pick(Self.doctors)
    ) { data in
      data.append("\"instrument\":\"C-SSRS\",\"items\":")
      if isPositive {
        data.append("[1,1,")
        data.append(decimal: deeper)
        data.append(",0,0,0]")
      } else {
        data.append("[0,0,null,null,null,0]")
      }
      data.append(",\"rater\":\"clinician\"")
    }
  }

  @discardableResult
  private mutating func enter(
    _ answers: Answers, at minute: Int, recorded: Int, _ source: StaticString? = nil
  ) -> Chart.EventName {
    let isSelfReport = answers.scale.isSelfReport
    let usual = isSelfReport ? Chart.Source.portal : Chart.Source.records
    return chart.add(
      .rating, at: minute, recorded: recorded, source: source ?? usual,
      actor: isSelfReport ? nil : random.pick(Self.doctors)
    ) { answers.append(to: &$0) }
  }

  /// Another total that somebody could have read or typed.
  private mutating func misread(_ total: Int, _ scale: Scale) -> Int {
    let other = total + random.within(1...max(1, scale.high / 4)) * (random.happens(500) ? 1 : -1)
    return (0...scale.high).contains(other) ? other : scale.high - total
  }

  /// A rating of whoever was admitted before, entered here and moved there later.
  private mutating func misfile(at minute: Int) {
    guard let neighbour = person.previous else { return }
    let answers = Answers(.depressionBySelf, random.within(3...24), &random)
    let name = enter(answers, at: minute, recorded: recorded(minute, after: 2))
    reassign(name, to: neighbour, at: minute)
  }

  private static let slips: [(weight: Int, choice: Slip)] = [
    (9480, .none), (200, .late), (110, .wrongTotal), (40, .wrongTime), (20, .wrongBoth),
    (145, .enteredTwice), (5, .wrongPerson),
  ]
}
