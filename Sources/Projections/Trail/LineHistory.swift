import Bytes
package import EventLog
package import Events
package import Histories

/// One event's whole history: its line, every correction of it, and what it is now.
package struct LineHistory: Sendable {
  /// A part of what the event says: as it was written, and now.
  package struct Part: Equatable, Sendable {
    /// `voided`, `time`, `subject`, or `data.` and the name of a member.
    package let member: String
    /// `nil`: it is not there.
    package let written: [UInt8]?
    /// `nil`: it is no longer there.
    package let now: [UInt8]?
  }

  package let question: TrailQuestion
  package let names: EntryNames
  package let entry: LineEntry
  /// The line, as it is written.
  package let line: [UInt8]
  package let source: String
  package let id: String
  /// Where it lies too far before an event that was there already.
  package let backDating: AuditTrail.Finding?
  /// Of a correction: what it did; `nil` for events.
  package let correction: AuditTrail.Correction?
  /// Every correction of it, those of its corrections too.
  package let corrections: [AuditTrail.Correction]
  /// What it says, member by member.
  package let parts: [Part]
  /// The void in force that takes the event, or the correction, back; `nil`: it counts.
  package let voidedBy: Int?

  /// When it was recorded less when it happened, in milliseconds.
  package var delay: Int64 { entry.recorded.milliseconds - entry.time.milliseconds }

  /// The history of line `seq` of a view, which must be there and not line 0.
  ///
  /// Throws `LogProblem`.
  package init(
    of seq: Int, in histories: Histories, _ question: TrailQuestion
  ) throws(LogProblem) {
    var question = question
    question.isSummary = true
    var names = EntryNames()
    let ledger = EntryLedger(question, histories.table, names: &names, watching: seq)
    let links = histories.links
    let own = histories.table.corrections.firstIndex { $0.seq == seq }
    let root = own.map { links.roots[$0] } ?? seq
    let wanted = Set([seq] + (root.map { [$0] } ?? []))
    let reader = try histories.entries(into: ledger, names: names, keeping: wanted)
    guard let entry = reader.taker.watchedEntry, let line = reader.kept[seq] else {
      try histories.refuseCut(found: reader.count)
      preconditionFailure("line \(seq) is not in the view")
    }
    self.question = question
    self.names = reader.names
    self.entry = entry
    self.line = line
    let document = try? JSONDocument(line)
    source = document?.root["source"]?.text ?? ""
    id = document?.root["id"]?.text ?? ""
    backDating = reader.taker.watchedBackDating
    let records = CorrectionRecords(
      histories, reader.taker.correctionEntries.map(\.entry), reader.kept)
    let places = Self.corrections(of: seq, own, links)
    corrections = records.records { places.contains($0) }
    correction = own.flatMap { own in records.records { $0 == own }.first }
    let table = histories.table
    if let own {
      voidedBy = links.voidedBy[own].map { table.corrections[$0].seq }
    } else {
      voidedBy = places.sorted().first {
        links.targets[$0] == .event(seq) && table.corrections[$0].action == .void
          && links.isInForce($0)
      }.map { table.corrections[$0].seq }
    }
    let chain = CorrectionChain(own == nil ? places.sorted() : [], of: table.corrections, links)
    parts = Self.parts(CorrectedEvent(line, chain, table))
  }

  /// The corrections that are about a line, in the end.
  private static func corrections(of seq: Int, _ own: Int?, _ links: CorrectionLinks) -> Set<Int> {
    var found: Set<Int> = []
    for (index, target) in links.targets.enumerated() {
      switch target {
      case .event(seq): found.insert(index)
      case .correction(let other) where found.contains(other) || other == own:
        found.insert(index)
      default: break
      }
    }
    return found
  }

  private static func parts(_ event: CorrectedEvent) -> [Part] {
    let written = event.parts(CorrectionChain.State())
    let now = event.parts(event.chain.state(after: event.chain.members.count))
    let names = Set(written.map(\.member))
    func value(_ parts: [(member: String, value: [UInt8])], _ member: String) -> [UInt8]? {
      parts.first { $0.member == member }?.value
    }
    return written.map { Part(member: $0.member, written: $0.value, now: value(now, $0.member)) }
      + now.filter { !names.contains($0.member) }
      .map { Part(member: $0.member, written: nil, now: $0.value) }
  }
}
