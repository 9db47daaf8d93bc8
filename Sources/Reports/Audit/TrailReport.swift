import Bytes
import Events
import Histories
package import Projections

/// The answer of `audit trail`: who entered, amended and voided what, when and why.
package struct TrailReport: Sendable {
  let header: AnswerHeader
  let trail: AuditTrail

  /// - Parameter header: log and view; its definition is `audit-trail.v1`.
  package init(_ header: AnswerHeader, _ trail: AuditTrail) {
    self.header = header
    self.trail = trail
  }

  /// Whether no line was asked about.
  package var isEmpty: Bool { trail.total.lines == 0 }

  func actor(_ number: Int32?) -> String? { TrailWords.name(number, trail.names.actors) }
  func subject(_ number: Int32) -> String { trail.names.subjects.text(number) }
  func type(_ number: Int32) -> String { trail.names.types.text(number) }

  /// The document as one JSON object, as `docs/schema/audit-trail.schema.json` describes it.
  package var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.string("definition", header.definition)
      header.writeBasis(to: &json)
      Self.write(trail.question, to: &json)
      json.object("total") { Self.write(trail.total, trail.question, to: &$0) }
      json.array("actors", trail.actors) { json, row in
        json.object { json in
          json.string("actor", actor(row.actor))
          Self.write(row.tally, trail.question, to: &json)
        }
      }
      json.array("hours", trail.hours) { $0.integer(nil, $1) }
      guard !trail.question.isSummary else { return }
      json.array("corrections", trail.corrections) { json, correction in
        CorrectionWriter(names: trail.names).write(correction, to: &json)
      }
      json.array("late", trail.late) { write($1, to: &$0) }
      json.array("backDated", trail.backDated) { write($1, to: &$0) }
      json.array("ahead", trail.ahead) { write($1, to: &$0) }
    }
    return json.bytes + [0x0A]
  }

  static func write(_ question: TrailQuestion, to json: inout JSONWriter) {
    json.object("question") { json in
      json.integer("lateHours", question.lateHours)
      json.string("hours", question.hours?.text)
      json.string("subject", question.subject?.text)
      json.string("type", question.type?.text)
      json.string("actor", question.actor?.text)
      switch question.since {
      case nil: json.null("since")
      case .lines(let line): json.integer("since", line)
      case .recorded(let instant): json.instant("since", instant)
      }
      json.instant("until", question.until)
    }
  }

  private static func write(
    _ tally: AuditTrail.Tally, _ question: TrailQuestion, to json: inout JSONWriter
  ) {
    json.integer("entered", tally.entered)
    json.integer("amended", tally.amended)
    json.integer("voided", tally.voided)
    json.integer("reassigned", tally.reassigned)
    json.integer("late", tally.late)
    json.integer("backDated", tally.backDated)
    json.integer("ahead", tally.ahead)
    json.integer("outsideHours", question.hours == nil ? nil : tally.outsideHours)
    json.integer("weekend", tally.weekend)
    json.instant("first", tally.first)
    json.instant("last", tally.last)
  }

  private func write(_ finding: AuditTrail.Finding, to json: inout JSONWriter) {
    let entry = finding.entry
    json.object { json in
      json.integer("seq", entry.seq)
      json.instant("recordedtime", entry.recorded)
      json.instant("time", entry.time)
      json.string("actor", actor(entry.actor))
      json.string("type", type(entry.type))
      json.string("subject", subject(entry.subject))
      json.double("days", TrailWords.days(finding.milliseconds))
      if let later = finding.later { json.integer("laterSeq", later) }
    }
  }
}

/// Writes corrections with what they changed.
struct CorrectionWriter {
  let names: EntryNames

  func write(_ correction: AuditTrail.Correction, to json: inout JSONWriter) {
    json.object { json in
      json.integer("seq", correction.seq)
      json.instant("recordedtime", correction.recorded)
      json.string("actor", TrailWords.name(correction.actor, names.actors))
      json.string("action", correction.said.action.rawValue)
      json.string("reason", correction.said.reason)
      json.object("target") { json in
        json.integer("seq", correction.target)
        json.string("source", correction.said.targetSource.text)
        json.string("id", correction.said.targetID.text)
        json.string("type", correction.target == nil ? nil : correction.targetType)
      }
      json.integer("event", correction.root)
      json.array("changes", correction.changes) { json, change in
        json.object { json in
          json.string("member", change.member)
          json.verbatim("old", change.old)
          json.verbatim("new", change.new)
        }
      }
      json.integer("voidedBy", correction.voidedBy)
    }
  }
}
