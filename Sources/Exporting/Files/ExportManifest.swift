package import Bytes
package import Reports

/// What an export says about itself: what it was computed from, by which definitions, and what every
/// file is. No clock is asked: the same log gives the same bytes.
package struct ExportManifest: Sendable {
  /// The format, as the command line names it.
  package let format: String
  /// Log and view; its own definition is not used.
  package let header: AnswerHeader
  /// The ids of all definitions that rows carry.
  package let definitions: [String]
  /// When the last line of the view was recorded; of an empty view, when the log began.
  package let recordedThrough: Instant

  package init(
    format: String, header: AnswerHeader, definitions: [String], recordedThrough: Instant
  ) {
    self.format = format
    self.header = header
    self.definitions = definitions
    self.recordedThrough = recordedThrough
  }

  /// Which program writes this.
  package static var engine: String { "reprieve \(Build.version)" }

  /// The document, as `docs/schema/export-tables.schema.json` describes it.
  package func json(_ files: [ExportFolder.File]) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      writeProvenance(to: &json)
      json.array("files", files.sorted { $0.path < $1.path }) { json, file in
        json.object { json in
          json.string("path", file.path)
          json.integer("rows", file.rows)
          json.integer("bytes", file.bytes)
          json.string("sha256", file.digest.hexadecimal)
        }
      }
    }
    return json.bytes + [0x0A]
  }

  /// The study's name: the origins of the logs.
  package var study: String { header.logs.map(\.origin).joined(separator: " ") }

  /// What every Dataset-JSON file says besides its rows.
  package var datasetContext: DatasetJSONEncoder.Context {
    let sizes = header.logs.map { "\($0.size)" }.joined(separator: " ")
    return DatasetJSONEncoder.Context(
      study: study, file: "\(study)/\(sizes)", created: recordedThrough,
      system: ("reprieve", Build.version))
  }

  /// The one row of the table `cdm_source`.
  package var cdmSource: [UInt8] {
    CDMSource.csv(
      names: header.logs.map(\.name), origins: header.logs.map(\.origin), basis: header.basis,
      engine: Self.engine, recorded: recordedThrough)
  }

  /// Where the rows come from, without the files.
  package var provenance: String {
    var json = JSONWriter()
    json.object { writeProvenance(to: &$0) }
    return json.bytes.text
  }

  private func writeProvenance(to json: inout JSONWriter) {
    json.string("format", format)
    json.string("engine", Self.engine)
    json.array("definitions", definitions) { $0.string(nil, $1) }
    json.string("thresholdSet", header.thresholdSet)
    json.string("instrument", header.instrument)
    header.writeBasis(to: &json)
    json.string("where", header.filter)
    json.instant("recordedThrough", recordedThrough)
    if !header.command.isEmpty {
      json.array("command", header.command) { $0.string(nil, $1) }
    }
  }
}
