import Bytes
import Events
import Projections

/// The trail as tables.
extension TrailReport {
  /// A row for each actor: of a summary what CSV and JSON Lines hold.
  var actors: Sheet {
    var sheet = Sheet("by actor", [Sheet.Column("actor", nil, .left)] + Self.counts + Self.moments)
    for (number, tally) in trail.actors {
      sheet.add([actorCell(number)] + counts(tally) + Self.moments(tally))
    }
    return sheet
  }

  private static let counts = [
    Sheet.Column("entered"), Sheet.Column("amended"), Sheet.Column("voided"),
    Sheet.Column("reassigned"), Sheet.Column("late"), Sheet.Column("backDated", "back-dated"),
    Sheet.Column("ahead"), Sheet.Column("outsideHours", "outside hours"), Sheet.Column("weekend"),
  ]
  private static let moments = [
    Sheet.Column("first", nil, .left), Sheet.Column("last", nil, .left),
  ]

  private func counts(_ tally: AuditTrail.Tally) -> [Cell] {
    let outside: Cell = trail.question.hours == nil ? .missing : .integer(tally.outsideHours)
    return [
      .integer(tally.entered), .integer(tally.amended), .integer(tally.voided),
      .integer(tally.reassigned), .integer(tally.late), .integer(tally.backDated),
      .integer(tally.ahead), outside, .integer(tally.weekend),
    ]
  }

  private static func moments(_ tally: AuditTrail.Tally) -> [Cell] {
    [.optional(tally.first) { .instant($0) }, .optional(tally.last) { .instant($0) }]
  }

  private func actorCell(_ number: Int32?) -> Cell { .optional(actor(number)) { .text($0) } }

  /// A row for each entry that is listed; of a correction one for each change.
  package var rows: Sheet {
    guard !trail.question.isSummary else { return actors }
    var sheet = Sheet(
      "entries", Self.names.map { Sheet.Column($0, nil, .left) })
    for correction in trail.corrections { add(correction, to: &sheet) }
    for finding in trail.late { add("late", finding, to: &sheet) }
    for finding in trail.backDated { add("backDated", finding, to: &sheet) }
    for finding in trail.ahead { add("ahead", finding, to: &sheet) }
    return sheet
  }

  private static let names = [
    "list", "seq", "recordedtime", "actor", "action", "type", "subject", "time", "days",
    "laterSeq", "targetSeq", "targetSource", "targetId", "reason", "voidedBy", "member", "old",
    "new",
  ]

  private func add(_ list: String, _ finding: AuditTrail.Finding, to sheet: inout Sheet) {
    let entry = finding.entry
    let days = TrailWords.days(finding.milliseconds)
    sheet.add(
      [
        .text(list), .integer(entry.seq), .instant(entry.recorded), actorCell(entry.actor),
        .missing, .text(type(entry.type)), .text(subject(entry.subject)), .instant(entry.time),
        .number(days, decimals: 1), .optional(finding.later),
      ] + Array(repeating: .missing, count: 8))
  }

  private func add(_ correction: AuditTrail.Correction, to sheet: inout Sheet) {
    let head: [Cell] = [
      .text("correction"), .integer(correction.seq), .instant(correction.recorded),
      actorCell(correction.actor), .text(correction.said.action.rawValue),
      correction.target == nil ? .missing : .text(correction.targetType),
      .text(subject(of: correction)), .missing, .missing, .missing, .optional(correction.target),
      .text(correction.said.targetSource.text), .text(correction.said.targetID.text),
      .text(correction.said.reason), .optional(correction.voidedBy),
    ]
    for change in correction.changes {
      sheet.add(head + Self.cells(change))
    }
    if correction.changes.isEmpty { sheet.add(head + [.missing, .missing, .missing]) }
  }

  /// The subject that a correction is written for.
  func subject(of correction: AuditTrail.Correction) -> String {
    trail.subjects.text(correction.said.subject)
  }

  static func cells(_ change: AuditTrail.Change) -> [Cell] {
    [
      .text(change.member), .optional(change.old) { .text($0.text) },
      .optional(change.new) { .text($0.text) },
    ]
  }

  /// The trail in Markdown.
  package var markdown: [String] {
    var lines = ["# audit trail", ""] + actors.markdown + hours.markdown
    if !trail.question.isSummary {
      var corrections = rows
      corrections.title = "corrections, and entries whose time is odd"
      lines += corrections.markdown
    }
    return lines + [header.trailFooter]
  }

  /// Lines by the hour at which they were recorded; hours without any are left out.
  var hours: Sheet {
    var sheet = Sheet(
      "recorded, by hour of the day (UTC)", [Sheet.Column("hour"), Sheet.Column("lines")])
    for (hour, count) in trail.hours.enumerated() where count > 0 {
      sheet.add([.text(hour < 10 ? "0\(hour)" : "\(hour)"), .integer(count)])
    }
    return sheet
  }
}

extension AnswerHeader {
  /// The line under a trail: what it rests on, without a threshold set.
  var trailFooter: String { "\(definition) · \(basis)" }
}
