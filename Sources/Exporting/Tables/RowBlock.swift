/// Rows of one table, column by column.
package struct RowBlock: Sendable {
  /// The columns, in the table's order.
  package private(set) var columns: [ColumnValues]

  package init(_ kinds: [ExportColumn.Kind]) { columns = kinds.map(ColumnValues.init) }

  /// Rows whose columns are there already, all equally long.
  package init(columns: [ColumnValues]) {
    precondition(Set(columns.map(\.count)).count <= 1, "columns of one table are equally long")
    self.columns = columns
  }

  /// How many rows there are.
  package var count: Int { columns.first?.count ?? 0 }

  /// Adds to one column; a row is there when all columns got a value.
  mutating func add(to column: Int, _ add: (inout ColumnValues) -> Void) { add(&columns[column]) }

  /// Adds the rows of another block of the same table, all or some.
  package mutating func append(_ other: RowBlock, _ rows: Range<Int>? = nil) {
    for index in columns.indices { columns[index].append(other.columns[index], rows) }
  }

  /// Some of the rows.
  package func part(_ rows: Range<Int>) -> RowBlock {
    var part = RowBlock(columns.map(\.kind))
    part.append(self, rows)
    return part
  }

  /// Adds a number to a column's values of all rows from one on.
  mutating func shift(_ column: Int, by offset: Int, from first: Int) {
    columns[column].shift(by: offset, from: first)
  }
}
