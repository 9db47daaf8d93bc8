package import Bytes

/// A table of an answer, rendered alike as text, Markdown, CSV and JSON Lines.
package struct Sheet: Sendable {
  /// A column.
  package struct Column: Sendable {
    /// Its name for programs.
    package let key: String
    /// Its name for people.
    package let head: String
    /// Where its text stands.
    package let side: TextTable.Side
    /// The higher, the sooner it is left out where the screen is narrow; 0: never.
    package let rank: Int
    /// Whether its numbers name what the others of a row are about.
    package let isName: Bool

    package init(
      _ key: String, _ head: String? = nil, _ side: TextTable.Side = .right, rank: Int = 0,
      isName: Bool = false
    ) {
      self.key = key
      self.head = head ?? key
      self.side = side
      self.rank = rank
      self.isName = isName
    }
  }

  /// What it shows.
  package var title: String
  package var columns: [Column]
  package private(set) var rows: [[Cell]] = []
  /// Remarks under it.
  package var notes: [String] = []

  package init(_ title: String, _ columns: [Column]) {
    self.title = title
    self.columns = columns
  }

  /// Adds a row, a cell for each column.
  package mutating func add(_ row: [Cell]) {
    precondition(row.count == columns.count, "a row of \(title) has \(row.count) cells")
    rows.append(row)
  }

  /// Whether every number of it is kept back: then its rows are labels and nothing else.
  package var tellsNothing: Bool {
    !rows.isEmpty
      && rows.allSatisfy { row in
        row.contains(.withheld)
          && zip(columns, row).allSatisfy { column, cell in
            if case .text = cell { return true }
            // Days say what a row is about.
            return column.isName || ["days", "day"].contains(column.key) || cell == .withheld
              || cell == .missing
          }
      }
  }

  /// The sheet with columns in front that say the same in every row.
  package func prefixed(_ prefix: [(column: Column, cell: Cell)]) -> Sheet {
    var sheet = self
    sheet.columns = prefix.map(\.column) + columns
    sheet.rows = rows.map { prefix.map(\.cell) + $0 }
    return sheet
  }

  /// The rows of another sheet with the same columns added.
  package mutating func append(_ other: Sheet) { rows += other.rows }

  /// The lines of a table that fits the width where its columns allow. Columns of one rank are left
  /// out together, since an upper limit without its lower one says the wrong thing.
  package func text(width: Int) -> [String] {
    func isTooWide(_ lines: [String]) -> Bool {
      lines.contains { $0.utf8.count > width && $0.unicodeScalars.count > width }
    }
    var kept = Array(columns.indices)
    var lines = lines(of: kept)
    var notes = notes
    if isTooWide(lines), rows.contains(where: { $0.contains(.withheld) }) {
      lines = self.lines(of: kept, withheld: "..")
      notes.append(".. is withheld")
    }
    let mark = notes.count == self.notes.count ? Cell.withheld.shown : ".."
    while isTooWide(lines), let rank = kept.map({ columns[$0].rank }).max(), rank > 0 {
      kept.removeAll { columns[$0].rank == rank }
      lines = self.lines(of: kept, withheld: mark)
    }
    return Paragraph.broken(title.isEmpty ? [] : [title], width: width) + lines
      + Paragraph.broken(notes, width: width)
  }

  private func lines(of kept: [Int], withheld: String = Cell.withheld.shown) -> [String] {
    var table = TextTable(kept.map { (columns[$0].head, columns[$0].side) })
    for row in rows {
      table.add(kept.map { row[$0] == .withheld ? withheld : row[$0].shown })
    }
    return table.lines
  }

  /// The table in GitHub's Markdown, every column there.
  package var markdown: [String] {
    func line(_ cells: [String]) -> String {
      "| "
        + cells.map { $0.replacing("\\", with: "\\\\").replacing("|", with: "\\|") }
        .joined(separator: " | ") + " |"
    }
    var lines = title.isEmpty ? [] : ["### \(Visible.text(title))", ""]
    lines.append(line(columns.map(\.head)))
    lines.append(
      "|" + columns.map { $0.side == .left ? " :-- |" : " --: |" }.joined())
    lines += rows.map { line($0.map(\.shown)) }
    if !notes.isEmpty { lines += [""] + notes }
    return lines + [""]
  }

  /// Columns behind all others that say the same in every row.
  package typealias Closing = [(column: Column, cell: Cell)]

  /// A part of the rows that is shorter is no work for a thread.
  private static let leastRows = 2048

  /// What parts of the rows are written as, one after the other.
  private func written(_ write: @Sendable (Range<Int>) -> [UInt8]) -> [UInt8] {
    let ranges = Machine.ranges(of: rows.indices, parts: 2 * Machine.cores, least: Self.leastRows)
    var parts = Machine.parts(ranges.count) { write(ranges[$0]) }
    var bytes = parts.removeFirst()
    for part in parts { bytes += part }
    return bytes
  }

  /// Comma-separated values (RFC 4180) under the columns' keys.
  package var csv: [UInt8] { csv(closing: []) }

  /// Likewise, with columns behind.
  func csv(closing: Closing) -> [UInt8] {
    let end = CSV.closing(closing.map(\.cell))
    return written { range in
      var csv = CSV()
      if range.lowerBound == 0 { csv.add(columns.map(\.key) + closing.map(\.column.key)) }
      for row in rows[range] { csv.add(row, closing: end) }
      return csv.bytes
    }
  }

  /// One JSON object for each row.
  package var jsonLines: [UInt8] { jsonLines(closing: []) }

  /// Likewise, with members behind.
  func jsonLines(closing: Closing) -> [UInt8] {
    written { range in
      var json = JSONWriter()
      for row in rows[range] {
        json.object { json in
          for (column, cell) in zip(columns, row) { cell.write(named: column.key, to: &json) }
          for (column, cell) in closing { cell.write(named: column.key, to: &json) }
        }
        json.endLine()
      }
      return json.bytes
    }
  }

  /// Writes all rows as an array of objects.
  package func write(_ key: StaticString?, to json: inout JSONWriter) {
    json.array(key, rows) { write($1, to: &$0) }
  }

  /// Writes what it shows and its rows as one object.
  package func writeTitled(to json: inout JSONWriter) {
    json.object { json in
      json.string("title", title)
      write("rows", to: &json)
    }
  }

  private func write(_ row: [Cell], to json: inout JSONWriter) {
    json.object { json in
      for (column, cell) in zip(columns, row) { cell.write(named: column.key, to: &json) }
    }
  }
}
