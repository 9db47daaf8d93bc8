import Bytes
import Events
import Histories

/// All corrections of one event, those of its corrections too, in the order of the log; and what the
/// event is after the first so many of them.
struct CorrectionChain {
  /// What an event is at some moment.
  struct State: Equatable {
    var isVoided = false
    /// The correction that gives it its time, by its place in the table; `nil`: its own line.
    var time: Int?
    /// Likewise its data.
    var data: Int?
    /// Likewise its subject.
    var subject: Int?
  }

  /// Places in the table's `corrections`, ascending.
  let members: [Int]
  private let corrections: [Correction]
  private let targets: [CorrectionLinks.Target]

  init(_ members: [Int], of corrections: [Correction], _ links: CorrectionLinks) {
    self.members = members
    self.corrections = members.map { corrections[$0] }
    var places: [Int: Int] = [:]
    for (place, member) in members.enumerated() { places[member] = place }
    targets = members.map { member in
      guard case .correction(let other) = links.targets[member] else {
        return links.targets[member]
      }
      return places[other].map(CorrectionLinks.Target.correction) ?? .nothing
    }
  }

  /// The chains of all events that were ever corrected, by the line of the event.
  static func all(_ histories: Histories) -> [Int: CorrectionChain] {
    var members: [Int: [Int]] = [:]
    for (index, root) in histories.links.roots.enumerated() {
      if let root { members[root, default: []].append(index) }
    }
    return members.mapValues {
      CorrectionChain($0, of: histories.table.corrections, histories.links)
    }
  }

  /// The event after the first `count` corrections, as somebody saw it who looked then.
  func state(after count: Int) -> State {
    let links = CorrectionLinks(
      corrections.prefix(count).map(\.action), Array(targets.prefix(count)))
    var state = State()
    for place in 0..<count where links.isInForce(place) {
      guard case .event = targets[place] else { continue }
      let correction = corrections[place]
      switch correction.action {
      case .void: state.isVoided = true
      case .amend:
        if correction.data != nil { state.data = members[place] }
        if correction.time != nil { state.time = members[place] }
      case .reassign: if correction.newSubject != nil { state.subject = members[place] }
      }
    }
    return state
  }
}
