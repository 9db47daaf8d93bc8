import Bytes
import Events
import Histories
import Projections

extension ExportTable {
  /// Adverse events within follow-up.
  static let adverse = ExportTable(
    "adverse", "one adverse event within follow-up",
    rows: AdverseRow.rows(of:),
    [
      .text("subject", is: .always, "the subject") { $0.subject.name },
      .integer("seq", is: .always, "line of the event") { $0.entry.seq },
      .instant("time", is: .always, "when it began") { $0.entry.event.time },
      .text("term", is: .always, "the term, as given") { $0.term },
      .text("severity", "mild, moderate or severe") { $0.severity?.rawValue },
      .boolean("serious", is: .always, "whether it was called serious") {
        $0.entry.event.isSerious
      },
      .text("infusion", "the label of the session that it names") {
        $0.subject.session(of: $0.entry.event)
      },
      .integer("treatment_seq", "line of the infusion whose treatment it is counted for") {
        $0.treatmentSeq
      },
    ] as [ExportField<AdverseRow>])

  /// Blood pressures within follow-up.
  static let vitals = ExportTable(
    "vitals", "one measurement with a blood pressure, within follow-up",
    rows: VitalRow.rows(of:),
    [
      .text("subject", is: .always, "the subject") { $0.subject.name },
      .integer("seq", is: .always, "line of the event") { $0.entry.seq },
      .instant("time", is: .always, "when it was measured") { $0.entry.event.time },
      .number("systolic", unit: "mmHg", "systolic pressure") {
        $0.pressure.systolic.map { BloodPressure.decimal(thousandths: $0).double }
      },
      .number("diastolic", unit: "mmHg", "diastolic pressure") {
        $0.pressure.diastolic.map { BloodPressure.decimal(thousandths: $0).double }
      },
      .text("infusion", "the label of the session that it names") {
        $0.subject.session(of: $0.entry.event)
      },
    ] as [ExportField<VitalRow>])
}

/// An adverse event as a row.
struct AdverseRow: Sendable {
  let subject: ExportedSubject
  let entry: History.Entry
  let term: String
  let severity: Severity?
  let treatmentSeq: Int?

  /// The adverse events of a subject.
  static func rows(of subject: ExportedSubject) -> [AdverseRow] {
    guard subject.isIncluded else { return [] }
    let entries = subject.history.followed.filter { $0.event.kind == .adverse }
    if entries.isEmpty { return [] }
    var treatments: [Int: Int] = [:]
    for session in subject.safety.sessions {
      for event in session.adverse { treatments[event.seq] = session.seq }
    }
    return entries.map { entry in
      let code = Int(entry.event.code)
      return AdverseRow(
        subject: subject, entry: entry, term: subject.word(entry.event.label) ?? "",
        severity: code == 0 ? nil : Severity.allCases[code - 1],
        treatmentSeq: treatments[entry.seq])
    }
  }
}

/// A measurement as a row.
struct VitalRow: Sendable {
  let subject: ExportedSubject
  let entry: History.Entry
  let pressure: BloodPressure

  /// The measurements of a subject that have a blood pressure.
  static func rows(of subject: ExportedSubject) -> [VitalRow] {
    guard subject.isIncluded else { return [] }
    return subject.history.followed.compactMap { entry in
      guard entry.event.kind == .vital else { return nil }
      let pressure = subject.history.table.bloodPressure(entry.event)
      guard pressure.systolic != nil || pressure.diastolic != nil else { return nil }
      return VitalRow(subject: subject, entry: entry, pressure: pressure)
    }
  }
}
