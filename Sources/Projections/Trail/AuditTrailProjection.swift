import Bytes
package import EventLog
import Events
package import Histories

/// From a log's lines to its audit trail.
///
/// The lines are read again, for replay keeps neither who entered an event nor when. What the
/// lists hold is kept in memory; a summary holds the counts alone, and some bytes for each subject.
package struct AuditTrailProjection: Sendable {
  private let question: TrailQuestion

  package init(_ question: TrailQuestion) { self.question = question }

  /// The trail of a log in one view.
  ///
  /// Throws `LogProblem`.
  package func fold(_ histories: Histories) throws(LogProblem) -> AuditTrail {
    var names = EntryNames()
    let ledger = EntryLedger(question, histories.table, names: &names)
    let chains = question.isSummary ? [:] : CorrectionChain.all(histories)
    let reader = try histories.entries(into: ledger, names: names, keeping: Set(chains.keys))
    let read = reader.taker
    var corrections: [AuditTrail.Correction] = []
    if !question.isSummary {
      corrections = CorrectionRecords(histories, read.correctionEntries.map(\.entry), reader.kept)
        .records { read.correctionEntries[$0].isAskedFor }
    }
    return AuditTrail(
      question: question, names: reader.names, subjects: histories.table.subjects,
      actors: Self.actors(read, reader.names),
      total: read.total, hours: read.hours, corrections: corrections, late: read.late,
      backDated: read.backDated, ahead: read.ahead)
  }

  private static func actors(
    _ read: EntryLedger, _ names: EntryNames
  ) -> [(actor: Int32?, tally: AuditTrail.Tally)] {
    var actors: [(actor: Int32?, tally: AuditTrail.Tally)] = read.tallies.enumerated()
      .filter { $0.element.lines > 0 }.map { (Int32($0.offset), $0.element) }
    actors.sort {
      bytesPrecede(names.actors.bytes($0.actor ?? 0), names.actors.bytes($1.actor ?? 0))
    }
    if read.nobody.lines > 0 { actors.append((nil, read.nobody)) }
    return actors
  }
}
