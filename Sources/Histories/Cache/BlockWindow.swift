import Bytes
import Events

/// What a history of a cached cohort is read through: of each segment the block that was opened
/// last. Subjects are asked for in the order in which they stand, so each block is opened once.
struct BlockWindow: Sendable {
  private let all: CachedSubjects
  /// By segment, which block is open; -1: none.
  private var blocks: [Int32]
  /// By segment, what can be read from that block.
  private var opened: [HistorySource]

  init(_ all: CachedSubjects) {
    self.all = all
    blocks = Array(repeating: -1, count: all.segments)
    opened = Array(
      repeating: HistorySource(
        table: all.names, grouping: Grouping(ranges: []), until: all.replay.until),
      count: all.segments)
  }

  /// Replaces `events` by those of a subject, by its number, that stand, in the order of (time, line).
  ///
  /// - Parameters:
  ///   - source: where what they refer to stands.
  ///   - places: where they stand.
  /// - Returns: `false` where the block is broken: then there are no events, and the cohort remembers
  ///   it.
  mutating func read(
    _ subject: Int32, _ source: inout HistorySource, into events: inout [NumberedEvent],
    noting places: inout EventPlaces
  ) -> Bool {
    events.removeAll(keepingCapacity: true)
    places.removeAll()
    let place = all.place(of: subject)
    let segment = all.segment(of: place.block)
    do throws(StoredBlock.Broken) {
      if blocks[segment] != place.block {
        blocks[segment] = -1
        opened[segment] = try all.open(place.block)
        blocks[segment] = place.block
      }
      source = opened[segment]
      try source.block?.read(
        Int(place.subject), as: subject, until: source.until, into: &events,
        noting: &places)
      return true
    } catch {
      events.removeAll(keepingCapacity: true)
      places.removeAll()
      all.noteBroken()
      return false
    }
  }
}
