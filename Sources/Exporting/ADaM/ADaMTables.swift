import Bytes
package import Definitions
import Events
import Histories
import Projections

/// The datasets of `export adam`.
package enum ADaMTables {
  /// ADSL, ADQS and ADTTE.
  ///
  /// - Parameters:
  ///   - study: what STUDYID says.
  ///   - definitions: the instruments, from which codes of parameters are made.
  package static func all(study: String, _ definitions: Definitions) -> [ExportTable] {
    let codes = ParameterCodes(definitions)
    return [.adsl(study), .adqs(study, codes), .adtte(study)]
  }

  /// The columns that name a row of a dataset.
  package static func keys(of table: String) -> [String] {
    switch table {
    case "ADSL": ["STUDYID", "USUBJID"]
    case "ADQS": ["STUDYID", "USUBJID", "PARAMCD", "BASETYPE", "QSSEQ", "AVISIT"]
    default: ["STUDYID", "USUBJID", "PARAMCD", "ASEQ"]
    }
  }
}

/// Codes of parameters, at most eight letters and digits, one for each instrument.
struct ParameterCodes: Sendable {
  private var codes: [String: String] = [:]

  init(_ definitions: Definitions) {
    var taken: Set<String> = []
    for instrument in definitions.instruments {
      var code = String(
        instrument.id.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(8))
      if code.first.map({ !$0.isLetter }) ?? true || taken.contains(code) {
        code = Self.hashed(instrument.id)
      }
      taken.insert(code)
      codes[instrument.id] = code
    }
  }

  /// The code of an instrument; one that nobody defined gets one made from its name.
  func code(_ instrument: String) -> String { codes[instrument] ?? Self.hashed(instrument) }

  private static func hashed(_ name: String) -> String {
    var digits: [UInt8] = []
    Hexadecimal.append(XXH64.hash(Array(name.utf8).span), to: &digits)
    return "X" + Array(digits.prefix(7)).text.uppercased()
  }
}

extension ExportTable {
  /// A row for each subject.
  static func adsl(_ study: String) -> ExportTable {
    ExportTable(
      "ADSL", title: "Subject-Level Analysis Dataset", "one subject",
      rows: { $0.isIncluded ? [SubjectRow($0)] : [] },
      [
        .text("STUDYID", is: .always, "Study Identifier") { _ in study },
        .text("USUBJID", is: .always, "Unique Subject Identifier") { $0.subject.name },
        .text("SUBJID", is: .always, "Subject Identifier for the Study") { $0.subject.name },
        .text("SITEID", "Study Site Identifier") { $0.word(\.site) },
        .integer("AGE", "Age in Year of First Treatment") { row in
          row.intake?.birthYear.flatMap { year in row.firstStart.map { $0.year - year } }
        },
        .text("AGEU", "Age Units") { row in
          row.intake?.birthYear != nil && row.firstStart != nil ? "YEARS" : nil
        },
        .text("SEX", "Sex") { row in
          row.word(\.sex).map { $0 == "female" ? "F" : $0 == "male" ? "M" : "U" }
        },
        .text("ARM", "Description of Planned Arm") { $0.word(\.arm) },
        .text("DIAGCD", "First Indication, ICD-10-CM") { $0.counts.firstIndication },
        .text("INDEXQS", is: .always, "Index Instrument") { $0.counts.instrument },
        .text("SAFFL", is: .always, "Treated Flag") { $0.firstStart == nil ? "N" : "Y" },
        .date("TRTSDT", "Date of First Treatment") { $0.firstStart },
        .instant("TRTSDTM", "Datetime of First Treatment (UTC)") { $0.firstStart },
        .date("TRTEDT", "Date of End of Last Treatment") { $0.lastEnd },
        .instant("TRTEDTM", "Datetime of End of Last Treatment (UTC)") { $0.lastEnd },
        .integer("NTRT", is: .always, "Number of Treatments") { $0.counts.treatments },
        .integer("NCOURSE", is: .always, "Number of Courses") { $0.counts.courses },
        .text("EOSSTT", is: .always, "End of Study Status") { row in
          row.exit.map { $0 == .completed ? "COMPLETED" : "DISCONTINUED" } ?? "ONGOING"
        },
        .text("DCSREAS", "Reason for Discontinuation") { row in
          row.exit.flatMap { $0 == .completed ? nil : $0.rawValue.uppercased() }
        },
        .date("EOSDT", is: .always, "Date of End of Follow-up") { $0.counts.followUpEnd },
        .text("DTHFL", "Subject Death Flag") { $0.exit == .died ? "Y" : nil },
        .date("DTHDT", "Date of Death") { $0.exit == .died ? $0.counts.followUpEnd : nil },
      ] as [ExportField<SubjectRow>])
  }
}

extension SubjectRow {
  /// Start of the first treatment that courses are built from.
  var firstStart: Instant? { subject.record.treatments.first(where: \.isChosen)?.start }
  /// End of the last one.
  var lastEnd: Instant? { subject.record.treatments.filter(\.isChosen).map(\.end).max() }
  /// Why follow-up ended; `nil`: nobody said so.
  var exit: ExitReason? { subject.history.followUp.exit }
}
