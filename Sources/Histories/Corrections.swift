import Bytes
import Definitions
import EventLog
import Events

/// Applies the corrections of a view to its events (`docs/spec/definitions.md`, section 2).
///
/// They add up: of all effective corrections of one target, the last that gives data gives its
/// data, the last that gives a time its time, the last that gives a subject its subject. A void
/// stands until it is itself voided. A correction is effective unless an effective void targets
/// it; as a target always stands before its correction, one walk from the last correction to the
/// first decides which are effective.
struct Corrections {
  /// A correction whose payload does not fit its target.
  struct Misfit: Error {
    let seq: Int
    let fault: LineFault
  }

  private let targets: [Int?]
  /// How they bear on events and on each other; known once the corrections are applied.
  private(set) var links = CorrectionLinks()
  /// What was said of events later, by their lines; known once the corrections are applied.
  private(set) var amendments: [Int: Amendment] = [:]

  /// Finds the target of each correction among the events that its subject has by their own lines.
  init(
    _ table: EventTable, _ grouping: Grouping, lines: LineLocator
  ) throws(LogProblem) {
    var targets: [Int?] = []
    for correction in table.corrections {
      let key = UInt32(
        truncatingIfNeeded: EventKey.hash(
          id: correction.targetID, source: correction.targetSource))
      var found: [Int] = []
      for seq in grouping.seqs(of: correction.subject)
      where Int(seq) < correction.seq && table.events[Int(seq)].key == key {
        found.append(Int(seq))
      }
      if found.count > 1 {
        // Two events of one subject share 32 bits of hash: the lines themselves decide.
        var named: [Int] = []
        for seq in found
        where try lines.isNamed(correction.targetID, correction.targetSource, seq: seq) {
          named.append(seq)
        }
        found = named
      }
      targets.append(found.first)
    }
    self.targets = targets
  }

  /// Changes the table into its effective state. Returns whether an event changed its subject.
  mutating func apply(to decoder: inout EventDecoder) throws(Misfit) -> Bool {
    let corrections = decoder.table.corrections
    links = CorrectionLinks(
      corrections.map(\.action),
      targets.map { target in
        guard let target else { return .nothing }
        let event = decoder.table.events[target]
        return event.kind == .correction ? .correction(Int(event.value)) : .event(target)
      })
    for index in corrections.indices where links.isInForce(index) {
      guard corrections[index].action == .void, case .event(let target) = links.targets[index]
      else { continue }
      decoder.table.events[target].flags.insert(.voided)
    }
    var movesSomebody = false
    for (index, correction) in corrections.enumerated() where links.isInForce(index) {
      guard case .event(let target) = links.targets[index] else { continue }
      var event = decoder.table.events[target]
      let voided = event.flags.intersection(.voided)
      switch correction.action {
      case .void: continue
      case .amend:
        if let data = correction.data {
          do { event = try decoder.redecode(data, event) } catch {
            throw Misfit(seq: correction.seq, fault: error)
          }
          event.flags.formUnion(voided)
          amendments[target, default: Amendment()].data = index
        }
        if let time = correction.time {
          event.time = time
          amendments[target, default: Amendment()].time = index
        }
      case .reassign:
        if let subject = correction.newSubject, subject != event.subject {
          event.subject = subject
          movesSomebody = true
        }
      }
      decoder.table.events[target] = event
    }
    return movesSomebody
  }
}
