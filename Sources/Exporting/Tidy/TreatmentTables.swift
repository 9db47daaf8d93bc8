import Bytes
import Events
import Histories
import Projections

extension ExportTable {
  /// Treatments of both kinds.
  static let treatments = ExportTable(
    "treatments", "one treatment, active or control",
    rows: TreatmentRow.rows(of:),
    [
      .text("subject", is: .always, "the subject") { $0.subject.name },
      .integer("seq", is: .always, "line of the infusion") { $0.treatment.seq },
      .text("infusion", is: .always, "the label of the session") {
        $0.subject.label($0.treatment.label)
      },
      .text("drug", "the drug") { $0.subject.word($0.treatment.drug) },
      .text("route", is: .always, "IV, IM, SC, IN, SL or PO") { $0.treatment.route.rawValue },
      .boolean("active", is: .always, "whether it is ketamine, esketamine or arketamine") {
        $0.treatment.isActive
      },
      .boolean("in_courses", is: .always, "whether courses are built from it") {
        $0.treatment.isChosen
      },
      .integer("course", "the number of its course") { $0.treatment.course },
      .text("phase", "induction, maintenance or booster") { $0.treatment.phase?.rawValue },
      .instant("start", is: .always, "when its first dose that delivers something began") {
        $0.treatment.start
      },
      .instant("end", is: .always, "when its last such dose ended") { $0.treatment.end },
      .number("mg", is: .always, unit: "mg", "delivered: the sum of its doses") {
        $0.treatment.milligrams
      },
      .number("weight_kg", unit: "kg", "the weight that the dose is held against") {
        $0.treatment.weight?.double
      },
      .number("mg_per_kg", unit: "mg/kg", "delivered per kg of that weight") {
        $0.treatment.milligramsPerKilogram
      },
      .integer("adverse_events", is: .always, "adverse events in and after it") {
        $0.session?.adverse.count ?? 0
      },
      .integer("serious_adverse_events", is: .always, "those of them that are serious") {
        $0.session?.seriousCount ?? 0
      },
      .integer("peak_cadss", unit: "points", "the highest CADSS total within 24 h") {
        $0.session?.dissociation.map { Int($0.value) }
      },
      .number("peak_systolic", unit: "mmHg", "the highest systolic pressure, likewise") {
        $0.session?.systolic.map { BloodPressure.decimal(thousandths: $0.value).double }
      },
      .number("peak_diastolic", unit: "mmHg", "the highest diastolic pressure, likewise") {
        $0.session?.diastolic.map { BloodPressure.decimal(thousandths: $0.value).double }
      },
    ] as [ExportField<TreatmentRow>])

  /// Single doses.
  static let doses = ExportTable(
    "doses", "one dose of an infusion; several are its steps",
    rows: DoseRow.rows(of:),
    [
      .text("subject", is: .always, "the subject") { $0.subject.name },
      .integer("seq", is: .always, "line of the dose") { $0.entry.seq },
      .instant("time", is: .always, "when it began") { $0.entry.event.time },
      .integer("infusion_seq", is: .always, "line of the infusion that it belongs to") {
        $0.infusion.seq
      },
      .text("infusion", is: .always, "the label of the session") {
        $0.subject.label($0.entry.event.label)
      },
      .number("mg", is: .always, unit: "mg", "the amount") {
        ExactDecimal(mantissa: $0.dose.microgramAmount, exponent: -3).double
      },
      .number("minutes", is: .always, unit: "minutes", "how long it ran; 0 for a bolus") {
        Double($0.dose.duration) / 60_000
      },
      .boolean("after_follow_up", is: .always, "whether it is in no figure for coming too late") {
        $0.isLate
      },
    ] as [ExportField<DoseRow>])
}

/// A treatment as a row.
struct TreatmentRow: Sendable {
  let subject: ExportedSubject
  let treatment: Treatment
  let session: SafetyRecord.Session?

  /// The treatments of a subject.
  static func rows(of subject: ExportedSubject) -> [TreatmentRow] {
    guard subject.isIncluded, !subject.record.treatments.isEmpty else { return [] }
    let sessions = Dictionary(
      uniqueKeysWithValues: subject.safety.sessions.map { ($0.seq, $0) })
    return subject.record.treatments.map {
      TreatmentRow(subject: subject, treatment: $0, session: sessions[$0.seq])
    }
  }
}

/// A dose as a row.
struct DoseRow: Sendable {
  let subject: ExportedSubject
  let entry: History.Entry
  let infusion: History.Entry
  let dose: Dose
  let isLate: Bool

  /// The doses of a subject that have an infusion.
  static func rows(of subject: ExportedSubject) -> [DoseRow] {
    guard subject.isIncluded else { return [] }
    let history = subject.history
    return zip(history.doses, history.doseOwners).map { place, owner in
      let entry = history.events[place]
      return DoseRow(
        subject: subject, entry: entry, infusion: history.events[history.infusions[owner]],
        dose: history.amount(of: entry.event), isLate: place >= history.followedCount)
    }
  }
}
