import Bytes
package import Definitions

/// The tables of `export csv` and `export parquet`: the same columns in both.
package enum TidyTables {
  /// All tables that every export has, in the order in which they are listed.
  package static let all: [ExportTable] = [
    .subjects, .courses, .treatments, .doses, .ratings, .relief, .visits, .gaps, .adverse, .vitals,
  ]

  /// The table of `--wide`.
  package static func wide(_ visits: [Visit]) -> ExportTable { .wide(visits) }

  /// The beginnings of the columns that each visit has in it.
  package static func columnNames(_ visits: [Visit]) -> [String] {
    ExportTable.columnNames(visits)
  }

  /// The data dictionary: a row for each column of each table.
  package static func dictionary(of tables: [ExportTable]) -> [[String]] {
    [["table", "column", "type", "unit", "always_there", "meaning"]]
      + tables.flatMap { table in
        table.columns.map { column in
          [
            table.name, column.name, column.kind.rawValue, column.unit ?? "",
            column.presence == .always ? "true" : "false", column.meaning,
          ]
        }
      }
  }

  /// Unit and meaning of each column of a table, as a JSON object by the columns' names.
  package static func description(of table: ExportTable) -> String {
    var json = JSONWriter()
    json.object { json in
      for column in table.columns {
        json.key(column.name)
        json.object { json in
          json.string("unit", column.unit)
          json.string("meaning", column.meaning)
        }
      }
    }
    return json.bytes.text
  }
}
