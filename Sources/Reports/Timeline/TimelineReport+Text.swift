import Bytes
import Events
import Histories
package import Projections

extension TimelineReport {
  /// The subject in order, a line for each event, then relief after each course.
  package func text(_ plan: AnalysisPlan, explains: Bool) -> [String] {
    let history = timeline.record.history
    var lines = [
      "\(Visible.text(timeline.subject))  \(timeline.record.instrument) "
        + "(from \(timeline.record.instrumentFrom.rawValue))", "",
    ]
    var table = TextTable([("time", .left), ("seq", .right), ("event", .left), ("", .left)])
    for row in rows {
      let time = String(row.time.text.prefix(16)).replacing("T", with: " ")
      table.add([time, "\(row.seq)", row.kind, Visible.text(row.text)])
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
    lines += safetyText
    let end = history.followUp.exit.map { "by exit, \($0.rawValue)" } ?? "with the last event"
    lines.append("follow-up ends \(history.followUp.end.dayText) \(end)")
    for (name, seqs) in leftOut where !seqs.isEmpty {
      lines.append("\(name): seq \(seqs.map(String.init).joined(separator: ", "))")
    }
    return lines + [header.footer]
  }

  /// One row for each event.
  package var csv: [UInt8] {
    var csv = CSV(["subject", "time", "seq", "event", "detail"])
    for row in rows {
      csv.add([timeline.subject, row.time.text, "\(row.seq)", row.kind, row.text])
    }
    return csv.bytes
  }

  /// One JSON object for each event.
  package var jsonLines: [UInt8] {
    rows.reduce(into: []) { bytes, row in
      var json = JSONWriter()
      json.object { json in
        json.string("subject", timeline.subject)
        json.instant("time", row.time)
        json.integer("seq", row.seq)
        json.string("event", row.kind)
        json.string("detail", row.text)
      }
      bytes += json.bytes + [0x0A]
    }
  }

  private var leftOut: [(String, [Int])] {
    let history = timeline.record.history
    return [
      ("not given", timeline.record.treatmentPlan.notGiven),
      ("doses without their infusion", history.orphanedDoses),
      ("infusions whose label another has", history.duplicateLabels),
      ("after the end of follow-up, in no figure", history.afterFollowUp),
    ]
  }
}
