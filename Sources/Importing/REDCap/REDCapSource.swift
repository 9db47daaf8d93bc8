package import Bytes
package import Definitions

/// A flat export of a REDCap project, with or without its logging, by a mapping whose tables are forms.
package struct REDCapSource: ImportSource {
  let mapping: Mapping
  private var bound: [TableBinding.Bound]
  private let definitions: Definitions
  var naming: Naming
  var current = 0
  var makers: [RowEvents]
  var columns: [[TableColumns]]
  var shapes: [REDCapRow]
  private var passed: [String: Int] = [:]
  /// What the logging says; `nil` without one.
  var history: EntryHistory?
  private let loggingFile: DelimitedFile?
  /// What the export has a row for.
  var exported: Set<EntryHistory.FormKey> = []
  private var rest: [ImportedRow]?
  package let files: [String]

  /// Opens the files and reads the logging, where there is one.
  ///
  /// - Parameter hash: digests under the key; `nil` where record names are pseudonyms.
  package init(
    _ mapping: Mapping, _ files: [String], logging: String?, _ disk: any Disk,
    _ definitions: Definitions, _ hash: KeyedHash?, keepsCrosswalk: Bool
  ) throws(ImportFault) {
    self.mapping = mapping
    self.definitions = definitions
    self.files = files + (logging.map { [$0] } ?? [])
    for table in mapping.tables where table.form == nil {
      throw ImportFault(
        "the mapping's table \(table.name) names no instrument",
        remedy: "of a REDCap project each table is a form: \"instrument\": \"gad7\"")
    }
    bound = try TableBinding(mapping, files, shared: true, disk).bound
    naming = Naming(hash, keepsCrosswalk: keepsCrosswalk)
    makers = mapping.tables.map { RowEvents(mapping, $0, definitions) }
    shapes = bound.map { REDCapRow($0.file.headings, mapping.tables) }
    columns = []
    for (place, one) in bound.enumerated() {
      let lookups = try Self.lookups(mapping, one.file, shapes[place])
      columns.append(
        mapping.tables.map { TableColumns($0, one.file.headings, mapping.missing, lookups) })
      try DayMonthOrder.check(one.file, Array(zip(mapping.tables, columns[place])))
    }
    guard let logging else {
      loggingFile = nil
      return
    }
    guard !mapping.tables.contains(where: { $0.events.contains(where: \.isOnce) }), files.count == 1
    else {
      throw ImportFault(
        "with --logging an event that is made once has no meaning, and there is one export",
        remedy: "take \"once\" out of the mapping; export the project as one file")
    }
    loggingFile = try DelimitedFile(disk, logging, separator: nil, isWindows: mapping.isWindows)
    var history = EntryHistory(
      mapping, columns[0], definitions,
      repeating: try Self.repeating(mapping, bound[0].file, shapes[0]))
    for change in try LoggingReader.read(
      logging, mapping.logging, disk, isWindows: mapping.isWindows)
    { history.take(change, &naming) }
    self.history = history
  }

  /// The forms of which a file has instances.
  private static func repeating(
    _ mapping: Mapping, _ file: DelimitedFile, _ shape: REDCapRow
  ) throws(ImportFault) -> Set<Int> {
    var file = file
    var found: Set<Int> = []
    while let row = try file.next() {
      let form = shape.form(row.cells)
      guard !form.isEmpty else { continue }
      found.formUnion(mapping.tables.indices.filter { mapping.tables[$0].isForm(form) })
    }
    return found
  }

  private static func lookups(
    _ mapping: Mapping, _ file: DelimitedFile, _ shape: REDCapRow
  ) throws(ImportFault) -> [String: Lookup] {
    var lookups: [String: Lookup] = [:]
    for table in mapping.tables {
      for join in table.joins {
        let start = join.table + "."
        let wanted = table.columns.filter { $0.hasPrefix(start) }
          .map { String($0.dropFirst(start.count)) }
        let places = wanted.compactMap { file.headings.firstIndex(of: $0) }
        lookups[join.table] = try Lookup(wanted, by: join.column, file, mapping.missing) { row in
          places.contains { $0 < row.count && !row[$0].isEmpty }
        }
      }
    }
    return lookups
  }

  package var size: Int { bound.reduce(0) { $0 + $1.file.size } }
  package var bytesRead: Int { bound.reduce(0) { $0 + $1.file.offset } }
  package var isBySubject: Bool { mapping.isBySubject && history == nil }
  package var recordsEntries: Bool { history != nil }
  package var crosswalk: [(pseudonym: [UInt8], identifier: [UInt8])] { naming.crosswalk }
  package var keymark: (mark: [UInt8], source: [UInt8])? {
    naming.keymark.map { ($0, mapping.source) }
  }

  package var passedOver: [(reason: String, rows: Int)] {
    passed.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  package var remarks: [String] {
    var used: Set<String> = []
    var dropped: Set<String> = []
    for table in mapping.tables {
      used.formUnion(mapping.columns(usedOf: table))
      dropped.formUnion(table.dropped)
    }
    return bound.compactMap { one in
      let own = one.file.headings.filter(REDCapColumn.isOwn)
      return UnusedColumns.remark(one.file, used: used.union(own), dropped)
    }
  }

  package mutating func next() throws(ImportFault) -> ImportedRow? {
    while current < bound.count {
      if let row = try bound[current].file.next() { return take(row) }
      current += 1
    }
    if rest == nil { rest = unexported() }
    return rest?.isEmpty == false ? rest?.removeFirst() : nil
  }

  private mutating func take(_ row: DelimitedRow) -> ImportedRow {
    let place = SourcePlace(file: bound[current].number, line: row.line)
    var result = ImportedRow(place, bytes: row.bytes)
    if let ragged = RaggedRow.reason(row.cells, bound[current].file.headings.count) {
      result.rejects = [
        Reject(
          place, column: nil, ragged, remedy: "export it once more: REDCap writes no such rows")
      ]
      return result
    }
    var tables: [Int] = []
    for table in forms(of: row.cells) {
      let rule = mapping.tables[table]
      if rule.form?.onlyComplete == true, !shapes[current].isComplete(table, row.cells) {
        passed["\(rule.name): not marked as complete", default: 0] += 1
        continue
      }
      tables.append(table)
    }
    if history != nil { return reconcile(row, tables, result) }
    for table in tables {
      let cells = columns[current][table].cells(row.cells)
      let outcome = makers[table].events(cells, at: place, &naming)
      result.events += outcome.events
      result.rejects += outcome.rejects
    }
    if !result.rejects.isEmpty { result.events = [] }
    return result
  }

  /// The forms that a row says something of.
  private mutating func forms(of row: [[UInt8]]) -> [Int] {
    let form = shapes[current].form(row)
    guard form.isEmpty else {
      let found = mapping.tables.indices.filter { mapping.tables[$0].isForm(form) }
      if found.isEmpty {
        passed["\(form.text): a form that is not in the mapping", default: 0] += 1
      }
      return found
    }
    return mapping.tables.indices.filter { table in
      let cells = columns[current][table].cells(row)
      return mapping.tables[table].fields.contains { !cells[$0].isEmpty }
    }
  }

  package func rejectsHead(_ file: Int) -> [UInt8] {
    guard let one = bound.first(where: { $0.number == file })?.file ?? loggingFile else {
      return []
    }
    return RejectedCells.head(one)
  }

  package mutating func rejected(
    _ place: SourcePlace, bytes: Range<Int>, _ rejects: [Reject]
  ) throws(ImportFault) -> [UInt8] {
    var used: Set<String> = []
    for table in mapping.tables { used.formUnion(mapping.columns(usedOf: table)) }
    let years = YearColumns(mapping.tables, of: mapping)
    guard let one = bound.first(where: { $0.number == place.file })?.file else {
      guard let loggingFile else { return [] }
      // Details of the logging hold every field, those that do not enter too.
      return try RejectedCells.row(
        loggingFile, bytes, rejects, used: ["timestamp", "Time / Date"], years: years)
    }
    let own = one.headings.filter(REDCapColumn.isOwn)
    return try RejectedCells.row(one, bytes, rejects, used: used.union(own), years: years)
  }
}
