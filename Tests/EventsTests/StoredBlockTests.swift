import Bytes
import Events
import Testing

/// A block gives a subject's rows back in the order of its history, and refuses any other.
@Suite struct StoredBlockTests {
  /// Lines and times of the rows of one subject; 7 and 8 are voided.
  private static let rows: [(line: Int32, time: Int64, isVoided: Bool)] = [
    (3, 5, false), (4, 7, false), (7, 9, true), (8, 2, true), (9, 1, false), (12, 5, false),
  ]

  /// What the rows come to in a block: what stands by (time, line), then the rest by line.
  private static let stored: [Int32] = [9, 3, 12, 4, 7, 8]

  private func block() -> BlockEncoder.Block {
    var table = EventTable.ofRows
    let subject = table.subjects.number(Array("P-0001".utf8))
    for row in Self.rows {
      var event = Event(kind: .note, time: Instant(milliseconds: row.time))
      event.subject = subject
      if row.isVoided { event.flags.insert(.voided) }
      table.events.append(event)
      table.lines.append(row.line)
    }
    var encoder = BlockEncoder(table, originals: [:], kin: [:])
    return encoder.block([BlockEncoder.Subject(number: subject, rows: [1, 2, 3, 4, 5, 6])])
  }

  private func decoded(
    _ block: BlockEncoder.Block, lines: Int = 13
  ) throws -> (names: BlockNames, block: StoredBlock) {
    let names = try BlockNames(block.bytes, in: 0..<block.namesLength)
    let rest = block.namesLength..<block.bytes.count
    return (names, try StoredBlock(block.bytes, names, in: rest, lines: lines))
  }

  /// What a cohort is given of the block's subject.
  private func read(
    _ block: BlockEncoder.Block, until: Int64 = .max, lines: Int = 13
  ) throws -> [NumberedEvent] {
    var table = EventTable.ofRows
    let subjects = try StoredSubjects(
      block.bytes, in: block.namesLength..<block.bytes.count, counts: block.counts, words: [],
      instruments: [], table: &table, lines: lines)
    var (events, places): ([NumberedEvent], EventPlaces) = ([], EventPlaces())
    try subjects.read(0, as: 41, until: until, into: &events, noting: &places)
    return events
  }

  @Test func `a subject's rows stand by time and line, and what is voided behind them`() throws {
    let block = try decoded(block()).block
    #expect(block.table.lines == Self.stored)
    #expect(block.table.events.map { Int32($0.time.milliseconds) } == [1, 5, 5, 7, 9, 2])
    // By their own lines, for corrections.
    #expect(block.raw(of: [0]).lines == [3, 4, 7, 8, 9, 12])
  }

  @Test func `a cohort is given what stands, up to a time`() throws {
    let events = try read(block())
    #expect(events.map(\.seq) == [9, 3, 12, 4])
    #expect(events.allSatisfy { $0.event.subject == 41 && $0.event.label == -1 })
    #expect(try read(block(), until: 5).map(\.seq) == [9, 3, 12])
    #expect(try read(block(), until: 0).isEmpty)
  }

  @Test func `rows in another order, or of lines that are not there, are no block`() throws {
    let good = block()
    // Counts are 44 bytes, originals and adopted 4 each; a row is 32 bytes.
    let first = good.namesLength + 52
    for other in 1..<Self.stored.count {
      var swapped = good
      for place in 0..<32 {
        swapped.bytes.swapAt(first + place, first + 32 * other + place)
      }
      #expect(throws: StoredBlock.Broken.self, "row \(other)") { try decoded(swapped) }
      #expect(throws: StoredBlock.Broken.self, "row \(other)") { try read(swapped) }
    }
    #expect(throws: StoredBlock.Broken.self) { try decoded(good, lines: 12) }
    #expect(throws: StoredBlock.Broken.self) { try read(good, lines: 12) }
  }
}
