import Bytes
import Events
package import Projections

/// The answer of `audit trail LINE`: one event's whole history.
package struct LineHistoryReport: Sendable {
  private let header: AnswerHeader
  private let history: LineHistory

  /// - Parameter header: log and view; its definition is `audit-trail.event.v1`.
  package init(_ header: AnswerHeader, _ history: LineHistory) {
    self.header = header
    self.history = history
  }

  private var actor: String? { TrailWords.name(history.entry.actor, history.names.actors) }
  private var subject: String { history.names.subjects.text(history.entry.subject) }
  private var type: String { history.names.types.text(history.entry.type) }

  // MARK: JSON

  /// The document as one JSON object, as `docs/schema/audit-trail.schema.json` describes it.
  package var json: [UInt8] {
    let writer = CorrectionWriter(names: history.names)
    var json = JSONWriter()
    json.object { json in
      json.string("definition", header.definition)
      header.writeBasis(to: &json)
      json.integer("lateHours", history.question.lateHours)
      json.object("entry") { json in
        json.integer("seq", history.entry.seq)
        json.instant("recordedtime", history.entry.recorded)
        json.instant("time", history.entry.time)
        json.string("actor", actor)
        json.string("type", type)
        json.string("subject", subject)
        json.string("source", history.source)
        json.string("id", history.id)
        json.string("line", history.line.text)
      }
      json.object("timing") { json in
        json.double("days", TrailWords.days(history.delay))
        json.bool("isLate", history.correction == nil && history.delay > history.question.late)
        json.bool("isAhead", history.correction == nil && history.delay < 0)
        json.double("backDatedDays", history.backDating.map { TrailWords.days($0.milliseconds) })
        json.integer("laterSeq", history.backDating?.later)
      }
      if let correction = history.correction {
        json.key("correction")
        writer.write(correction, to: &json)
      }
      json.array("corrections", history.corrections) { writer.write($1, to: &$0) }
      json.object("now") { json in
        json.bool("isInForce", history.voidedBy == nil)
        json.integer("voidedBy", history.voidedBy)
        if history.correction == nil {
          json.array("parts", history.parts) { json, part in
            json.object { json in
              json.string("member", part.member)
              json.verbatim("written", part.written)
              json.verbatim("now", part.now)
            }
          }
        }
      }
    }
    return json.bytes + [0x0A]
  }

  // MARK: tables

  /// A row for each member that the event says, and for each change of a correction.
  package var rows: Sheet {
    let names = [
      "part", "seq", "recordedtime", "actor", "action", "reason", "voidedBy", "member", "old",
      "new",
    ]
    var sheet = Sheet("history", names.map { Sheet.Column($0, nil, .left) })
    let entry: [Cell] = [
      .integer(history.entry.seq), .instant(history.entry.recorded),
      .optional(actor) { .text($0) }, .missing, .missing,
    ]
    for part in shownParts {
      let value: Cell = .optional(part.written) { .text($0.text) }
      sheet.add([.text("written")] + entry + [.missing, .text(part.member), .missing, value])
    }
    for correction in (history.correction.map { [$0] } ?? []) + history.corrections {
      let head: [Cell] = [
        .text("correction"), .integer(correction.seq), .instant(correction.recorded),
        .optional(TrailWords.name(correction.actor, history.names.actors)) { .text($0) },
        .text(correction.said.action.rawValue), .text(correction.said.reason),
        .optional(correction.voidedBy),
      ]
      for change in correction.changes { sheet.add(head + TrailReport.cells(change)) }
      if correction.changes.isEmpty { sheet.add(head + [.missing, .missing, .missing]) }
    }
    for part in shownParts {
      let cells = TrailReport.cells(
        AuditTrail.Change(member: part.member, old: part.written, new: part.now))
      sheet.add([.text("now")] + entry + [.optional(history.voidedBy)] + cells)
    }
    return sheet
  }

  private var shownParts: [LineHistory.Part] { history.correction == nil ? history.parts : [] }

  /// The history in Markdown.
  package var markdown: [String] {
    ["# \(Visible.text(title))", ""] + rows.markdown + [header.trailFooter]
  }

  // MARK: text

  private var title: String { "line \(history.entry.seq), \(type) of \(subject)" }

  /// The line, its corrections, and what it is now; 80 columns where values allow it.
  package var text: [String] {
    var lines = [Visible.text(title)]
    func say(_ name: String, _ value: String) {
      lines += Paragraph.lines("  " + Paragraph.padded(name, 10), value)
    }
    say("source", Visible.text(history.source))
    say("id", Visible.text(history.id))
    say("entered", "\(history.entry.recorded.text) by \(TrailWords.actor(actor))")
    say("happened", history.entry.time.text)
    if history.correction == nil {
      say("", TrailWords.delay(history.delay, late: history.question.late))
    }
    if let finding = history.backDating, let later = finding.later {
      say(
        "",
        "back-dated: \(TrailWords.span(finding.milliseconds)) before line \(later), which was "
          + "there already")
    }
    let words = CorrectionText(names: history.names)
    if let correction = history.correction {
      lines += [""] + words.lines(correction, of: subject)
    }
    lines += ["", history.corrections.isEmpty ? "corrections: none" : "corrections"]
    lines += history.corrections.flatMap { words.lines($0, of: subject) }
    lines += [""] + now
    return lines + ["", header.trailFooter]
  }

  private var now: [String] {
    let state = history.voidedBy.map { "taken back by line \($0)" } ?? "in force"
    guard history.correction == nil else { return ["now: \(state)"] }
    var table = TextTable([("", .left), ("written", .left), ("now", .left)])
    for part in history.parts {
      table.add([
        "  " + Visible.text(part.member), TrailWords.value(part.written),
        part.written == part.now ? "same" : TrailWords.value(part.now),
      ])
    }
    return ["now: \(state)"] + table.lines
  }
}
