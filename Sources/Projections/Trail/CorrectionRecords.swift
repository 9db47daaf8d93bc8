import Bytes
import Events
import Histories

/// Puts together what the trail says about corrections: their own words, who entered them, and what
/// each changed.
struct CorrectionRecords {
  private let histories: Histories
  /// The entry of each correction, in the order of the table's.
  private let entries: [LineEntry]
  private let roots: [Int?]
  private let chains: [Int: CorrectionChain]
  /// The lines of corrected events.
  private let lines: [Int: [UInt8]]

  init(_ histories: Histories, _ entries: [LineEntry], _ lines: [Int: [UInt8]]) {
    self.histories = histories
    self.entries = entries
    self.lines = lines
    roots = histories.links.roots
    chains = CorrectionChain.all(histories)
  }

  /// The corrections, by their places in the table, that `isWanted`.
  func records(where isWanted: (Int) -> Bool) -> [AuditTrail.Correction] {
    let corrections = histories.table.corrections
    var records: [AuditTrail.Correction] = []
    var changes: [Int: [AuditTrail.Change]] = [:]
    for (root, chain) in chains where chain.members.contains(where: isWanted) {
      guard let line = lines[root] else { continue }
      let event = CorrectedEvent(line, chain, histories.table)
      for (place, member) in chain.members.enumerated() where isWanted(member) {
        changes[member] = event.changes(by: place)
      }
    }
    for index in corrections.indices where isWanted(index) && index < entries.count {
      let target: Int? =
        switch histories.links.targets[index] {
        case .event(let seq): seq
        case .correction(let other): corrections[other].seq
        case .nothing: nil
        }
      records.append(
        AuditTrail.Correction(
          seq: corrections[index].seq, recorded: entries[index].recorded,
          actor: entries[index].actor, said: corrections[index], target: target,
          targetType: target.map(type) ?? "", root: roots[index], changes: changes[index] ?? [],
          voidedBy: histories.links.voidedBy[index].map { corrections[$0].seq }))
    }
    return records
  }

  /// The type of a line, as it is written.
  private func type(_ seq: Int) -> String {
    let event = histories.table.events[seq]
    return event.kind == .unknown
      ? histories.table.words.text(event.label) : event.kind.word.description
  }
}
