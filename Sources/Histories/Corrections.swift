import Bytes
import Definitions
import EventLog
import Events

/// Lines that can be asked for their names again.
protocol NamedLines {
  /// Why a line can't be read again.
  associatedtype Failure: Error
  /// Whether line `seq` has that `id` and `source`.
  func isNamed(_ id: [UInt8], _ source: [UInt8], seq: Int) throws(Failure) -> Bool
}

extension LineLocator: NamedLines {}

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

  /// The row that each correction is about; `nil` where its subject has no such event.
  let targets: [Int?]
  /// How they bear on events and on each other; known once the corrections are applied.
  private(set) var links = CorrectionLinks()
  /// What was said of events later, by their rows; known once the corrections are applied.
  private(set) var amendments: [Int: Amendment] = [:]
  /// Events as their own lines say them, by their rows, where one in force changed them; known
  /// once the corrections are applied.
  private(set) var originals: [Int: Event] = [:]

  /// Finds the target of each correction among the events that its subject has by their own lines.
  init<Lines: NamedLines>(_ table: EventTable, lines: Lines) throws(Lines.Failure) {
    var targets: [Int?] = []
    for (correction, rows) in zip(table.corrections, TargetSieve(table).candidates()) {
      guard rows.count > 1 else {
        targets.append(rows.first)
        continue
      }
      // Two events of one subject share 32 bits of hash: the lines themselves decide.
      var named: Int?
      for row in rows where named == nil {
        let (id, source) = (correction.targetID, correction.targetSource)
        if try lines.isNamed(id, source, seq: table.seq(row)) { named = row }
      }
      targets.append(named)
    }
    self.targets = targets
  }

  /// What some corrections come to, those that a void lifts left out.
  struct Standing {
    /// Those in force, in their order, as indices into the table's `corrections`.
    let inForce: [Int]
    /// Lines of the events that a void takes out.
    let voided: [Int]

    /// - Parameter links: how those of `indices` bear on each other, by their places there.
    fileprivate init(_ indices: [Int], _ corrections: [Correction], _ links: CorrectionLinks) {
      let places = indices.indices.filter(links.isInForce)
      inForce = places.map { indices[$0] }
      voided = places.compactMap { place in
        let isVoid = corrections[indices[place]].action == .void
        guard isVoid, case .event(let seq) = links.targets[place] else { return nil }
        return seq
      }
    }
  }

  /// Which of some corrections, in their order, are in force, given all that were said of their
  /// targets by then.
  func standing(_ indices: some Collection<Int>, in table: EventTable) -> Standing {
    let places = Dictionary(uniqueKeysWithValues: zip(indices, 0...))
    return Standing(
      Array(indices), table.corrections, links(of: indices, in: table) { places[$0] })
  }

  /// How some corrections bear on each other.
  ///
  /// - Parameter place: where among these one of the table's stands; `nil`: it is none of them.
  private func links(
    of indices: some Collection<Int>, in table: EventTable, _ place: (Int) -> Int?
  ) -> CorrectionLinks {
    CorrectionLinks(
      indices.map { table.corrections[$0].action },
      indices.map { index in
        guard let target = targets[index] else { return .nothing }
        let event = table.events[target]
        guard event.kind == .correction else { return .event(target) }
        return place(Int(event.value)).map(CorrectionLinks.Target.correction) ?? .nothing
      })
  }

  /// The line of the event that a correction in force changes; `nil` for a void, and for what is
  /// said of another correction.
  func changed(by index: Int, in table: EventTable) -> Int? {
    guard table.corrections[index].action != .void, let target = targets[index],
      table.events[target].kind != .correction
    else { return nil }
    return target
  }

  /// Changes the table into its effective state.
  mutating func apply(to decoder: inout EventDecoder) throws(Misfit) {
    let corrections = decoder.table.corrections
    links = links(of: corrections.indices, in: decoder.table) { $0 }
    let standing = Standing(Array(corrections.indices), corrections, links)
    // Two voids may have the same target: what its own line says is what it was before the first.
    for target in standing.voided where originals[target] == nil {
      originals[target] = decoder.table.events[target]
      decoder.table.events[target].flags.insert(.voided)
    }
    for index in standing.inForce {
      guard let target = changed(by: index, in: decoder.table) else { continue }
      let correction = corrections[index]
      var event = decoder.table.events[target]
      var amended: Event?
      if let data = correction.amendedData {
        do { amended = try decoder.redecode(data, event) } catch {
          throw Misfit(seq: correction.seq, fault: error)
        }
        amendments[target, default: Amendment()].data = index
      }
      if correction.amendedTime != nil { amendments[target, default: Amendment()].time = index }
      event.take(correction, amended)
      if originals[target] == nil { originals[target] = decoder.table.events[target] }
      decoder.table.events[target] = event
    }
  }

  /// Whose events are by now, corrections applied.
  func regrouped(_ grouping: Grouping, _ table: EventTable) -> Grouping {
    let moved = originals.filter { $1.subject != table.events[$0].subject }
    return grouping.moving(moved.mapValues(\.subject), in: table)
  }
}

extension Correction {
  /// The data that an amend gives.
  var amendedData: [UInt8]? { action == .amend ? data : nil }
  /// The time that an amend gives.
  var amendedTime: Instant? { action == .amend ? time : nil }
}

extension Event {
  /// Takes over what a correction in force says of the event.
  ///
  /// - Parameter amended: the event under the data of an amend; `nil` where it gives none.
  mutating func take(_ correction: Correction, _ amended: Event?) {
    if let amended {
      (value, code, label) = (amended.value, amended.code, amended.label)
      flags = amended.flags.union(flags.intersection(.voided))
    }
    if let given = correction.amendedTime { time = given }
    if correction.action == .reassign, let other = correction.newSubject { subject = other }
  }
}
