package import Bytes
import Reports

/// The table `cdm_source`: one row that says where the others come from.
package enum CDMSource {
  /// The file.
  ///
  /// - Parameters:
  ///   - names: the names of the logs.
  ///   - origins: their origins.
  ///   - basis: lines, origin and view in words.
  ///   - engine: program and version.
  ///   - recorded: when the last line of the view was recorded: both dates of release.
  package static func csv(
    names: [String], origins: [String], basis: String, engine: String, recorded: Instant
  ) -> [UInt8] {
    let row = [
      ("cdm_source_name", OMOPSubject.cut(names.joined(separator: " "), 255)),
      ("cdm_source_abbreviation", OMOPSubject.cut(names.joined(separator: " "), 25)),
      ("cdm_holder", OMOPSubject.cut(origins.joined(separator: " "), 255)),
      ("source_description", basis), ("source_documentation_reference", ""),
      ("cdm_etl_reference", "\(engine), export omop"),
      ("source_release_date", recorded.dayText), ("cdm_release_date", recorded.dayText),
      ("cdm_version", "v5.4"), ("cdm_version_concept_id", "\(OMOPConcepts.version)"),
      // No vocabulary is used: source values are the log's own words.
      ("vocabulary_version", "none"),
    ]
    var csv = CSV(row.map(\.0))
    csv.add(row.map { $0.1 ?? "" })
    return csv.bytes
  }
}
