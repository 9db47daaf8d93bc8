import Bytes

/// Sees that no column of dates contradicts the order of day and month that a mapping gives it.
///
/// Of the dates of a column in d/M/yyyy those up to the twelfth can be read as M/d/yyyy too. A mapping with the
/// wrong order rejects the others and takes these, with day and month in each other's place: wrong times, and no word of
/// it. So one cell that can only be read in the other order casts doubt on all that can be read in both.
struct DayMonthOrder {
  /// Cells of one sort: how many, and where the first of them stand.
  private struct Cells {
    var count = 0
    var lines: [Int] = []

    mutating func take(_ line: Int) {
      count += 1
      if lines.count < 6 { lines.append(line) }
    }

    /// Where they stand, in words.
    var words: String { SampledRows.words(lines, of: count) }
  }

  /// A column as the rules of one event, or several, read it.
  private struct Reading {
    let column: Int
    let formats: [TimeFormat]
    /// Those in which day and month have changed places, and which the mapping does not list.
    let others: [TimeFormat]
    var conditions: [[Condition]] = []
    var plain = Cells()
    var either = Cells()
    var contrary = Cells()
    /// The other style of the first contrary cell.
    var pattern = ""
  }

  private let columns: [String]
  private var readings: [Reading] = []

  /// - Returns: `nil` where the table's dates can't be mistaken.
  init?(_ table: TableRule) {
    columns = table.columns
    for event in table.events {
      for (column, formats) in event.dates {
        let others = formats.compactMap(\.swapped).filter { !formats.contains($0) }
        guard !others.isEmpty else { continue }
        let known = readings.firstIndex { $0.column == column && $0.formats == formats }
        if known == nil {
          readings.append(Reading(column: column, formats: formats, others: others))
        }
        readings[known ?? readings.count - 1].conditions.append(event.conditions)
      }
    }
    if readings.isEmpty { return nil }
  }

  /// Takes what a row says.
  ///
  /// - Parameter cells: of each column that the rules speak of.
  mutating func take(_ cells: [[UInt8]], at line: Int) {
    for place in readings.indices {
      let reading = readings[place]
      let text = cells[reading.column]
      guard !text.isEmpty,
        reading.conditions.contains(where: { $0.allSatisfy { $0.holds(cells) } })
      else { continue }
      let format = reading.formats.first { $0.read(text) != nil }
      // A date whose year stands first proves nothing.
      if let format, format.swapped.map(reading.others.contains) != true { continue }
      let mine = format?.read(text)
      let theirs = reading.others.lazy.compactMap { format in
        format.read(text).map { (format.pattern, $0) }
      }.first
      switch (mine, theirs) {
      case (nil, nil): break
      case (nil, let theirs?):
        if readings[place].contrary.count == 0 { readings[place].pattern = theirs.0 }
        readings[place].contrary.take(line)
      case (_?, nil): readings[place].plain.take(line)
      case (let mine?, let theirs?):
        // The third of March is that in both.
        if mine != theirs.1 { readings[place].either.take(line) }
      }
    }
  }

  /// What is to be said of a column that contradicts itself; `nil` where none does.
  func fault(_ file: String) -> ImportFault? {
    guard let found = readings.first(where: { $0.contrary.count > 0 && $0.either.count > 0 }),
      let first = found.contrary.lines.first
    else { return nil }
    let stated = found.formats.map(\.pattern).joined(separator: " or ")
    let dates = found.either.count == 1 ? "1 date" : "\(found.either.count) dates"
    var excerpt = [
      "only \(found.pattern): \(found.contrary.words)", "in both ways: \(found.either.words)",
    ]
    let remedy: String
    if found.plain.count == 0 {
      remedy = "say \(found.pattern) in the \"format\" of the mapping, in place of the other order"
    } else {
      excerpt.append("only as the mapping says: \(found.plain.words)")
      remedy =
        "the column has both orders: write all its dates in one, best as yyyy-MM-dd, for nobody else can tell which "
        + "of the two \(found.either.count == 1 ? "that date is" : "those \(dates) are") in"
    }
    return ImportFault(
      "\(file):\(first): \(columns[found.column]): can only be \(found.pattern), and the mapping says \(stated): "
        + "\(dates) of the column can be read in both ways, and day and month would change places",
      excerpt: excerpt, remedy: remedy)
  }

  /// Reads the rows of a file for it.
  ///
  /// Throws `ImportFault` where a column contradicts itself, or the file can't be read.
  static func check(
    _ file: DelimitedFile, _ tables: [(TableRule, TableColumns)]
  ) throws(ImportFault) {
    var orders = tables.compactMap { rule, columns in
      DayMonthOrder(rule).map { (order: $0, columns: columns) }
    }
    guard !orders.isEmpty else { return }
    var rest = file
    while let row = try rest.next() {
      guard RaggedRow.reason(row.cells, file.headings.count) == nil else { continue }
      for place in orders.indices {
        let cells = orders[place].columns.cells(row.cells)
        orders[place].order.take(cells, at: row.line)
      }
    }
    for (order, _) in orders {
      if let fault = order.fault(file.name) { throw fault }
    }
  }
}

extension EventRule {
  /// The columns that it reads as days, with their formats. A year alone is the same in either order.
  fileprivate var dates: [(column: Int, formats: [TimeFormat])] {
    var found: [(column: Int, formats: [TimeFormat])] = []
    func add(_ rule: TimeRule) {
      switch rule.base {
      case .fixed, .listed: break
      case .anchored(let anchor): add(anchor)
      case .written(let written): found.append((written.column, written.formats))
      }
    }
    add(time)
    for (_, member) in data {
      switch member {
      case .time(let rule): add(rule)
      case .value(.column(let rule)) where rule.kind == .date && rule.values == nil:
        found += rule.columns.map { ($0, rule.formats) }
      case .value: break
      }
    }
    return found
  }
}
