import Bytes
import Definitions

/// Rows of values for programs: comma-separated, or one JSON object each.
package struct DefinitionRows {
  private let columns: [String]
  private var rows: [[DefinitionValue?]] = []

  init(_ columns: [String]) { self.columns = columns }

  mutating func add(_ kind: String, _ values: [DefinitionValue?]) {
    precondition(values.count == columns.count - 1, "a row has a value for each column")
    rows.append([.text(kind)] + values)
  }

  /// Comma-separated values (RFC 4180).
  package var csv: [UInt8] {
    var csv = CSV(columns)
    for row in rows { csv.add(row.map { $0?.text ?? "" }) }
    return csv.bytes
  }

  /// One JSON object for each row.
  package var jsonLines: [UInt8] {
    rows.reduce(into: []) { bytes, row in
      var json = JSONWriter()
      json.object { json in
        for (column, value) in zip(columns, row) {
          json.key(column)
          if let value { value.write(nil, to: &json) } else { json.null() }
        }
      }
      bytes += json.bytes + [0x0A]
    }
  }
}
