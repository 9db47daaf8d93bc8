import Bytes
import TestSupport

/// A small clinic made up from a seed: a few people, their courses, ratings and corrections.
///
/// No two events have the same time, and no event is corrected twice.
struct SeededClinic {
  /// What a producer says, member by member.
  struct Event {
    var id: String
    var type: String
    var subject: String
    var time: Instant
    /// Members of `data`, as JSON.
    var data: [(name: String, json: String)]
    /// The event that must be in the log before this one.
    var needs: String?
  }

  /// In the order of their times; corrections stand at the end.
  private(set) var events: [Event] = []
  private var generator: SeededGenerator
  private static let start = Instant("2026-01-05T09:00:00Z")!

  init(seed: UInt64, subjects: Int = 4, corrections: Int = 8, reassigns: Bool = true) {
    generator = SeededGenerator(seed: seed)
    for number in 0..<subjects { live("S\(number)") }
    events.sort { $0.time < $1.time }
    var targets = events.filter { $0.type == "rating" || $0.type == "dose" }
    for number in 0..<corrections {
      let target = targets.remove(at: generator.below(targets.count))
      correct(target, "c-\(number)", reassigns: reassigns, subjects)
    }
  }

  private mutating func add(
    _ type: String, _ subject: String, day: Double, _ data: [(name: String, json: String)],
    needs: String? = nil
  ) -> String {
    let milliseconds =
      Self.start.milliseconds + Int64(day * Double(Instant.day)) + Int64(events.count)
    let event = Event(
      id: "\(subject)-\(events.count)", type: type, subject: subject,
      time: Instant(milliseconds: milliseconds), data: data, needs: needs)
    events.append(event)
    return event.id
  }

  private mutating func live(_ subject: String) {
    let code = ["F41.1", "F41.1", "F41.1", "F41.1", "F41.1", "F33.1"][generator.below(6)]
    // Nothing is drawn for these: the clinics of a seed stay what they were.
    let isEven = subject.last.map { "02468".contains($0) } ?? false
    _ = add(
      "intake", subject, day: 0,
      [
        ("indications", "[\"\(code)\"]"), ("weightKg", "70.5"),
        ("site", isEven ? "\"east\"" : "\"west\""),
        ("sex", code == "F41.1" ? "\"female\"" : "\"male\""), ("arm", "\"A\""),
      ])
    rate(subject, day: 1, 13 + generator.below(8))
    var day = 3.0
    var label = 0
    for course in 0..<1 + generator.below(3) {
      for _ in 0..<(course == 0 ? 4 : 1) + generator.below(2) {
        treat(subject, day: day, "s\(label)")
        label += 1
        if generator.coin() { rate(subject, day: day + 0.5, generator.below(16)) }
        day += Double(2 + generator.below(3))
      }
      let relief = generator.below(12)
      for week in 0..<2 + generator.below(6) {
        rate(subject, day: day + Double(week * 7), max(0, relief + week * generator.below(4)))
        if generator.below(6) == 0 {
          let term: [(name: String, json: String)] = [
            ("term", "\"nausea\""), ("severity", "\"mild\""),
          ]
          _ = add("adverse", subject, day: day + Double(week * 7) + 0.25, term)
        }
      }
      day += Double(15 + generator.below(60))
      rate(subject, day: day - 1, 10 + generator.below(11))
    }
    if generator.coin() { _ = add("exit", subject, day: day, [("reason", "\"completed\"")]) }
  }

  private mutating func rate(_ subject: String, day: Double, _ total: Int) {
    let scale = generator.below(9) == 0 ? ("PHQ-9", total) : ("GAD-7", total)
    _ = add(
      "rating", subject, day: day,
      [("instrument", "\"\(scale.0)\""), ("total", "\(min(21, scale.1))"), ("rater", "\"self\"")])
  }

  private mutating func treat(_ subject: String, day: Double, _ label: String) {
    let drug = generator.below(6) == 0 ? "midazolam" : "ketamine"
    let infusion = add(
      "infusion", subject, day: day,
      [("infusion", "\"\(label)\""), ("drug", "\"\(drug)\""), ("route", "\"IV\"")])
    for step in 0..<1 + generator.below(2) where generator.below(12) > 0 {
      _ = add(
        "dose", subject, day: day + 0.01 + Double(step) * 0.03,
        [("infusion", "\"\(label)\""), ("mg", "20.25"), ("minutes", "40")], needs: infusion)
    }
  }

  private mutating func correct(
    _ target: Event, _ id: String, reassigns: Bool, _ subjects: Int
  ) {
    var data: [(name: String, json: String)] = [
      ("source", "\"/ehr\""), ("id", "\"\(target.id)\""), ("reason", "\"a slip\""),
    ]
    switch generator.below(reassigns ? 4 : 3) {
    case 0: data.append(("action", "\"void\""))
    case 1:
      let time = Instant(milliseconds: target.time.milliseconds + 5_000_001)
      data += [("action", "\"amend\""), ("time", "\"\(time.text)\"")]
    case 2 where target.type == "rating":
      let total = "\(generator.below(22))"
      data += [
        ("action", "\"amend\""), ("data", #"{"instrument":"GAD-7","total":\#(total)}"#),
      ]
    case 3 where target.type == "rating":
      let other = "\"S\(generator.below(subjects))\""
      data += [("action", "\"reassign\""), ("subject", other)]
    default: data.append(("action", "\"void\""))
    }
    events.append(
      Event(
        id: id, type: "correction", subject: target.subject,
        time: Instant(milliseconds: Self.start.milliseconds - Int64(events.count)), data: data,
        needs: target.id))
    if generator.below(3) == 0, data.contains(where: { $0.json == "\"void\"" }) {
      let revoke = [data[0], ("id", "\"\(id)\""), data[2], ("action", "\"void\"")]
      let time = Instant(milliseconds: Self.start.milliseconds - Int64(events.count))
      events.append(
        Event(
          id: "u-\(id)", type: "correction", subject: target.subject, time: time, data: revoke,
          needs: id))
    }
  }
}

extension SeededClinic.Event {
  /// The event with its members in the order of the log, without white space.
  var line: String {
    let payload = data.map { "\"\($0.name)\":\($0.json)" }.joined(separator: ",")
    return
      #"{"id":"\#(id)","source":"/ehr","type":"\#(type)","subject":"\#(subject)","#
      + #""time":"\#(time.text)","data":{\#(payload)}}"# + "\n"
  }

  /// The same as somebody writes it by hand: members in any order, white space, another offset.
  func handWritten(_ generator: inout SeededGenerator) -> String {
    func space() -> String { ["", " ", "  ", "\t"][generator.below(4)] }
    func object(_ members: [(name: String, json: String)]) -> String {
      let parts = members.shuffled(using: &generator).map { name, json in
        "\(space())\"\(name)\"\(space()):\(space())\(json)\(space())"
      }
      return "{" + parts.joined(separator: ",") + "}"
    }
    let hours = generator.below(25) - 12
    let local = Instant(milliseconds: time.milliseconds + Int64(hours) * 3_600_000)
    let offset = (hours < 0 ? "-" : "+") + String("\(100 + abs(hours))".suffix(2)) + ":00"
    let members: [(name: String, json: String)] = [
      ("id", "\"\(id)\""), ("source", "\"/ehr\""), ("type", "\"\(type)\""),
      ("subject", "\"\(subject)\""), ("time", "\"\(local.text.dropLast())\(offset)\""),
      ("data", object(data)),
    ]
    return space() + object(members) + space() + "\n"
  }
}
