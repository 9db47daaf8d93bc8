import Bytes

/// Concept ids of the OMOP vocabularies for what a log says in its own words.
///
/// Only ids that are sure are built in; all else is 0, the model's own word for "not mapped", beside
/// the source value. A site that has the vocabularies gives the rest in a file.
package struct OMOPConcepts: Sendable {
  /// What a file cannot say.
  package struct Fault: Error, Equatable, Sendable {
    /// Which member is wrong, and what would do.
    package let sentence: String
  }

  /// What ids are given for, as the file names it.
  package enum Domain: String, CaseIterable, Sendable {
    /// Drugs, by the name that the log has for them.
    case drug
    /// Routes: IV, IM, SC, IN, SL, PO.
    case route
    /// Instruments, as measurements of their totals.
    case instrument
    /// ICD-10-CM codes, as standard conditions.
    case condition
    /// Terms of adverse events, as observations.
    case adverse
  }

  private var ids: [Domain: [String: Int]] = [
    .route: ["IV": 4_171_047, "IM": 4_302_612]
  ]

  package init() {}

  /// The ids of a file, beside or in place of those that are built in:
  /// `{"drug":{"ketamine":11},"instrument":{"GAD-7":12}}`.
  package init(file bytes: [UInt8]) throws(Fault) {
    guard let document = try? JSONDocument(bytes), document.root.kind == .object else {
      throw Fault(sentence: "it is no JSON object")
    }
    for (key, node) in document.root.members {
      let name = key.text
      guard let domain = Domain(rawValue: name) else {
        let known = Domain.allCases.map(\.rawValue)
        let near = Nearest.name(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
        throw Fault(sentence: "\(name) is none of \(known.joined(separator: ", "))\(near)")
      }
      guard node.kind == .object else { throw Fault(sentence: "\(name) is no object") }
      for (key, value) in node.members {
        let word = key.text
        guard let id = value.whole, id >= 0, id <= Int64(Int32.max) else {
          throw Fault(sentence: "\(name), \(word): a concept id is a whole number, 0 or more")
        }
        ids[domain, default: [:]][word] = Int(id)
      }
    }
  }

  /// The id of a word; 0 where none is known.
  package func id(_ domain: Domain, _ word: String) -> Int { ids[domain]?[word] ?? 0 }

  /// The record comes from a health record (EHR): the type of every row.
  static let healthRecord = 32_817
  /// Outpatient visit.
  static let outpatient = 9202
  /// Treatment regimen: what an episode is.
  static let treatmentRegimen = 32_531
  /// The field `drug_exposure.drug_exposure_id`.
  static let drugExposureField = 1_147_094
  /// Systolic and diastolic blood pressure (LOINC 8480-6, 8462-4), and mmHg.
  static let systolic = 3_004_249
  static let diastolic = 3_012_888
  static let millimetresOfMercury = 8876
  /// The model's version 5.4.
  static let version = 756_265

  /// Gender: female, male; 0 for all else.
  static func gender(_ sex: String?) -> Int {
    switch sex {
    case "female": 8532
    case "male": 8507
    default: 0
    }
  }
}
