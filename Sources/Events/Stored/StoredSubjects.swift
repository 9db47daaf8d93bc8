import Bytes

/// The subjects of a block, read one after the other as they are asked for: of their rows no table
/// is made.
package final class StoredSubjects: Sendable {
  private let bytes: [UInt8]
  private let firstRow: Int
  private let rowEnds: [Int]
  private let numbers: StoredNumbers
  private let lines: Int

  /// Takes a block whose checksum was right.
  ///
  /// - Parameters:
  ///   - range: what stands behind its names.
  ///   - counts: what its directory says that it holds.
  ///   - words: by number of the block, their numbers in the table.
  ///   - instruments: likewise.
  ///   - table: a table of names without rows, which takes the side tables of the block.
  ///   - lines: lines of the log; no row says a higher one.
  package init(
    _ bytes: [UInt8], in range: Range<Int>, counts: BlockCounts, words: [Int32],
    instruments: [Int32], table: inout EventTable, lines: Int
  ) throws(StoredBlock.Broken) {
    let layout = try BlockLayout(bytes, in: range)
    guard layout.counts == counts else { throw StoredBlock.Broken() }
    numbers = StoredNumbers(words: words, instruments: instruments, counts: counts)
    self.bytes = bytes
    self.lines = lines
    firstRow = layout.rows
    rowEnds = try BlockLayout.ends(
      bytes, at: layout.rowEnds, counts.subjects, limit: counts.rows)
    try table.takeSides(bytes, layout, numbers)
  }

  /// The rows of a subject, by its place in the block.
  package func rows(of subject: Int) -> Range<Int> {
    (subject == 0 ? 0 : rowEnds[subject - 1])..<rowEnds[subject]
  }

  /// Appends the events of a subject, by its place in the block, that stand and happened by a
  /// time, in the order of (time, line).
  ///
  /// - Parameters:
  ///   - number: the number that the events' subject gets.
  ///   - until: in milliseconds since 1970.
  ///   - events: empty.
  ///   - places: empty; notes where the events stand.
  package func read(
    _ subject: Int, as number: Int32, until: Int64, into events: inout [NumberedEvent],
    noting places: inout EventPlaces
  ) throws(StoredBlock.Broken) {
    try events.append(addingCapacity: rows(of: subject).count) {
      (events: inout OutputSpan<NumberedEvent>) throws(StoredBlock.Broken) in
      try forEachRow(of: subject, as: number) { event, line in
        guard event.stands, event.time.milliseconds <= until else { return }
        places.note(event.kind, at: events.count)
        events.append(NumberedEvent(seq: Int(line), event: event))
      }
    }
  }

  /// Hands over each row of a subject with its line, as they stand.
  @inline(__always)
  func forEachRow(
    of subject: Int, as number: Int32, _ body: (Event, Int32) -> Void
  ) throws(StoredBlock.Broken) {
    let rows = rows(of: subject)
    let (bytes, numbers) = (bytes, numbers)
    let span = bytes.span
    var order = RowOrder()
    var place = firstRow &+ rows.lowerBound &* StoredEvent.size
    for _ in rows {
      guard let (stored, line) = StoredEvent.read(span, at: place), Int(line) < lines,
        order.admits(stored, line), let label = numbers.label(of: stored)
      else { throw StoredBlock.Broken() }
      var event = stored
      event.subject = number
      event.label = label
      body(event, line)
      place &+= StoredEvent.size
    }
  }
}
