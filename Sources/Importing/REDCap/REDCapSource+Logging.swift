import Bytes

/// What the logging makes of an export.
extension REDCapSource {

  /// The events of what was entered, if the export and the logging's last entries say the same.
  mutating func reconcile(
    _ row: DelimitedRow, _ tables: [Int], _ given: ImportedRow
  ) -> ImportedRow {
    var result = given
    guard let history else { return result }
    for table in tables {
      let rule = mapping.tables[table]
      let cells = columns[current][table].cells(row.cells)
      guard let subject = rule.subject else { continue }
      let key = shapes[current].key(row.cells, record: cells[subject.column])
      guard exported.insert(EntryHistory.FormKey(key: key, table: table)).inserted else {
        result.rejects.append(
          Reject(
            given.place, column: nil,
            "a row for the same record, event and instance stands before it"))
        continue
      }
      let entered = history.row(table, key)
      for field in rule.fields where !Self.agree(cells[field], entered[field], rule.columns[field])
      {
        let line = history.lines[key].map { "its last entry, line \($0.line) of" } ?? "an entry in"
        result.rejects.append(
          Reject(
            given.place, column: rule.columns[field],
            history.lines[key] == nil
              ? "is in the export, and the logging has no entry of it"
              : "says otherwise than \(line) \(files.last ?? "")",
            remedy: "export both once more, raw values, all of the logging"))
      }
      // What is wrong with the last state is wrong with the row.
      result.rejects += makers[table].events(cells, at: given.place, &naming).rejects
      result.events += history.events[EntryHistory.FormKey(key: key, table: table)] ?? []
    }
    if !result.rejects.isEmpty { result.events = [] }
    return result
  }

  /// A check box that nobody touched stands in exports as not checked.
  private static func agree(_ export: [UInt8], _ entered: [UInt8], _ column: String) -> Bool {
    if export == entered { return true }
    guard column.contains("___") else { return false }
    func isOff(_ value: [UInt8]) -> Bool { value.isEmpty || value == [0x30] }
    return isOff(export) && isOff(entered)
  }

  /// What the logging knows and the export has no row of: deleted, which is events and their voids, or
  /// a contradiction.
  func unexported() -> [ImportedRow] {
    guard let history else { return [] }
    var rows: [ImportedRow] = []
    for form in history.forms where !exported.contains(form) {
      guard let line = history.lines[form.key] else { continue }
      var row = ImportedRow(SourcePlace(file: files.count - 1, line: line.line), bytes: line.bytes)
      row.isPart = true
      if history.isTaken(form.table, form.key, history.row(form.table, form.key)) {
        row.rejects = [
          Reject(
            row.place, column: nil,
            "\(mapping.tables[form.table].name): entered and not deleted, and the export has no row of it",
            remedy: "export the whole project once more")
        ]
      } else {
        row.events = history.events[form] ?? []
      }
      rows.append(row)
    }
    // Several forms can have one last entry: they are told apart by what they say.
    return rows.filter { !$0.events.isEmpty || !$0.rejects.isEmpty }.sorted { left, right in
      if left.place != right.place { return left.place < right.place }
      return bytesPrecede(Self.sign(of: left), Self.sign(of: right))
    }
  }

  /// What a row is ordered by among those of one line.
  private static func sign(of row: ImportedRow) -> [UInt8] {
    row.events.first?.line ?? Array((row.rejects.first?.reason ?? "").utf8)
  }
}
