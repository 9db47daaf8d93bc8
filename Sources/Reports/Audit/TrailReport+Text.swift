import Bytes
import Events
import Projections

/// The trail in words.
extension TrailReport {
  /// Who did how much, then each list; 80 columns where names allow it.
  package var text: [String] {
    var lines = ["audit trail", ""]
    lines += work + [""] + oddities + [""] + hours.text(width: Paragraph.width) + [""]
    if !trail.question.isSummary {
      lines += corrections
      lines += list(
        "late entries", "recorded more than \(trail.question.lateHours) h after it happened",
        trail.late)
      lines += list(
        "back-dated",
        "more than \(trail.question.lateHours) h before what the log already held of the subject",
        trail.backDated)
      lines += list("dated ahead", "recorded before it happened", trail.ahead)
    }
    return lines + [header.trailFooter]
  }

  private var work: [String] {
    var table = TextTable([
      ("actor", .left), ("entered", .right), ("amended", .right), ("voided", .right),
      ("reassigned", .right), ("first", .left), ("last", .left),
    ])
    for (number, tally) in trail.actors { table.add(work(TrailWords.actor(actor(number)), tally)) }
    if trail.actors.count > 1 { table.add(work("all", trail.total)) }
    return table.lines
  }

  private func work(_ name: String, _ tally: AuditTrail.Tally) -> [String] {
    [
      name, "\(tally.entered)", "\(tally.amended)", "\(tally.voided)", "\(tally.reassigned)",
      tally.first?.dayText ?? "-", tally.last?.dayText ?? "-",
    ]
  }

  private var oddities: [String] {
    let hours = trail.question.hours
    var columns: [(head: String, side: TextTable.Side)] = [
      ("actor", .left), ("late", .right), ("back-dated", .right), ("ahead", .right),
      ("weekend", .right),
    ]
    if let hours { columns.append(("outside \(hours.text)", .right)) }
    var table = TextTable(columns)
    func add(_ name: String, _ tally: AuditTrail.Tally) {
      let counts =
        [tally.late, tally.backDated, tally.ahead, tally.weekend]
        + (hours == nil ? [] : [tally.outsideHours])
      table.add([name] + counts.map { "\($0)" })
    }
    for (number, tally) in trail.actors { add(TrailWords.actor(actor(number)), tally) }
    if trail.actors.count > 1 { add("all", trail.total) }
    return table.lines
  }

  private var corrections: [String] {
    guard !trail.corrections.isEmpty else { return ["corrections: none", ""] }
    return ["corrections"]
      + trail.corrections.flatMap { correction in
        CorrectionText(names: trail.names).lines(correction, of: subject(of: correction))
      } + [""]
  }

  private func list(
    _ title: String, _ meaning: String, _ findings: [AuditTrail.Finding]
  ) -> [String] {
    guard !findings.isEmpty else { return ["\(title): none", ""] }
    var table = TextTable([
      ("line", .right), ("recorded", .left), ("actor", .left), ("type", .left),
      ("subject", .left), ("by", .right), ("", .left),
    ])
    for finding in findings {
      let entry = finding.entry
      table.add([
        "\(entry.seq)", entry.recorded.dayText, TrailWords.actor(actor(entry.actor)),
        Visible.text(type(entry.type)), Visible.text(subject(entry.subject)),
        TrailWords.span(finding.milliseconds), finding.later.map { "before line \($0)" } ?? "",
      ])
    }
    return Paragraph.lines("\(title): ", meaning) + table.lines.map { "  " + $0 } + [""]
  }
}

/// A correction in words.
struct CorrectionText {
  let names: EntryNames

  /// What it did to what, why, each change, and whether it stands.
  func lines(_ correction: AuditTrail.Correction, of subject: String) -> [String] {
    let head = "  line \(correction.seq)  "
    let indent = String(repeating: " ", count: head.count)
    let who = TrailWords.actor(TrailWords.name(correction.actor, names.actors))
    let name = Visible.text(
      "\(correction.said.targetSource.text)/\(correction.said.targetID.text)")
    let target =
      correction.target.map {
        "line \($0), \(Visible.text(correction.targetType)) of \(Visible.text(subject)), \(name)"
      } ?? "\(name), which is not there"
    var lines = ["\(head)\(TrailWords.moment(correction.recorded))  \(who)"]
    lines += Paragraph.lines(indent, "\(TrailWords.verb(correction.said.action)) \(target)")
    lines += Paragraph.lines(indent, "because: \(Visible.text(correction.said.reason))")
    for change in correction.changes {
      lines += Paragraph.lines(
        indent,
        "\(Visible.text(change.member)): \(TrailWords.value(change.old)) became "
          + TrailWords.value(change.new))
    }
    if correction.changes.isEmpty { lines.append(indent + "changed nothing") }
    if let void = correction.voidedBy { lines.append(indent + "taken back by line \(void)") }
    return lines
  }
}
