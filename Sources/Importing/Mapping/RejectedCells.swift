import Bytes

extension Mapping {
  /// The columns of a table that enter, in whatever form, or are looked up by other tables.
  func columns(usedOf table: TableRule) -> Set<String> {
    var used = Set(table.needed)
    for other in tables {
      for join in other.joins where join.table == table.name {
        let start = join.table + "."
        used.insert(join.column)
        used.formUnion(
          other.columns.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) })
      }
    }
    return used
  }
}

/// Columns that a mapping does not speak of: they are named, never silently left out.
enum UnusedColumns {
  static func remark(
    _ file: DelimitedFile, used: Set<String>, _ dropped: Set<String>
  ) -> String? {
    let unknown = file.headings.filter { name in
      !used.contains(name) && !dropped.contains(name) && !RejectedCells.columns.contains(name)
    }
    guard !unknown.isEmpty else { return nil }
    let names = Self.words(unknown)
    return unknown.count == 1
      ? "\(file.name): a column is not in the mapping and does not enter: \(names)"
      : "\(file.name): \(unknown.count) columns are not in the mapping and do not enter: \(names)"
  }

  /// Headings in words: the first twenty, and how many more.
  static func words(_ headings: [String]) -> String {
    let shown = headings.prefix(20).map { $0.isEmpty ? "(no heading)" : $0 }
      .joined(separator: ", ")
    return shown + (headings.count > 20 ? " and \(headings.count - 20) more" : "")
  }
}

/// Rows with more or fewer cells than there are headings.
enum RaggedRow {
  /// Why a row can't be read; `nil` where it can. Empty cells too many are left behind by spreadsheets,
  /// and say nothing.
  static func reason(_ cells: [[UInt8]], _ headings: Int) -> String? {
    if cells.count < headings { return "has \(cells.count) cells under \(headings) headings" }
    guard cells.count > headings, cells[headings...].contains(where: { !$0.isEmpty }) else {
      return nil
    }
    return "has \(cells.count) cells under \(headings) headings"
  }
}

/// Rejected rows in the columns and letters of their file. Cells of columns that do not enter are left empty, and
/// of birth dates the year is kept: but for identifiers the file of rejects must not say what the log does not.
enum RejectedCells {
  /// What stands behind the columns of the input; an import passes over them.
  static let columns = ["reject_line", "reject_column", "reject_reason"]

  /// The headings of a file of rejects.
  static func headings(_ file: DelimitedFile) -> [String] {
    file.headings.filter { !columns.contains($0) } + columns
  }

  /// The first line of a file of rejects, in the form of the file that they come from.
  static func head(_ file: DelimitedFile) -> [UInt8] {
    (file.hasMark ? [0xEF, 0xBB, 0xBF] : []) + file.row(headings(file).map { Array($0.utf8) })
  }

  /// - Parameters:
  ///   - used: the columns that enter.
  ///   - years: those of them of which a year enters.
  static func row(
    _ file: DelimitedFile, _ bytes: Range<Int>, _ rejects: [Reject], used: Set<String>,
    years: YearColumns
  ) throws(ImportFault) -> [UInt8] {
    let cells = try file.cells(at: bytes)
    let headings = file.headings
    let kept = headings.indices.filter { !columns.contains(headings[$0]) }
    // Nobody knows which cell of a ragged row belongs to which column.
    let isRagged = RaggedRow.reason(cells, headings.count) != nil
    let shown = kept.map { place in
      isRagged || place >= cells.count || !used.contains(headings[place])
        ? [] : years.kept(cells[place], of: headings[place])
    }
    let reasons = rejects.map(\.reason) + (isRagged ? ["see the line itself"] : [])
    let notes = [
      "\(rejects.first?.place.line ?? 0)",
      rejects.compactMap(\.column).joined(separator: "; "), reasons.joined(separator: "; "),
    ]
    return file.row(shown + notes.map { Array($0.utf8) })
  }
}
