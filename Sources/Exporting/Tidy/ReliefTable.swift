import Bytes
import Events
import Projections

extension ExportTable {
  /// Relief as the interval that it is: what interval-censored and delayed-entry estimators need.
  static let relief = ExportTable(
    "relief", "one course, treatment or episode, and how long relief lasted after it",
    rows: ReliefRow.rows(of:),
    [
      .text("subject", is: .always, "the subject") { $0.unit.subject },
      .integer("unit", is: .always, "the number of the course or treatment; an episode is 1") {
        $0.unit.unit
      },
      .integer("course", is: .always, "the course that it is or lies in") { $0.unit.course },
      .text("instrument", is: .always, "the index instrument") { $0.unit.instrument },
      .integer("treatments", is: .always, "treatments in the unit") { $0.unit.treatments },
      .text("phase", "the phase of its first treatment") { $0.unit.phase?.rawValue },
      .instant("start", is: .always, "start of its first treatment") { $0.unit.start },
      .instant("t0", is: .always, "end of its last treatment: what days are counted from") {
        $0.unit.t0
      },
      .instant("window_end", is: .always, "the next treatment's start, else the end of follow-up") {
        $0.unit.windowEnd
      },
      .number("window_days", is: .always, unit: "days", "from t0 to the end of the window") {
        elapsedDays(from: $0.unit.t0, to: $0.unit.windowEnd)
      },
      .text("window_ends_by", is: .always, "treatment, exit or last-event") {
        $0.unit.windowEndsBy.rawValue
      },
      .integer("baseline_seq", "line of the baseline rating") { $0.unit.baseline?.seq },
      .instant("baseline_time", "when the baseline was rated") { $0.unit.baseline?.time },
      .integer("baseline_total", unit: "points", "the baseline") { $0.unit.baseline?.total },
      .text(
        "status", is: .always,
        "no-threshold, no-baseline, low-baseline, no-rating, not-in-relief, lost or censored"
      ) { $0.unit.status.rawValue },
      .text("reason", "why there is no rating, or why the loss was not seen") {
        $0.unit.reason?.rawValue
      },
      .boolean("late", is: .always, "not in relief at the first rating, but at a later one") {
        $0.unit.late
      },
      .boolean("analysed", is: .always, "lost or censored: what estimates are made from") {
        $0.unit.lastInRelief != nil
      },
      .boolean("lost", is: .always, "whether relief was lost, confirmed") { $0.unit.lost != nil },
      .number("entry_days", unit: "days", "q: the first rating; at risk from here on") {
        $0.unit.entryDays
      },
      .number("lower_days", unit: "days", "L: relief lasted longer than this") {
        $0.unit.lowerDays
      },
      .number("upper_days", unit: "days", "R: lost by then; missing where censored") {
        $0.unit.upperDays
      },
      .number("km_days", unit: "days", "R where lost, else L: loss dated at its first rating") {
        $0.unit.upperDays ?? $0.unit.lowerDays
      },
      .integer("entry_seq", "line of the first rating") { $0.unit.entry?.seq },
      .integer("last_in_relief_seq", "line of the rating at L") { $0.unit.lastInRelief?.seq },
      .integer("lost_seq", "line of the rating at R") { $0.unit.lost?.seq },
      .integer("confirmed_first_seq", "line of the first of two ratings that confirm the loss") {
        $0.unit.confirmedBy?.first
      },
      .integer("confirmed_second_seq", "line of the second") { $0.unit.confirmedBy?.second },
      .number("onset_after_days", unit: "days", "A: not yet in relief; from the unit's start") {
        $0.unit.onset?.afterDays
      },
      .number("onset_by_days", unit: "days", "B: in relief; missing where it was never seen") {
        $0.unit.onset?.byDays
      },
      .integer("onset_after_seq", "line of the rating at A; missing: A is the start") {
        $0.unit.onset?.afterSeq
      },
      .integer("onset_by_seq", "line of the rating at B") { $0.unit.onset?.bySeq },
    ] as [ExportField<ReliefRow>] + ExportField.provenance { $0.reliefID })

  /// The gaps between treatments.
  static let gaps = ExportTable(
    "gaps", "the time from one treatment to the next, or to the end of follow-up",
    rows: { subject in subject.gaps.map { GapRow(gap: $0, question: subject.question) } },
    [
      .text("subject", is: .always, "the subject") { $0.gap.subject },
      .integer("ordinal", is: .always, "1 from the first treatment to the second, and so on") {
        $0.gap.ordinal
      },
      .boolean("closed", is: .always, "whether the next treatment came; else right-censored") {
        $0.gap.isClosed
      },
      .number("days", is: .always, unit: "days", "from start to start, or to the end of follow-up")
      {
        $0.gap.days
      },
      .text("kind", is: .always, "induction, after-induction or maintenance") {
        $0.gap.kind.rawValue
      },
      .integer("from_seq", is: .always, "line of the infusion that it starts from") {
        $0.gap.fromSeq
      },
      .integer("to_seq", "line of the infusion that closes it") { $0.gap.toSeq },
      .text("why", "need-driven, schedule-driven or unknown; missing where open") {
        $0.gap.why?.rawValue
      },
      .integer("why_seq", "line of the rating that says so") { $0.gap.whySeq },
    ] as [ExportField<GapRow>] + ExportField.provenance { $0.intervalsID })
}

/// A unit of relief as a row.
struct ReliefRow: AnsweredRow {
  let unit: ReliefUnit
  let question: ExportQuestion

  /// The units of a subject.
  static func rows(of subject: ExportedSubject) -> [ReliefRow] {
    subject.relief.map { ReliefRow(unit: $0, question: subject.question) }
  }
}

/// A gap as a row.
struct GapRow: AnsweredRow {
  let gap: TreatmentGap
  let question: ExportQuestion
}
