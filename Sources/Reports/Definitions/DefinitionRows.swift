import Bytes
import Definitions

/// Rows of values: a table of words, or one JSON object each, in which a value keeps its form.
package struct DefinitionRows {
  private let columns: [String]
  private var rows: [[DefinitionValue?]] = []

  init(_ columns: [String]) { self.columns = columns }

  mutating func add(_ kind: String, _ values: [DefinitionValue?]) {
    precondition(values.count == columns.count - 1, "a row has a value for each column")
    rows.append([.text(kind)] + values)
  }

  /// The rows as a table of words.
  package var sheet: Sheet {
    var sheet = Sheet("", columns.map { Sheet.Column($0, nil, .left) })
    for row in rows { sheet.add(row.map { .optional($0) { .text($0.text) } }) }
    return sheet
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
