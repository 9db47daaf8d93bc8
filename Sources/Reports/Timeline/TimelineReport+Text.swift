import Bytes
import Events
import Histories
package import Projections

extension TimelineReport {
  /// The subject in order, a line for each event; then relief after each course, scores, safety, and
  /// where the subject stands.
  package func text(_ plan: AnalysisPlan, explains: Bool, width: Int) -> [String] {
    let history = timeline.record.history
    var lines = [
      "\(Visible.text(timeline.subject))  \(timeline.record.instrument) "
        + "(\(instrumentSource))", "",
    ]
    var table = TextTable([("time (UTC)", .left), ("seq", .right), ("event", .left), ("", .left)])
    for row in rows {
      table.add([Self.minute(row.time), "\(row.seq)", row.kind, Visible.text(row.text)])
      for remark in safetyRemarks(row.seq) { table.add(["", "", "", remark]) }
    }
    lines += table.lines + [""]
    for unit in timeline.relief {
      lines += ReliefReport.verdict(unit, plan).enumerated().map { index, line in
        (index == 0 ? pad("course \(unit.unit)", 11) : "           ") + line
      }
      if explains {
        lines += ReliefReport.explanation(unit, plan).map { "           " + $0 }
      }
    }
    lines += scoresText(plan, width: width)
    lines += safetyText
    let end = history.followUp.exit.map { "by exit, \($0.rawValue)" } ?? "with the last event"
    lines.append("follow-up ends \(history.followUp.end.dayText) \(end)")
    for (name, seqs) in leftOut where !seqs.isEmpty {
      lines.append("\(name): seq \(seqs.map(String.init).joined(separator: ", "))")
    }
    return lines + (standing?.text(width: width) ?? []) + header.lastLines
  }

  /// One row for each event.
  package var sheet: Sheet {
    var sheet = Sheet(
      "",
      [
        .init("subject", nil, .left), .init("time", nil, .left), .init("seq"),
        .init("event", nil, .left), .init("detail", nil, .left),
      ])
    for row in rows {
      sheet.add([
        .text(timeline.subject), .instant(row.time), .integer(row.seq), .text(row.kind),
        .text(row.text),
      ])
    }
    return sheet
  }

  /// Where the index instrument comes from.
  var instrumentSource: String {
    let isStated = record.history.firstIndication != nil
    return record.instrumentFrom == .indication && !isStated
      ? "as no indication is stated" : "from \(record.instrumentFrom.rawValue)"
  }

  var leftOut: [(String, [Int])] {
    let history = timeline.record.history
    return [
      ("not given", timeline.record.treatmentPlan.notGiven),
      ("doses without their infusion", history.orphanedDoses),
      ("infusions whose label another has", history.duplicateLabels),
      ("after the end of follow-up, in no figure", history.afterFollowUp),
    ]
  }
}
