import Bytes

/// Takes out of a file's rows what a table's rules speak of.
struct TableColumns: Sendable {
  /// For each column of the rules its place in the file; -1 for one of a joined table.
  private let places: [Int]
  private let missing: Set<[UInt8]>
  private let lookups: [(key: Int, lookup: Lookup)]
  private let joined: [(column: Int, join: Int, place: Int)]

  init(
    _ table: TableRule, _ headings: [String], _ missing: Set<[UInt8]>, _ lookups: [String: Lookup]
  ) {
    self.missing = missing
    var places: [Int] = []
    var joined: [(column: Int, join: Int, place: Int)] = []
    var found: [(key: Int, lookup: Lookup)] = []
    for join in table.joins { found.append((join.key, lookups[join.table] ?? Lookup())) }
    for (number, name) in table.columns.enumerated() {
      let join = table.joins.firstIndex { name.hasPrefix($0.table + ".") }
      guard let join else {
        places.append(headings.firstIndex(of: name) ?? -1)
        continue
      }
      places.append(-1)
      let own = String(name.dropFirst(table.joins[join].table.count + 1))
      joined.append((number, join, found[join].lookup.columns.firstIndex(of: own) ?? -1))
    }
    self.places = places
    self.joined = joined
    self.lookups = found
  }

  /// The cells that rules speak of, trimmed; empty where a word for nothing stands.
  func cells(_ row: [[UInt8]]) -> [[UInt8]] {
    joining(places.map { $0 < 0 || $0 >= row.count ? [] : said(row[$0]) })
  }

  /// The same with what joined tables say.
  func joining(_ own: [[UInt8]]) -> [[UInt8]] {
    var cells = own
    for (column, join, place) in joined where place >= 0 {
      let key = cells[lookups[join].key]
      guard !key.isEmpty, let found = lookups[join].lookup.rows[key] else { continue }
      cells[column] = found[place]
    }
    return cells
  }

  /// What a cell says.
  func said(_ cell: [UInt8]) -> [UInt8] {
    let text = DelimitedText.trimmed(cell)
    return missing.contains(text) ? [] : text
  }
}

/// Rows of a table by a key, for other tables to look things up in. They are held in memory.
struct Lookup: Sendable {
  /// The columns that are asked for.
  var columns: [String] = []
  /// For each key what those say.
  var rows: [[UInt8]: [[UInt8]]] = [:]

  init() {}

  /// Reads the rows of a file that a filter takes.
  init(
    _ columns: [String], by key: String, _ file: DelimitedFile, _ missing: Set<[UInt8]>,
    where takes: ([[UInt8]]) -> Bool = { _ in true }
  ) throws(ImportFault) {
    self.columns = columns
    var file = file
    let places = columns.map { file.headings.firstIndex(of: $0) ?? -1 }
    guard let keyPlace = file.headings.firstIndex(of: key), !places.contains(-1) else {
      let lacking = ([key] + columns).filter { !file.headings.contains($0) }
      throw ImportFault(
        "\(file.name) lacks what is looked up in it: \(lacking.joined(separator: ", "))",
        remedy: "mend the headings or the mapping")
    }
    var lines: [[UInt8]: Int] = [:]
    while let row = try file.next() {
      guard row.cells.count > keyPlace, takes(row.cells) else { continue }
      let key = DelimitedText.trimmed(row.cells[keyPlace])
      guard !key.isEmpty, !missing.contains(key) else { continue }
      let said = places.map { place in
        let text = place < row.cells.count ? DelimitedText.trimmed(row.cells[place]) : []
        return missing.contains(text) ? [] : text
      }
      if let earlier = rows[key], earlier != said {
        throw ImportFault(
          "\(file.name):\(row.line): says otherwise than line \(lines[key] ?? 0), for the same key",
          remedy: "others look things up here: let each key have one row")
      }
      lines[key] = row.line
      rows[key] = said
    }
  }
}
