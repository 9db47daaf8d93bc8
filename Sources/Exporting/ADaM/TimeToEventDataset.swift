import Bytes
import Projections

extension ExportTable {
  /// Time to loss of relief (ADTTE). The standard has no place for an interval: ADT and AVAL are the
  /// first rating of the loss, as packages expect it, and LTIME and RTIME are the interval itself.
  static func adtte(_ study: String) -> ExportTable {
    ExportTable(
      "ADTTE", title: "Time to Loss of Relief Analysis Dataset",
      "one course, treatment or episode that is lost or censored",
      rows: { subject in
        ReliefRow.rows(of: subject).filter { $0.unit.lastInRelief != nil }
      },
      [
        .text("STUDYID", is: .always, "Study Identifier") { _ in study },
        .text("USUBJID", is: .always, "Unique Subject Identifier") { $0.unit.subject },
        .integer("ASEQ", is: .always, "Analysis Sequence Number: the Unit") { $0.unit.unit },
        .text("PARAM", is: .always, "Parameter") {
          "Time to Loss of Relief after \($0.question.plan.unit.rawValue) (days)"
        },
        .text("PARAMCD", is: .always, "Parameter Code") {
          "REL" + $0.question.plan.unit.rawValue.prefix(5).uppercased()
        },
        .integer("APERIOD", is: .always, "Period: Course") { $0.unit.course },
        .number("AVAL", is: .always, unit: "days", "Analysis Value: R, or L where Censored") {
          $0.unit.upperDays ?? $0.unit.lowerDays
        },
        .text("AVALU", is: .always, "Analysis Value Unit") { _ in "DAYS" },
        .date("STARTDT", is: .always, "Time-to-Event Origin Date") { $0.unit.t0 },
        .instant("STARTDTM", is: .always, "Time-to-Event Origin Datetime (UTC)") { $0.unit.t0 },
        .date("ADT", is: .always, "Analysis Date") { $0.end?.time },
        .instant("ADTM", is: .always, "Analysis Datetime (UTC)") { $0.end?.time },
        .integer("CNSR", is: .always, "Censor: 0 is the Event") { $0.censoring.code },
        .text("EVNTDESC", is: .always, "Event or Censoring Description") {
          $0.censoring.event
        },
        .text("CNSDTDSC", "Censor Date Description") { row in
          row.unit.lost == nil ? "LAST RATING IN RELIEF" : nil
        },
        .text("SRCDOM", is: .always, "Source Data") { _ in "ADQS" },
        .text("SRCVAR", is: .always, "Source Variable") { _ in "ADT" },
        .integer("SRCSEQ", is: .always, "Source Sequence Number: QSSEQ") { $0.end?.seq },
        .number("LTIME", is: .always, unit: "days", "L: Relief Lasted Longer (days)") {
          $0.unit.lowerDays
        },
        .number("RTIME", unit: "days", "R: Lost by Then; Missing if Censored") {
          $0.unit.upperDays
        },
        .number("ENTIME", is: .always, unit: "days", "q: At Risk from Here on (days)") {
          $0.unit.entryDays
        },
        .text("DEFID", is: .always, "Definition") { $0.question.reliefID },
        .text("THRSET", is: .always, "Threshold Set") { $0.question.plan.set },
      ] as [ExportField<ReliefRow>])
  }
}

extension ReliefRow {
  /// The rating that ends the time: R where lost, else L.
  var end: ReliefUnit.RatingReference? { unit.lost ?? unit.lastInRelief }

  /// CNSR and what it means: 0 is the event, all else a reason for censoring.
  var censoring: (code: Int, event: String) {
    if unit.lost != nil { return (0, "RELIEF LOST") }
    switch unit.reason {
    case .retreated?: return (2, "RETREATED WHILE IN RELIEF")
    case .exit?: return (3, "EXIT WHILE IN RELIEF")
    case .unconfirmed?: return (4, "LOSS NOT CONFIRMED")
    default: return (1, "END OF FOLLOW-UP IN RELIEF")
    }
  }
}
