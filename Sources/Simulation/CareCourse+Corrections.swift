import Bytes
import Events

/// What is found wrong later, and how the record says so.
extension CareCourse {
  /// Takes an event back; seldom that is taken back too.
  ///
  /// - Parameter minute: not before the event was entered.
  mutating func void(_ target: Chart.EventName, at minute: Int, _ reason: StaticString) {
    let found = laterMinute(than: minute)
    let name = correct(target, "void", reason, at: found)
    guard random.happens(50) else { return }
    let again = laterMinute(than: found)
    correct(name, "void", "it was right after all", at: again)
  }

  /// Replaces what an event says, its time, or both.
  mutating func amend(
    _ target: Chart.EventName, with answers: Answers?, time: Int?, at minute: Int
  ) {
    let site = person.site
    let reason: StaticString =
      answers == nil ? "entered with the day before" : "does not agree with the paper form"
    correct(target, "amend", reason, at: laterMinute(than: minute)) { data in
      if let time {
        data.append(",\"time\":\"")
        site.append(time: time, to: &data)
        data.append("\"")
      }
      if let answers {
        data.append(",\"data\":{")
        answers.append(to: &data)
        data.append("}")
      }
    }
  }

  /// Moves an event to the person whom it belongs to.
  mutating func reassign(_ target: Chart.EventName, to owner: [UInt8], at minute: Int) {
    correct(target, "reassign", "entered in the wrong record", at: laterMinute(than: minute)) {
      $0.append(",\"subject\":\"")
      $0.append(contentsOf: owner)
      $0.append("\"")
    }
  }

  /// When a slip is found: from half an hour to three days later.
  private mutating func laterMinute(than minute: Int) -> Int {
    minute + random.within(30...3 * Clock.day)
  }

  @discardableResult
  private mutating func correct(
    _ target: Chart.EventName, _ action: StaticString, _ reason: StaticString, at minute: Int,
    _ more: (inout [UInt8]) -> Void = { _ in }
  ) -> Chart.EventName {
    let id = chart.id(target)
    let moment = recorded(minute, after: 10)
    precondition(moment > target.recorded, "a correction comes after what it corrects")
    return chart.add(
      .correction, at: minute, recorded: moment, source: Chart.Source.records,
      actor: random.pick(Self.keepers)
    ) { data in
      data.append("\"source\":\"")
      data.append(target.source)
      data.append("\",\"id\":\"")
      data.append(contentsOf: id)
      data.append("\"")
      data.append(member: "action", action)
      data.append(member: "reason", reason)
      more(&data)
    }
  }

  private static let keepers: [StaticString] = ["records-1", "records-2"]
}
