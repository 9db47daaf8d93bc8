import Bytes
import Events

/// The rows of a table by subject: one array of row numbers, counted and placed in two passes; or
/// ranges, where each subject's rows stand together.
///
/// ```
/// events   0:log 1:A 2:B 3:A 4:B        starts  A 0, B 2, end 4
/// seqs     1 3 | 2 4
/// ```
struct Grouping: Sendable {
  private(set) var seqs: [Int32] = []
  private var starts: [Int] = []
  /// By subject, where its rows stand together; else empty.
  private var ranges: [Range<Int>] = []

  /// Subjects whose rows stand together.
  init(ranges: [Range<Int>]) { self.ranges = ranges }

  /// The rows of a subject that stand together; `nil` where they don't.
  func range(of subject: Int32) -> Range<Int>? { ranges.isEmpty ? nil : ranges[Int(subject)] }

  /// Groups by the subject that each event has now; line 0 belongs to nobody.
  init(_ table: EventTable) {
    var counts = Array(repeating: 0, count: table.subjects.count + 1)
    for event in table.events where event.subject >= 0 { counts[Int(event.subject)] += 1 }
    var next = 0
    starts.reserveCapacity(counts.count)
    for count in counts {
      starts.append(next)
      next += count
    }
    seqs = Array(repeating: 0, count: next)
    var places = starts
    for (seq, event) in table.events.enumerated() where event.subject >= 0 {
      seqs[places[Int(event.subject)]] = Int32(seq)
      places[Int(event.subject)] += 1
    }
  }

  /// The rows of a subject that were placed, ascending.
  func seqs(of subject: Int32) -> ArraySlice<Int32> {
    seqs[starts[Int(subject)]..<starts[Int(subject) + 1]]
  }
}
