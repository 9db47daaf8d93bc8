package import Bytes

/// A table as CDISC Dataset-JSON 1.1 in its JSON form: attributes first, then a row a line.
///
/// Source: the specification "Dataset-JSON v1.1" and its JSON Schema (cdisc-org,
/// DataExchange-DatasetJson). Attributes stand in the order that it recommends for streams. How many
/// records there are is known at the end; until then spaces keep the place.
package struct DatasetJSONEncoder: TableEncoder {
  /// What files say besides their rows.
  package struct Context: Sendable {
    /// The study: the origin of the log.
    package let study: String
    /// The file's identifier, without the dataset's name.
    package let file: String
    /// What stands in the place of the time of creation: when the last line was recorded. A clock
    /// would make other bytes of the same log.
    package let created: Instant
    /// Program and version.
    package let system: (name: String, version: String)

    package init(
      study: String, file: String, created: Instant, system: (name: String, version: String)
    ) {
      self.study = study
      self.file = file
      self.created = created
      self.system = system
    }
  }

  private let table: ExportTable
  private let context: Context
  private let keys: [String]
  private var records = 0

  /// - Parameter keys: the columns that name a row, in their order.
  package init(_ table: ExportTable, _ context: Context, keys: [String]) {
    self.table = table
    self.context = context
    self.keys = keys
  }

  package mutating func begin() -> [UInt8] { beginning(records: 0) }

  package var finalBeginning: [UInt8]? { beginning(records: records) }

  private static let width = 12

  private func beginning(records: Int) -> [UInt8] {
    let count = "\(records)"
    let padded = String(repeating: " ", count: max(0, Self.width - count.count)) + count
    var json = JSONWriter()
    json.object { json in
      json.instant("datasetJSONCreationDateTime", context.created)
      json.string("datasetJSONVersion", "1.1.0")
      json.string("fileOID", "\(context.file)/\(table.name)")
      json.object("sourceSystem") { json in
        json.string("name", context.system.name)
        json.string("version", context.system.version)
      }
      json.string("studyOID", context.study)
      json.string("itemGroupOID", "IG.\(table.name)")
      json.verbatim("records", Array(padded.utf8))
      json.string("name", table.name)
      json.string("label", table.title)
      json.array("columns", table.columns) { json, column in
        json.object { write(column, to: &$0) }
      }
      json.beginArray("rows")
      json.endArray()
    }
    // The array stays open for the rows.
    return json.bytes.dropLast(2) + [0x0A]
  }

  private func write(_ column: ExportColumn, to json: inout JSONWriter) {
    json.string("itemOID", "IT.\(table.name).\(column.name)")
    json.string("name", column.name)
    json.string("label", column.meaning)
    switch column.kind {
    case .text: json.string("dataType", "string")
    case .integer: json.string("dataType", "integer")
    case .number: json.string("dataType", "double")
    case .boolean: json.string("dataType", "boolean")
    case .date:
      json.string("dataType", "date")
      json.string("targetDataType", "integer")
      json.string("displayFormat", "E8601DA.")
    case .timestamp, .clockTime:
      json.string("dataType", "datetime")
      json.string("targetDataType", "integer")
      json.string("displayFormat", "E8601DT.")
    }
    if let place = keys.firstIndex(of: column.name) { json.integer("keySequence", place + 1) }
  }

  package mutating func encode(_ rows: RowBlock) -> [UInt8] {
    var bytes: [UInt8] = []
    for row in 0..<rows.count {
      if records > 0 { bytes.append(",\n") }
      records += 1
      bytes.append(UInt8(ascii: "["))
      for (place, values) in rows.columns.enumerated() {
        if place > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.append(values, row, to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    }
    return bytes
  }

  package mutating func end() -> [UInt8] { Array((records > 0 ? "\n]}\n" : "]}\n").utf8) }

  private static func append(_ values: ColumnValues, _ row: Int, to bytes: inout [UInt8]) {
    guard values.isThere[row] else { return bytes.append("null") }
    switch values.kind {
    case .text: JSONString.append(Array(values.text[values.extent(row)]), to: &bytes)
    case .date, .timestamp, .clockTime:
      bytes.append(UInt8(ascii: "\""))
      if values.kind == .date {
        values.append(row, to: &bytes)
      } else {
        // UTC without its sign, as the display format wants it; milliseconds where there are any.
        var time: [UInt8] = []
        Instant(milliseconds: values.integers[row]).append(to: &time)
        bytes += values.integers[row] % 1000 == 0 ? time.dropLast(5) : time.dropLast()
      }
      bytes.append(UInt8(ascii: "\""))
    case .integer, .number, .boolean: values.append(row, to: &bytes)
    }
  }
}
