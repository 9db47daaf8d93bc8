package import Bytes
package import Definitions

/// Rows of delimited tables, by a mapping.
package struct TableSource: ImportSource {
  private let mapping: Mapping
  private var bound: [TableBinding.Bound]
  private let definitions: Definitions
  private var naming: Naming
  /// The file that is read, and what makes events of its rows.
  private var current = 0
  private var makers: [RowEvents]
  private let columns: [TableColumns]
  private var fills: [RatingFill]
  private var blankRows = 0
  package let files: [String]

  /// Opens the files.
  ///
  /// - Parameter hash: digests under the key; `nil` where the mapping says that identifiers are
  ///   pseudonyms.
  package init(
    _ mapping: Mapping, _ files: [String], _ disk: any Disk, _ definitions: Definitions,
    _ hash: KeyedHash?, keepsCrosswalk: Bool
  ) throws(ImportFault) {
    self.mapping = mapping
    self.definitions = definitions
    self.files = files.map { TableBinding.split($0, mapping).path }
    let binding = try TableBinding(mapping, files, shared: false, disk)
    bound = binding.bound
    naming = Naming(hash, keepsCrosswalk: keepsCrosswalk)
    var lookups: [String: Lookup] = [:]
    for (name, columns, key) in Self.wanted(mapping, bound) {
      guard let table = mapping.tables.firstIndex(where: { $0.name == name }),
        let file = bound.first(where: { $0.tables.contains(table) })?.file
      else { continue }
      lookups[name] = try Lookup(columns, by: key, file, mapping.missing)
    }
    makers = bound.map { RowEvents(mapping, mapping.tables[$0.tables[0]], definitions) }
    columns = bound.map {
      TableColumns(mapping.tables[$0.tables[0]], $0.file.headings, mapping.missing, lookups)
    }
    fills = bound.map { RatingFill(mapping.tables[$0.tables[0]]) }
    for (one, columns) in zip(bound, columns) {
      try DayMonthOrder.check(one.file, [(mapping.tables[one.tables[0]], columns)])
    }
  }

  /// Which columns of which tables are looked up, by which key.
  private static func wanted(
    _ mapping: Mapping, _ bound: [TableBinding.Bound]
  ) -> [(table: String, columns: [String], key: String)] {
    bound.flatMap { one in
      let table = mapping.tables[one.tables[0]]
      return table.joins.map { join in
        let start = join.table + "."
        return (
          join.table,
          table.columns.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) },
          join.column
        )
      }
    }
  }

  package var size: Int { bound.reduce(0) { $0 + $1.file.size } }
  package var bytesRead: Int { bound.reduce(0) { $0 + $1.file.offset } }
  package var isBySubject: Bool { mapping.isBySubject }
  package var recordsEntries: Bool { false }
  package var passedOver: [(reason: String, rows: Int)] {
    blankRows > 0
      ? [(blankRows == 1 ? "nothing stands in it" : "nothing stands in them", blankRows)] : []
  }

  /// Whether a row says nothing, as rows that spreadsheets leave behind, or a row that was not kept in a
  /// file of rejects.
  private func isBlank(_ cells: [[UInt8]], _ headings: [String]) -> Bool {
    for (place, cell) in cells.enumerated() where !DelimitedText.trimmed(cell).isEmpty {
      if place >= headings.count || !RejectedCells.columns.contains(headings[place]) {
        return false
      }
    }
    return true
  }
  package var crosswalk: [(pseudonym: [UInt8], identifier: [UInt8])] { naming.crosswalk }
  package var keymark: (mark: [UInt8], source: [UInt8])? {
    naming.keymark.map { ($0, mapping.source) }
  }

  package var remarks: [String] {
    let unused = bound.compactMap { one in
      let table = mapping.tables[one.tables[0]]
      return UnusedColumns.remark(one.file, used: mapping.columns(usedOf: table), table.dropped)
    }
    return unused + zip(bound, fills).flatMap { $1.remarks($0.file.name) }
  }

  package mutating func next() throws(ImportFault) -> ImportedRow? {
    while true {
      guard current < bound.count else { return nil }
      guard let row = try bound[current].file.next() else {
        current += 1
        continue
      }
      return take(row)
    }
  }

  private mutating func take(_ row: DelimitedRow) -> ImportedRow {
    let place = SourcePlace(file: bound[current].number, line: row.line)
    var result = ImportedRow(place, bytes: row.bytes)
    let headings = bound[current].file.headings
    guard !isBlank(row.cells, headings) else {
      blankRows += 1
      return result
    }
    if let ragged = RaggedRow.reason(row.cells, headings.count) {
      result.rejects = [
        Reject(
          place, column: nil, ragged,
          remedy: "mend the row: a cell may hold a separator that is not quoted")
      ]
      return result
    }
    let outcome = makers[current].events(columns[current].cells(row.cells), at: place, &naming)
    result.events = outcome.events
    result.rejects = outcome.rejects
    if outcome.rejects.isEmpty { fills[current].take(outcome.events, at: row.line) }
    return result
  }

  package func rejectsHead(_ file: Int) -> [UInt8] {
    guard let one = bound.first(where: { $0.number == file }) else { return [] }
    return RejectedCells.head(one.file)
  }

  package mutating func rejected(
    _ place: SourcePlace, bytes: Range<Int>, _ rejects: [Reject]
  ) throws(ImportFault) -> [UInt8] {
    guard let one = bound.first(where: { $0.number == place.file }) else { return [] }
    let table = mapping.tables[one.tables[0]]
    return try RejectedCells.row(
      one.file, bytes, rejects, used: mapping.columns(usedOf: table),
      years: YearColumns([table], of: mapping))
  }
}
