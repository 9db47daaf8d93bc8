import Bytes
import Definitions
import EventLog
import Events
import Histories
package import Projections

/// The answer of `timeline`: one subject in order.
package struct TimelineReport: Sendable {
  /// Definition, set, log, view.
  package var header: AnswerHeader
  package var timeline: TimelineProjection.Timeline
  /// Whether the document has the member `extra`.
  package var hasExtra = false
  /// Where the subject stands; `nil`: not asked for.
  package var standing: StandingReport?

  package init(header: AnswerHeader, timeline: TimelineProjection.Timeline) {
    self.header = header
    self.timeline = timeline
  }

  var record: CaseRecord { timeline.record }

  /// The document as one JSON object, as `docs/schema/timeline.schema.json` describes it.
  package var json: [UInt8] {
    let history = record.history
    var json = JSONWriter()
    json.object { json in
      header.write(to: &json, single: true)
      json.string("subject", timeline.subject)
      json.object("followUp") { json in
        json.instant("end", history.followUp.end)
        json.string("endsBy", history.followUp.exit == nil ? "last-event" : "exit")
        json.string("exitReason", history.followUp.exit?.rawValue)
      }
      json.string("instrumentFrom", record.instrumentFrom.rawValue)
      json.array("instrumentsRated", record.instrumentsRated) { $0.string(nil, $1) }
      json.array("treatments", record.treatments) { write($1, to: &$0) }
      json.array("courses", zip(record.treatmentPlan.courses, timeline.baselines)) {
        write($1.0, $1.1, to: &$0)
      }
      json.array("ratings", record.ratings) { write($1, to: &$0) }
      json.array("relief", timeline.relief) { ReliefReport.write($1, to: &$0) }
      json.array("notGiven", record.treatmentPlan.notGiven) { $0.integer(nil, $1) }
      json.array("orphanedDoses", history.orphanedDoses) { $0.integer(nil, $1) }
      json.array("duplicateLabels", history.duplicateLabels) { $0.integer(nil, $1) }
      json.array("afterFollowUp", history.afterFollowUp) { $0.integer(nil, $1) }
      guard hasExtra || standing != nil || header.hasEvidence else { return }
      json.object("extra") { json in
        if hasExtra { writeSafety(to: &json) }
        standing?.write(to: &json)
        header.writeEvidence(to: &json)
      }
    }
    return json.bytes + [0x0A]
  }

  private func write(_ treatment: Treatment, to json: inout JSONWriter) {
    let table = record.history.table
    json.object { json in
      json.integer("seq", treatment.seq)
      json.string("infusion", table.labels.text(treatment.label))
      json.string("drug", table.words.text(treatment.drug))
      json.string("route", treatment.route.rawValue)
      json.bool("active", treatment.isActive)
      json.instant("start", treatment.start)
      json.instant("end", treatment.end)
      json.double("mg", treatment.milligrams)
      json.double("mgPerKg", treatment.milligramsPerKilogram)
      json.integer("course", treatment.course)
      json.string("phase", treatment.phase?.rawValue)
    }
  }

  private func write(
    _ course: Course, _ baseline: CaseRecord.Rating?, to json: inout JSONWriter
  ) {
    json.object { json in
      json.integer("course", course.number)
      json.integer("treatments", course.count)
      json.instant("start", record.treatmentPlan.first(of: course).start)
      json.instant("end", record.treatmentPlan.last(of: course).end)
      ReliefReport.write(baseline?.reference, "baseline", to: &json)
    }
  }

  private func write(_ rating: CaseRecord.Rating, to json: inout JSONWriter) {
    let name = record.history.table.instruments.text(rating.instrument)
    json.object { json in
      json.integer("seq", rating.seq)
      json.instant("time", rating.time)
      json.string("instrument", name)
      json.integer("total", rating.total)
      json.bool("eligible", rating.isEligible && name == record.instrument)
      json.array("flags", rating.flags.names) { $0.string(nil, $1) }
    }
  }

  /// What happened, in one row: time, line, kind and words.
  struct Row {
    let time: Instant
    let seq: Int
    let kind: String
    let text: String
  }

  /// All events of the subject in order; treatments where they start.
  var rows: [Row] {
    let history = record.history
    let table = history.table
    let treatments = Dictionary(uniqueKeysWithValues: record.treatments.map { ($0.seq, $0) })
    let ratings = Dictionary(uniqueKeysWithValues: record.ratings.map { ($0.seq, $0) })
    var rows: [Row] = []
    for entry in history.events {
      let event = entry.event
      var time = event.time
      let text: String
      switch event.kind {
      case .infusion:
        if let treatment = treatments[entry.seq] {
          time = treatment.start
          text = words(treatment)
        } else {
          text = "\(table.labels.text(event.label)): \(whyNotShown(entry))"
        }
      case .rating: text = ratings[entry.seq].map(words) ?? ""
      case .intake:
        let codes = table.indications(table.intakes[Int(event.value)])
        text = codes.isEmpty ? "no indication" : codes.joined(separator: ", ")
      case .adverse:
        let severity = event.code == 0 ? "" : ", \(Severity.allCases[Int(event.code) - 1].rawValue)"
        text = table.words.text(event.label) + severity + (event.isSerious ? ", serious" : "")
      case .medication:
        text =
          "\(table.words.text(event.label)): \(MedicationAction.allCases[Int(event.code)].rawValue)"
      case .exit: text = ExitReason.allCases[Int(event.code)].rawValue
      case .unknown: text = "of the unknown type \(table.words.text(event.label))"
      case .dose: continue
      case .vital:
        let pressure = table.bloodPressure(event)
        text = SafetyText.words(systolic: pressure.systolic, diastolic: pressure.diastolic)
      case .plan: text = Appointment(event).words
      case .note, .correction, .log: text = ""
      }
      rows.append(
        Row(
          time: time, seq: entry.seq,
          kind: event.kind == .unknown ? "unknown" : event.kind.word.description, text: text))
    }
    return rows.sorted { ($0.time, $0.seq) < ($1.time, $1.seq) }
  }

  /// Why an infusion is no treatment.
  private func whyNotShown(_ entry: History.Entry) -> String {
    let history = record.history
    if !history.ownsLabel(entry.seq) { return "another infusion has this label" }
    return entry.event.time > history.followUp.end ? "after the end of follow-up" : "not given"
  }

  private func words(_ treatment: Treatment) -> String {
    let table = record.history.table
    var text = "\(table.words.text(treatment.drug)) \(Digits.exact(treatment.milligrams)) mg"
    if let perKilogram = treatment.milligramsPerKilogram {
      text += " (\(Digits.exact((perKilogram * 100).rounded() / 100)) mg/kg)"
    }
    let minutes = Double(treatment.end.milliseconds - treatment.start.milliseconds) / 60_000
    text += " \(treatment.route.rawValue)"
    // A dose that states no minutes takes none: nobody said that it took 0.
    if minutes > 0 { text += ", \(Digits.exact(minutes.rounded())) min" }
    if let course = treatment.course, let phase = treatment.phase {
      text += ", course \(course), \(phase.rawValue)"
    }
    return text
  }

  private func words(_ rating: CaseRecord.Rating) -> String {
    let name = record.history.table.instruments.text(rating.instrument)
    let flags = rating.flags.names.joined(separator: ", ")
    return "\(name) \(rating.total.map { "\($0)" } ?? "no total")"
      + (flags.isEmpty ? "" : "  (\(flags))")
  }
}
