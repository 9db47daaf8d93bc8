import Bytes
package import Events

/// The rows of a table by subject: counted and placed, each part of the table for itself.
///
/// ```
/// rows       0:log 1:A 2:B 3:A | 4:B 5:A          two parts, on two cores
/// placed     1 3 2             | 5 4
/// ends       A 2, B 3          | A 1, B 2
/// of A       1 3               , 5
/// ```
///
/// Parts stand in the order of their rows, so those of a subject, one part after the other, ascend.
/// Nothing is written by two threads, and nothing has to be joined.
package struct Grouping: Sendable {
  private let parts: [Part]
  /// By subject, where each subject's rows stand together; else empty.
  private let ranges: [Range<Int>]
  /// All rows of those whose rows are not only where they once were.
  private var relisted: [Int32: [Int]] = [:]

  /// Subjects whose rows stand together, as a cache has them.
  init(ranges: [Range<Int>]) {
    parts = []
    self.ranges = ranges
  }

  /// Groups by the subject that each event has now; line 0 belongs to nobody.
  ///
  /// - Parameters:
  ///   - lanes: how many threads; no answer depends on it.
  ///   - least: the fewest rows that are work for a thread.
  package init(_ table: EventTable, lanes: Int = Machine.cores, least: Int = 1 << 15) {
    let ranges = Machine.ranges(of: 0..<table.events.count, parts: lanes, least: least)
    parts = Machine.parts(ranges.count) { Part(table, ranges[$0]) }
    self.ranges = []
  }

  /// How many events have each unknown type, by the type's word: who goes through all of them
  /// counts these along. A cache says so itself, and has none here.
  var unknownTypes: [Int32: Int] {
    parts.reduce(into: [:]) { $0.merge($1.unknownTypes, uniquingKeysWith: +) }
  }

  /// The rows of a subject, ascending.
  package func rows(of subject: Int32) -> [Int] {
    var rows: [Int] = []
    forEachRow(of: subject) { rows.append($0) }
    return rows
  }

  /// Hands over the rows of a subject, ascending.
  @inline(__always)
  func forEachRow(of subject: Int32, _ body: (Int) -> Void) {
    if !relisted.isEmpty, let rows = relisted[subject] {
      for row in rows { body(row) }
      return
    }
    if !ranges.isEmpty {
      for row in ranges[Int(subject)] { body(row) }
    }
    for part in parts.indices {
      for place in parts[part].places(of: subject) { body(Int(parts[part].rows[place])) }
    }
  }

  /// The same after some rows got other subjects. These are few: the rows of everybody concerned
  /// are listed anew, the parts stay as they are.
  ///
  /// - Parameter moved: whose each of the rows was before.
  func moving(_ moved: [Int: Int32], in table: EventTable) -> Grouping {
    var received: [Int32: [Int]] = [:]
    for (row, former) in moved {
      received[table.events[row].subject, default: []].append(row)
      received[former, default: []] += []
    }
    var grouping = self
    for (subject, rows) in received {
      let kept = self.rows(of: subject).filter { moved[$0] != subject }
      grouping.relisted[subject] = (kept + rows).sorted()
    }
    return grouping
  }

  /// Rows that stand one after the other in the table.
  private struct Part: Sendable {
    /// By subject, each subject's ascending.
    private(set) var rows: [Int32]
    /// Where the rows of each subject end; they begin where those of the one before end.
    private var ends: [Int32]
    /// How many events have each unknown type.
    private(set) var unknownTypes: [Int32: Int] = [:]

    init(_ table: EventTable, _ range: Range<Int>) {
      // The events are walked through once: of 32 bytes only few matter here.
      var subjects: [Int32] = []
      subjects.reserveCapacity(range.count)
      ends = Array(repeating: 0, count: table.subjects.count)
      let events = table.events
      for row in range {
        let event = events[row]
        let subject = event.subject
        subjects.append(subject)
        if subject >= 0 { ends[Int(subject)] += 1 }
        if event.kind == .unknown { unknownTypes[event.label, default: 0] += 1 }
      }
      var next: Int32 = 0
      for subject in ends.indices {
        let count = ends[subject]
        ends[subject] = next
        next += count
      }
      // What began as the place of a subject's first row is behind its last one in the end.
      rows = Array(repeating: 0, count: Int(next))
      var row = Int32(range.lowerBound)
      for subject in subjects {
        if subject >= 0 {
          rows[Int(ends[Int(subject)])] = row
          ends[Int(subject)] += 1
        }
        row += 1
      }
    }

    /// Where a subject's rows stand in `rows`.
    func places(of subject: Int32) -> Range<Int> {
      (subject == 0 ? 0 : Int(ends[Int(subject) - 1]))..<Int(ends[Int(subject)])
    }
  }
}
