import Bytes
import Events
import Histories
package import Projections

/// One subject in tables and sentences, for pages.
extension TimelineReport {
  /// Who it is, on what they are rated, and how long they were followed.
  package var findings: [String] {
    let history = record.history
    let end = history.followUp.exit.map { "by exit, \($0.rawValue)" } ?? "with the last event"
    let codes = history.intake.map(history.table.indications) ?? []
    return [
      "\(timeline.subject) is rated on \(record.instrument) (\(instrumentSource))"
        + (codes.isEmpty ? "." : "; indication \(codes.joined(separator: ", "))."),
      "\(Self.counted(record.treatments.count, "treatment")) in "
        + "\(Self.counted(record.treatmentPlan.courses.count, "course")); "
        + "follow-up ends \(history.followUp.end.dayText) \(end).",
    ]
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// How long relief lasted after each course, a sentence each.
  package func reliefFindings(_ plan: AnalysisPlan) -> [String] {
    guard !timeline.relief.isEmpty else {
      return ["No treatment: there is nothing that relief could follow."]
    }
    return timeline.relief.map { unit in
      let (start, end) = (unit.start.dayText, unit.t0.dayText)
      return
        "Course \(unit.unit), \(unit.treatments == 1 ? "1 treatment" : "\(unit.treatments) treatments")"
        + ", \(start == end ? start : "\(start) to \(end)"): "
        + "\(ReliefReport.sentence(unit, plan))."
    }
  }

  /// A row for each course.
  package var reliefSheet: Sheet {
    let units = ReliefReport.unitSheet(timeline.relief)
    var sheet = Sheet("Relief after each course", Array(units.columns.dropFirst()))
    for row in units.rows { sheet.add(Array(row.dropFirst())) }
    return sheet
  }

  /// A row for each treatment.
  package var sessionSheet: Sheet {
    let table = record.history.table
    var sheet = Sheet(
      "Sessions (times in UTC)",
      [
        .init("start", nil, .left), .init("drug", nil, .left), .init("mg"),
        .init("mgPerKg", "mg/kg"), .init("route", nil, .left), .init("minutes"), .init("course"),
        .init("phase", nil, .left), .init("remarks", "seen then", .left), .init("seq", "line"),
      ])
    for treatment in record.treatments {
      let minutes =
        Double(treatment.end.milliseconds - treatment.start.milliseconds) / 60_000
      sheet.add([
        .text(Self.minute(treatment.start)), .text(table.words.text(treatment.drug)),
        .text(Digits.exact(treatment.milligrams)),
        .optional(treatment.milligramsPerKilogram) { .number($0, decimals: 2) },
        .text(treatment.route.rawValue),
        // A dose that states no minutes takes none: nobody said that it took 0.
        minutes > 0 ? .integer(Int(minutes.rounded())) : .missing,
        .optional(treatment.course), .optional(treatment.phase) { .text($0.rawValue) },
        .text(safetyRemarks(treatment.seq).joined(separator: "; ")), .integer(treatment.seq),
      ])
    }
    return sheet
  }

  /// A row for each rating.
  package var ratingSheet: Sheet {
    let table = record.history.table
    var sheet = Sheet(
      "Ratings (times in UTC)",
      [
        .init("time", nil, .left), .init("instrument", nil, .left), .init("total"),
        .init("counts", "counts for relief", .left), .init("flags", "remarks", .left),
        .init("seq", "line"),
      ])
    for rating in record.ratings {
      let name = table.instruments.text(rating.instrument)
      sheet.add([
        .text(Self.minute(rating.time)), .text(name), .optional(rating.total),
        .text(rating.isEligible && name == record.instrument ? "yes" : "no"),
        .text(rating.flags.names.joined(separator: ", ")), .integer(rating.seq),
      ])
    }
    sheet.notes = RatingRemarks.notes(on: record.ratings.flatMap(\.flags.names))
    return sheet
  }

  /// A row for each adverse event.
  package var adverseSheet: Sheet {
    var sheet = Sheet(
      "Adverse events (times in UTC)",
      [
        .init("time", nil, .left), .init("term", nil, .left), .init("severity", nil, .left),
        .init("serious", nil, .left), .init("seq", "line"),
      ])
    for event in timeline.safety.allAdverse {
      sheet.add([
        .text(Self.minute(event.time)), .text(event.term.text),
        .optional(event.severity) { .text($0.rawValue) }, .text(event.isSerious ? "yes" : "no"),
        .integer(event.seq),
      ])
    }
    return sheet
  }

  /// What could have harmed them, and what is left out, in sentences.
  package var safetyFindings: [String] {
    safetyItems.map { $0.text.prefix(1).uppercased() + $0.text.dropFirst() + "." }
  }

  /// Lines that are in no figure, and why.
  package var omissions: [String] {
    leftOut.filter { !$0.1.isEmpty }.map { name, seqs in
      "\(name): seq \(seqs.map(String.init).joined(separator: ", "))."
    }
  }

  /// `2026-01-05 10:00`.
  static func minute(_ time: Instant) -> String {
    String(time.text.prefix(16)).replacing("T", with: " ")
  }
}
