import Bytes
package import EventLog
import Events

/// Which lines of a log belong to some subjects: all that would have to leave the log with them.
///
/// - every line that is written for one of them, corrections too;
/// - every event that a correction in force gives to one of them;
/// - every correction that names one of them as the subject to give an event to, in force or not;
/// - every correction of any of these, and so on.
///
/// What is left keeps its meaning: no event that stays has its subject from a correction that goes.
package struct Belongings: Sendable {
  /// Events that the subjects have, or had, in common with others.
  package struct Common: Equatable, Sendable {
    /// How many.
    package var events = 0
    /// The others, by the bytes of their pseudonyms.
    package var others: [[UInt8]] = []
  }

  /// The lines, ascending.
  package let seqs: [Int]
  /// Corrections among them.
  package let corrections: Int
  /// Events written for one of them that now belong to others, by these: their answers change.
  package let given: Common
  /// Events that moved between one of them and others at some time, by these: their answers as of
  /// earlier times may change.
  package let shared: Common

  /// - Parameter histories: all subjects of a log.
  ///
  /// Throws `LogProblem`.
  package init(of names: [[UInt8]], in histories: Histories) throws(LogProblem) {
    let table = histories.table
    let numbers = Set(names.compactMap(table.subjects.find))
    var belongs = table.events.map { numbers.contains($0.subject) }
    for (index, correction) in table.corrections.enumerated() {
      if numbers.contains(correction.subject), case .event(let seq) = histories.links.targets[index]
      {
        belongs[seq] = true
      }
      if let receiver = correction.newSubject, numbers.contains(receiver) {
        belongs[correction.seq] = true
      }
    }
    let strays = try Strays(histories)
    for (index, correction) in table.corrections.enumerated() where !belongs[correction.seq] {
      switch histories.links.targets[index] {
      case .event(let seq): belongs[correction.seq] = belongs[seq]
      case .correction(let other): belongs[correction.seq] = belongs[table.corrections[other].seq]
      case .nothing:
        belongs[correction.seq] = strays.targets[index]?.contains { belongs[$0] } ?? false
      }
    }
    seqs = belongs.indices.filter { belongs[$0] }
    corrections = table.corrections.count { belongs[$0.seq] }

    var owners: [Int: Set<Int32>] = [:]
    var isMoved: Set<Int> = []
    for (index, correction) in table.corrections.enumerated() {
      guard case .event(let seq) = histories.links.targets[index],
        let receiver = correction.newSubject
      else { continue }
      owners[seq, default: [correction.subject]].insert(receiver)
      if belongs[correction.seq] { isMoved.insert(seq) }
    }
    var given: [Int32: Set<Int>] = [:]
    var shared: [Int32: Set<Int>] = [:]
    for seq in isMoved {
      let event = table.events[seq]
      for owner in (owners[seq] ?? []).subtracting(numbers) {
        let isItsNow = belongs[seq] && owner == event.subject && !event.flags.contains(.voided)
        if isItsNow {
          given[owner, default: []].insert(seq)
        } else {
          shared[owner, default: []].insert(seq)
        }
      }
    }
    func common(_ events: [Int32: Set<Int>]) -> Common {
      Common(
        events: events.values.reduce(into: Set()) { $0.formUnion($1) }.count,
        others: events.keys.map(table.subjects.bytes).sorted(by: bytesPrecede))
    }
    self.given = common(given)
    self.shared = common(shared)
  }
}

/// Corrections whose target is an event of another subject: without effect, which `append` refuses,
/// but they name it.
private struct Strays {
  /// By their places among the corrections, the lines that they name.
  let targets: [Int: [Int]]

  init(_ histories: Histories) throws(LogProblem) {
    let table = histories.table
    var wanted: [UInt32: [Int]] = [:]
    for (index, target) in histories.links.targets.enumerated() where target == .nothing {
      let correction = table.corrections[index]
      let key = EventKey.hash(id: correction.targetID, source: correction.targetSource)
      wanted[UInt32(truncatingIfNeeded: key), default: []].append(index)
    }
    var targets: [Int: [Int]] = [:]
    if !wanted.isEmpty {
      for (seq, event) in table.events.enumerated() where seq > 0 {
        for index in wanted[event.key] ?? [] {
          let correction = table.corrections[index]
          if try histories.lines.isNamed(correction.targetID, correction.targetSource, seq: seq) {
            targets[index, default: []].append(seq)
          }
        }
      }
    }
    self.targets = targets
  }
}
