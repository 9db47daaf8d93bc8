package import Bytes

/// A column, and what stands in it for a row.
package struct ExportField<Row>: Sendable {
  /// How many rows each table has so far, by its name: what numbers of rows count from.
  package typealias Counts = [String: Int]

  package let column: ExportColumn
  let add: @Sendable (Row, Counts, inout ColumnValues) -> Void

  private init<Value>(
    _ column: ExportColumn, _ value: @escaping @Sendable (Row) -> Value?,
    _ put: @escaping @Sendable (Value, inout ColumnValues) -> Void
  ) {
    self.column = column
    add = { row, _, values in
      if let value = value(row) {
        put(value, &values)
      } else {
        precondition(column.presence == .optional, "a row has no \(column.name)")
        values.addMissing()
      }
    }
  }

  private init(numbered column: ExportColumn, _ value: @escaping @Sendable (Row) -> Int?) {
    let table = column.counts ?? ""
    self.column = column
    add = { row, counts, values in
      if let value = value(row) {
        values.add(Int64(value + (counts[table] ?? 0) + 1))
      } else {
        precondition(column.presence == .optional, "a row has no \(column.name)")
        values.addMissing()
      }
    }
  }

  /// A text.
  package static func text(
    _ name: String, is presence: ExportColumn.Presence = .optional, _ meaning: String,
    _ value: @escaping @Sendable (Row) -> String?
  ) -> ExportField {
    ExportField(ExportColumn(name, .text, presence, meaning), value) { $1.add($0) }
  }

  /// A whole number.
  package static func integer(
    _ name: String, is presence: ExportColumn.Presence = .optional, unit: String? = nil,
    _ meaning: String, _ value: @escaping @Sendable (Row) -> Int?
  ) -> ExportField {
    ExportField(ExportColumn(name, .integer, presence, unit: unit, meaning), value) {
      $1.add(Int64($0))
    }
  }

  /// A double.
  package static func number(
    _ name: String, is presence: ExportColumn.Presence = .optional, unit: String? = nil,
    _ meaning: String, _ value: @escaping @Sendable (Row) -> Double?
  ) -> ExportField {
    ExportField(ExportColumn(name, .number, presence, unit: unit, meaning), value) { $1.add($0) }
  }

  /// A truth value.
  package static func boolean(
    _ name: String, is presence: ExportColumn.Presence = .optional, _ meaning: String,
    _ value: @escaping @Sendable (Row) -> Bool?
  ) -> ExportField {
    ExportField(ExportColumn(name, .boolean, presence, meaning), value) {
      $1.add(Int64($0 ? 1 : 0))
    }
  }

  /// An instant.
  package static func instant(
    _ name: String, is presence: ExportColumn.Presence = .optional,
    as kind: ExportColumn.Kind = .timestamp, _ meaning: String,
    _ value: @escaping @Sendable (Row) -> Instant?
  ) -> ExportField {
    ExportField(ExportColumn(name, kind, presence, meaning), value) { $1.add($0.milliseconds) }
  }

  /// The calendar day of an instant, in UTC.
  package static func date(
    _ name: String, is presence: ExportColumn.Presence = .optional, _ meaning: String,
    _ value: @escaping @Sendable (Row) -> Instant?
  ) -> ExportField {
    ExportField(ExportColumn(name, .date, presence, meaning), value) { $1.add(Int64($0.dayNumber)) }
  }

  /// The number of a row of a table, from 1 over all subjects.
  ///
  /// - Parameter value: which of the subject's own rows of that table it is, from 0.
  package static func rowNumber(
    _ name: String, of table: String, is presence: ExportColumn.Presence = .always,
    _ meaning: String, _ value: @escaping @Sendable (Row) -> Int?
  ) -> ExportField {
    ExportField(
      numbered: ExportColumn(name, .integer, presence, meaning, counts: table), value)
  }
}
