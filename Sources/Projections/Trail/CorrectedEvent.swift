import Bytes
import Events

/// An event's own line and its corrections: what it says in each of its states, as JSON.
struct CorrectedEvent {
  private let time: Instant?
  private let subject: [UInt8]
  private let data: JSONNode?
  private let table: EventTable
  let chain: CorrectionChain

  /// - Parameter line: the event's line, as it is written.
  init(_ line: [UInt8], _ chain: CorrectionChain, _ table: EventTable) {
    let root = (try? JSONDocument(line))?.root
    time = root?["time"]?.text.flatMap { Instant($0) }
    subject = root?["subject"]?.string ?? []
    data = root?["data"]
    self.chain = chain
    self.table = table
  }

  /// What the `place`-th correction changed when it was recorded.
  func changes(by place: Int) -> [AuditTrail.Change] {
    changes(from: chain.state(after: place), to: chain.state(after: place + 1))
  }

  /// What is different now from what the line says.
  var changes: [AuditTrail.Change] {
    changes(from: CorrectionChain.State(), to: chain.state(after: chain.members.count))
  }

  /// The parts of what the event says in a state.
  func parts(_ state: CorrectionChain.State) -> [(member: String, value: [UInt8])] {
    var parts: [(member: String, value: [UInt8])] = [
      ("voided", Array((state.isVoided ? "true" : "false").utf8)), ("time", time(state)),
      ("subject", subject(state)),
    ]
    for (name, value) in data(state)?.members ?? [] {
      var bytes: [UInt8] = []
      value.append(to: &bytes)
      parts.append(("data." + name.text, bytes))
    }
    return parts
  }

  private func changes(
    from old: CorrectionChain.State, to new: CorrectionChain.State
  ) -> [AuditTrail.Change] {
    var changes: [AuditTrail.Change] = []
    func compare(_ member: String, _ old: [UInt8], _ new: [UInt8]) {
      if old != new { changes.append(AuditTrail.Change(member: member, old: old, new: new)) }
    }
    if old.isVoided != new.isVoided {
      compare("voided", Array("\(old.isVoided)".utf8), Array("\(new.isVoided)".utf8))
    }
    if old.time != new.time { compare("time", time(old), time(new)) }
    if old.subject != new.subject { compare("subject", subject(old), subject(new)) }
    if old.data != new.data { changes += Self.changes(from: data(old), to: data(new)) }
    return changes
  }

  /// The members that differ by value: those of the old data in their order, then new ones.
  private static func changes(from old: JSONNode?, to new: JSONNode?) -> [AuditTrail.Change] {
    func bytes(_ node: JSONNode?) -> [UInt8]? {
      guard let node else { return nil }
      var bytes: [UInt8] = []
      node.append(to: &bytes)
      return bytes
    }
    let before = old?.members ?? []
    let after = Dictionary(
      (new?.members ?? []).map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    let known = Set(before.map(\.key))
    var changes: [AuditTrail.Change] = []
    for (name, value) in before {
      let other = after[name]
      if let other, other.hasSameValue(as: value) { continue }
      changes.append(
        AuditTrail.Change(member: "data." + name.text, old: bytes(value), new: bytes(other)))
    }
    for (name, value) in new?.members ?? [] where !known.contains(name) {
      changes.append(AuditTrail.Change(member: "data." + name.text, old: nil, new: bytes(value)))
    }
    return changes
  }

  private func time(_ state: CorrectionChain.State) -> [UInt8] {
    let instant = state.time.flatMap { table.corrections[$0].time } ?? time
    return Self.string(Array((instant?.text ?? "").utf8))
  }

  private func subject(_ state: CorrectionChain.State) -> [UInt8] {
    let given = state.subject.flatMap { table.corrections[$0].newSubject }
    return Self.string(given.map(table.subjects.bytes) ?? subject)
  }

  private func data(_ state: CorrectionChain.State) -> JSONNode? {
    guard let place = state.data else { return data }
    return (try? JSONDocument(table.corrections[place].data ?? []))?.root
  }

  private static func string(_ text: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    JSONString.append(text, to: &bytes)
    return bytes
  }
}
