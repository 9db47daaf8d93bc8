import Bytes
import EventLog

/// A log made up from a seed, with people who enter things late, early, at night, and who correct
/// themselves and each other; and everything about it that a test may want to work out anew.
package struct AuditedLog: Sendable {
  /// A correction's words.
  package struct Correction: Sendable {
    package var action: String
    package var target: Int
    package var time: Instant?
    package var data: [(name: String, json: String)]?
    package var subject: String?
  }

  /// A line as its producer said it.
  package struct Line: Sendable {
    package var seq: Int
    package var recorded: Instant
    package var time: Instant
    package var actor: String?
    package var type: String
    package var subject: String
    package var id: String
    package var data: [(name: String, json: String)]
    package var correction: Correction?
    /// The first and last line of its append.
    package var append: ClosedRange<Int>
  }

  /// All but line 0.
  package private(set) var lines: [Line] = []
  private var generator: SeededGenerator

  package static let source = "/ehr"
  private static let start = Instant("2026-01-02T06:00:00Z")!

  /// A log of so many appends, of one to four lines each.
  package init(seed: UInt64, appends: Int = 40) {
    generator = SeededGenerator(seed: seed)
    var recorded = Self.start.milliseconds
    for _ in 0..<appends {
      recorded += Int64(generator.below(20 * 3600)) * 1000
      let first = lines.count + 1
      let last = first + [0, 0, 0, 1, 2, 3][generator.below(6)]
      for _ in first...last { add(Instant(milliseconds: recorded), first...last) }
    }
  }

  private mutating func add(_ recorded: Instant, _ append: ClosedRange<Int>) {
    let seq = lines.count + 1
    var line = Line(
      seq: seq, recorded: recorded, time: recorded, actor: actor(), type: "", subject: "",
      id: "e\(seq)", data: [], correction: nil, append: append)
    if !lines.isEmpty, generator.below(3) == 0 {
      correct(lines[generator.below(lines.count)], &line)
    } else {
      line.type = generator.coin() ? "rating" : "note"
      line.subject = "S\(generator.below(4))"
      line.data = data(line.type)
      line.time = moment(near: recorded)
    }
    lines.append(line)
  }

  private mutating func actor() -> String? {
    [nil, "nurse-1", "dr-2", "records"][generator.below(4)]
  }

  private mutating func moment(near recorded: Instant) -> Instant {
    let hours =
      switch generator.below(6) {
      case 0: generator.below(240)
      case 1: 24
      case 2: -1 - generator.below(60)
      default: generator.below(26)
      }
    return Instant(milliseconds: recorded.milliseconds - Int64(hours) * 3_600_000)
  }

  private mutating func data(_ type: String) -> [(name: String, json: String)] {
    if type == "note" { return [("text", "\"text \(generator.below(5))\"")] }
    var data: [(name: String, json: String)] = [
      ("instrument", "\"GAD-7\""), ("total", "\(generator.below(22))"),
    ]
    if generator.coin() { data.append(("rater", generator.coin() ? "\"self\"" : "\"clinician\"")) }
    return data
  }

  private mutating func correct(_ target: Line, _ line: inout Line) {
    line.type = "correction"
    line.subject = target.subject
    var correction = Correction(action: "void", target: target.seq)
    if target.correction == nil {
      switch generator.below(4) {
      case 0:
        correction.action = "reassign"
        correction.subject = "S\(generator.below(4))"
      case 1, 2:
        correction.action = "amend"
        let what = generator.below(3)
        if what != 0 { correction.time = moment(near: target.time) }
        if what != 1 { correction.data = data(target.type) }
      default: break
      }
    }
    line.data = [
      ("source", "\"\(Self.source)\""), ("id", "\"\(target.id)\""),
      ("action", "\"\(correction.action)\""), ("reason", "\"slip \(line.seq)\""),
    ]
    if let time = correction.time { line.data.append(("time", "\"\(time.text)\"")) }
    if let data = correction.data { line.data.append(("data", Self.object(data))) }
    if let subject = correction.subject { line.data.append(("subject", "\"\(subject)\"")) }
    line.correction = correction
  }

  private static func object(_ members: [(name: String, json: String)]) -> String {
    "{" + members.map { "\"\($0.name)\":\($0.json)" }.joined(separator: ",") + "}"
  }

  /// The file.
  package var bytes: [UInt8] {
    let identity = LogIdentity(name: "audited", origin: "example.org/audited")!
    var bytes = identity.line(recorded: Self.start) + [0x0A]
    for line in lines {
      let actor = line.actor.map { ",\"actor\":\"\($0)\"" } ?? ""
      let body =
        ",\"id\":\"\(line.id)\",\"source\":\"\(Self.source)\"\(actor),\"type\":\"\(line.type)\","
        + "\"subject\":\"\(line.subject)\",\"time\":\"\(line.time.text)\","
        + "\"data\":\(Self.object(line.data))"
      bytes += LineBuilder.line(
        seq: line.seq, recorded: line.recorded, body: Array(body.utf8),
        batch: line.append.count > 1 ? line.append : nil)
      bytes.append(0x0A)
    }
    return bytes
  }
}

/// What the corrections come to, by the words of the specification and nothing else.
extension AuditedLog {
  /// Whether the correction on line `seq` is in force among the first `size` lines.
  package func isInForce(_ seq: Int, size: Int) -> Bool {
    !lines.prefix(size - 1).contains { line in
      line.seq > seq && line.correction?.action == "void" && line.correction?.target == seq
        && isInForce(line.seq, size: size)
    }
  }

  /// The corrections in force of the event on line `seq`, among the first `size` lines.
  package func corrections(of seq: Int, size: Int) -> [Correction] {
    lines.prefix(size - 1).filter { line in
      line.correction?.target == seq && isInForce(line.seq, size: size)
    }.compactMap(\.correction)
  }

  /// What the event on line `seq` says after the first `size` lines: each member as JSON.
  package func state(of seq: Int, size: Int) -> [String: String] {
    let line = lines[seq - 1]
    let corrections = corrections(of: seq, size: size)
    var state = [
      "voided": "\(corrections.contains { $0.action == "void" })",
      "time": "\"\((corrections.last { $0.time != nil }?.time ?? line.time).text)\"",
      "subject": "\"\(corrections.last { $0.subject != nil }?.subject ?? line.subject)\"",
    ]
    for (name, json) in corrections.last(where: { $0.data != nil })?.data ?? line.data {
      state["data.\(name)"] = json
    }
    return state
  }

  /// The event that the correction on line `seq` is about in the end.
  package func root(of seq: Int) -> Int {
    lines[seq - 1].correction.map { root(of: $0.target) } ?? seq
  }
}
