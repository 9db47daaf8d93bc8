import Bytes
import Reports

/// A table as comma-separated values (RFC 4180), missing values as empty cells.
package struct CSVEncoder: TableEncoder {
  private let columns: [ExportColumn]

  package init(_ table: ExportTable) { columns = table.columns }

  package mutating func begin() -> [UInt8] { CSV(columns.map(\.name)).bytes }

  /// Fewer rows are no work for a thread.
  private static let leastRows = 2048

  package mutating func encode(_ rows: RowBlock) -> [UInt8] {
    let columns = rows.columns
    let ranges = Machine.ranges(
      of: 0..<rows.count, parts: 2 * Machine.cores, least: Self.leastRows)
    let parts = Machine.parts(ranges.count) { part in
      var csv = CSV()
      for row in ranges[part] {
        csv.addRow(columns.count) { Self.put(columns[$0], row, &$1) }
      }
      return csv.bytes
    }
    return Array(parts.joined())
  }

  package mutating func end() -> [UInt8] { [] }

  private static func put(_ values: ColumnValues, _ row: Int, _ csv: inout CSV) {
    guard values.isThere[row] else { return }
    if values.kind == .text {
      csv.put(values.text[values.extent(row)])
    } else {
      csv.put { values.append(row, to: &$0) }
    }
  }
}

extension ColumnValues {
  /// Adds a value that is there and no text: the digits that a JSON answer has, times in ISO 8601.
  func append(_ row: Int, to bytes: inout [UInt8]) {
    switch kind {
    case .text: bytes.append(contentsOf: text[extent(row)])
    case .integer: bytes.append(decimal: Int(integers[row]))
    case .number: JSONWriter.append(numbers[row], to: &bytes)
    case .boolean: bytes.append(integers[row] == 0 ? "false" : "true")
    case .timestamp: Instant(milliseconds: integers[row]).append(to: &bytes)
    case .date:
      let instant = Instant(milliseconds: integers[row] * Instant.day)
      bytes.append(text: instant.dayText)
    case .clockTime:
      // 2026-01-05 10:00:00.000
      var time: [UInt8] = []
      Instant(milliseconds: integers[row]).append(to: &time)
      time[10] = UInt8(ascii: " ")
      bytes.append(contentsOf: time.dropLast())
    }
  }
}
