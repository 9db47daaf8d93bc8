package import Bytes

/// Which file holds which table of a mapping: found by the headings, or said as `TABLE=FILE`.
package struct TableBinding {
  /// A file, and the tables that it holds; several only in a REDCap project.
  struct Bound {
    var file: DelimitedFile
    /// Its number on the command line.
    let number: Int
    let tables: [Int]
  }

  var bound: [Bound] = []

  /// Opens the files and binds tables to them.
  ///
  /// - Parameter shared: whether one file holds all tables, as a REDCap export does.
  ///
  /// Throws `ImportFault`: columns that are missing, a file that no table or more than one fits.
  package init(
    _ mapping: Mapping, _ files: [String], shared: Bool, _ disk: any Disk
  ) throws(ImportFault) {
    for (number, named) in files.enumerated() {
      let (table, path) = Self.split(named, mapping)
      let separator =
        table.map { mapping.tables[$0] }
        ?? (mapping.tables.count == 1 || shared ? mapping.tables[0] : nil)
      let file = try DelimitedFile(
        disk, path, separator: separator?.separator, isWindows: mapping.isWindows)
      let tables: [Int]
      if shared {
        tables = Array(mapping.tables.indices)
      } else if let table {
        tables = [table]
      } else {
        tables = [try Self.table(of: file, mapping)]
      }
      for table in tables { try Self.refuseMissing(mapping.tables[table], file, mapping) }
      bound.append(Bound(file: file, number: number, tables: tables))
    }
    for (place, table) in mapping.tables.enumerated()
    where !bound.contains(where: { $0.tables.contains(place) }) {
      let isJoined = bound.contains { one in
        one.tables.contains { mapping.tables[$0].joins.contains { $0.table == table.name } }
      }
      guard isJoined else { continue }
      throw ImportFault(
        "no file has the table \(table.name), in which others look things up",
        remedy: "name its file too: it has the columns \(table.needed.joined(separator: ", "))")
    }
  }

  /// `TABLE=FILE`, where the mapping has that table.
  static func split(_ named: String, _ mapping: Mapping) -> (table: Int?, path: String) {
    guard let sign = named.firstIndex(of: "="),
      let table = mapping.tables.firstIndex(where: { $0.name == named[..<sign] })
    else { return (nil, named) }
    return (table, String(named[named.index(after: sign)...]))
  }

  private static func table(
    of file: DelimitedFile, _ mapping: Mapping
  ) throws(ImportFault) -> Int {
    let headings = Set(file.headings)
    let fitting = mapping.tables.indices.filter {
      headings.isSuperset(of: mapping.tables[$0].needed)
    }
    if fitting.count == 1 { return fitting[0] }
    guard fitting.isEmpty else {
      let names = fitting.map { mapping.tables[$0].name }
      throw ImportFault(
        "\(file.name) could be any of the tables \(names.joined(separator: ", "))",
        remedy: "say which: \(names[0])=\(file.name)")
    }
    // The nearest one says best what is missing.
    let nearest = mapping.tables.indices.min { left, right in
      missing(mapping.tables[left], file).count < missing(mapping.tables[right], file).count
    }
    return nearest ?? 0
  }

  private static func missing(_ table: TableRule, _ file: DelimitedFile) -> [String] {
    table.needed.filter { name in
      !file.headings.contains(name)
        && !(table.form != nil && REDCapColumn.optional.contains(name))
    }
  }

  private static func refuseMissing(
    _ table: TableRule, _ file: DelimitedFile, _ mapping: Mapping
  ) throws(ImportFault) {
    let missing = missing(table, file)
    guard let first = missing.first else { return }
    // A first line that is not one of headings says something of a patient, and is not shown.
    let known = mapping.tables.reduce(into: Set<String>()) {
      $0.formUnion(mapping.columns(usedOf: $1).union($1.dropped))
    }
    let met = file.headings.filter { known.contains($0) }
    let isShown = met.count >= 2 || met.count == file.headings.count
    let others = file.headings.filter { !known.contains($0) && !$0.isEmpty }
    let near = isShown ? Nearest.name(to: first, among: others) : nil
    throw ImportFault(
      "\(file.name) lacks \(missing.count == 1 ? "a column" : "\(missing.count) columns") of the "
        + "table \(table.name): \(missing.joined(separator: ", "))",
      excerpt: [
        isShown
          ? "its headings are \(UnusedColumns.words(file.headings))"
          : "of the \(file.headings.count) cells of its first line \(met.isEmpty ? "none" : "one") is a column of the mapping: "
            + "are they headings?"
      ],
      remedy: (near.map { "is \($0) meant for \(first)? " } ?? "")
        + "mend the headings or the mapping; a table of another kind needs a mapping of its own")
  }
}
