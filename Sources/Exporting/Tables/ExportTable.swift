/// A table of an export: its name, what a row of it is, its columns, and what rows a subject gives.
package struct ExportTable: Sendable {
  /// Its name, which is that of its file without the ending.
  package let name: String
  /// What it is called in words, where its format asks for that.
  package let title: String
  /// What a row is.
  package let meaning: String
  package let columns: [ExportColumn]
  private let rows: @Sendable (ExportedSubject, ExportField<Void>.Counts, inout RowBlock) -> Void

  /// - Parameters:
  ///   - rows: the rows of one subject.
  ///   - fields: the columns, each with what stands in it.
  package init<Row>(
    _ name: String, title: String = "", _ meaning: String,
    rows: @escaping @Sendable (ExportedSubject) -> [Row], _ fields: [ExportField<Row>]
  ) {
    self.name = name
    self.title = title
    self.meaning = meaning
    columns = fields.map(\.column)
    self.rows = { subject, counts, block in
      for row in rows(subject) {
        for (index, field) in fields.enumerated() {
          block.add(to: index) { field.add(row, counts, &$0) }
        }
      }
    }
  }

  /// No rows yet.
  package var emptyBlock: RowBlock { RowBlock(columns.map(\.kind)) }

  /// Whether any column numbers rows.
  var hasRowNumbers: Bool { columns.contains { $0.counts != nil } }

  /// Adds the rows of a subject.
  ///
  /// - Parameter counts: how many rows each table had before this subject.
  func add(
    _ subject: ExportedSubject, _ counts: ExportField<Void>.Counts, to block: inout RowBlock
  ) { rows(subject, counts, &block) }

  /// Adds rows that were put together elsewhere, and counted from 0.
  ///
  /// - Parameter counts: how many rows each table had before them.
  func append(
    _ later: RowBlock, _ counts: ExportField<Void>.Counts, to block: inout RowBlock
  ) {
    let first = block.count
    block.append(later)
    for (index, column) in columns.enumerated() {
      guard let table = column.counts else { continue }
      block.shift(index, by: counts[table] ?? 0, from: first)
    }
  }
}
