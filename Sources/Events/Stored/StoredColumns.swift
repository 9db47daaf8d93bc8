package import Bytes

/// The events of many blocks as one table, filled by several threads at once.
///
/// How much each block holds is known before it is read, so each has its own places:
///
/// ```
/// events      block 0 ……… │ block 1 ……… │ block 2 ………
/// infusions   0 │ 1 │ 2
/// ```
package struct StoredColumns: Sendable {
  /// What a block brings besides its rows and infusions.
  package struct Sides: Sendable {
    fileprivate var tables: SideTables
    fileprivate var labels: [UInt8]
    fileprivate var labelEnds: [Int]
    /// Behind the last row of each of its subjects, counted from the block's first.
    package var rowEnds: [Int]
  }

  /// Where what a block holds goes.
  package struct Place: Sendable {
    /// By number of the block.
    package var words: [Int32]
    /// By number of the block.
    package var instruments: [Int32]
    /// By place in the block: the subject's number in the table; -1: its rows are out of date.
    package var subjects: [Int32]
    /// What the table has before it.
    package var bases: BlockCounts

    package init(words: [Int32], instruments: [Int32], subjects: [Int32], bases: BlockCounts) {
      self.words = words
      self.instruments = instruments
      self.subjects = subjects
      self.bases = bases
    }
  }

  private let events: SharedColumn<Event>
  private let lines: SharedColumn<Int32>
  private let infusions: SharedColumn<InfusionDetail>

  /// Puts a block whose checksum was right in its place.
  ///
  /// - Parameters:
  ///   - range: what stands behind its names.
  ///   - counts: what its directory says that it holds.
  ///   - limit: lines of the log; no row says a higher one.
  package func fill(
    _ bytes: [UInt8], in range: Range<Int>, counts: BlockCounts, at place: Place, lines limit: Int
  ) throws(StoredBlock.Broken) -> Sides {
    let layout = try BlockLayout(bytes, in: range)
    guard layout.counts == counts, place.subjects.count == counts.subjects else {
      throw StoredBlock.Broken()
    }
    let numbers = StoredNumbers(
      words: place.words, instruments: place.instruments, counts: counts, bases: place.bases)
    let rowEnds = try BlockLayout.ends(
      bytes, at: layout.rowEnds, counts.subjects, limit: counts.rows)
    let span = bytes.span
    let base = place.bases.rows
    var row = 0
    for subject in 0..<counts.subjects {
      let number = place.subjects[subject]
      var last: Int32 = 0
      while row < rowEnds[subject] {
        guard
          let (stored, line) = StoredEvent.read(
            span, at: layout.rows &+ row &* StoredEvent.size),
          var event = numbers.here(stored), line > last, Int(line) < limit
        else { throw StoredBlock.Broken() }
        event.subject = number
        events.set(base &+ row, event)
        lines.set(base &+ row, line)
        last = line
        row &+= 1
      }
    }
    for infusion in 0..<counts.infusions {
      infusions.set(
        place.bases.infusions + infusion,
        try SideTables.infusion(span, layout, infusion, numbers))
    }
    return Sides(
      tables: try SideTables(bytes, layout, numbers), labels: Array(bytes[layout.labels]),
      labelEnds: try BlockLayout.ends(
        bytes, at: layout.labelEnds, counts.labels, limit: counts.labelBytes), rowEnds: rowEnds)
  }

  /// A table of as much as `counts` says.
  ///
  /// - Parameter fill: puts every block in its place and returns what each brings, in their
  ///   order; `nil` where one is broken.
  package static func table(
    _ counts: BlockCounts, words: NameTable, instruments: NameTable, subjects: NameTable,
    _ fill: (StoredColumns) -> [Sides]?
  ) -> (table: EventTable, blocks: [Sides])? {
    var table = EventTable.ofRows
    (table.words, table.instruments, table.subjects) = (words, instruments, subjects)
    var sides: [Sides]?
    table.events = .shared(counts.rows) { events in
      table.lines = .shared(counts.rows) { lines in
        table.infusions = .shared(counts.infusions) { infusions in
          sides = fill(StoredColumns(events: events, lines: lines, infusions: infusions))
        }
      }
    }
    guard let sides else { return nil }
    var (labels, ends): ([UInt8], [Int]) = ([], [])
    labels.reserveCapacity(counts.labelBytes)
    ends.reserveCapacity(counts.labels)
    for block in sides {
      let start = labels.count
      labels += block.labels
      for end in block.labelEnds { ends.append(start + end) }
      table.intakes += block.tables.intakes
      table.codes += block.tables.codes
      table.largeDoses += block.tables.doses
      table.largePressures += block.tables.pressures
    }
    guard let names = NameTable(arena: labels, ends: ends) else { return nil }
    table.labels = names
    return (table, sides)
  }
}
