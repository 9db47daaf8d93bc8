import Bytes
import Events

/// The lines of a table by subject: one array of line numbers, counted and placed in two passes.
///
/// ```
/// events   0:log 1:A 2:B 3:A 4:B        starts  A 0, B 2, end 4
/// seqs     1 3 | 2 4
/// ```
struct Grouping: Sendable {
  private(set) var seqs: [Int32] = []
  private var starts: [Int] = []

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

  /// The lines of a subject, ascending.
  func seqs(of subject: Int32) -> ArraySlice<Int32> {
    seqs[starts[Int(subject)]..<starts[Int(subject) + 1]]
  }
}
