import Bytes

/// Rows and how often each came up, sorted by their bytes, one after the other in one array.
package struct RowTable: Equatable, Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// How often each came up.
  package private(set) var counts: [Int] = []

  package init() {}

  /// Rows, each with how often it came up.
  package init(_ rows: [RowWriter: Int]) {
    for (row, count) in rows.map({ ($0.key.row, $0.value) })
      .sorted(by: { $0.0.span.precedes($1.0.span) })
    {
      append(row.span, count)
    }
  }

  /// Different rows.
  package var count: Int { ends.count }

  /// The bytes of a row.
  package func row(_ place: Int) -> [UInt8] { bytes.span.copy(extent(place)) }

  private func extent(_ place: Int) -> Range<Int> {
    (place > 0 ? ends[place - 1] : 0)..<ends[place]
  }

  /// Adds a row behind all others; `false`, with nothing added, where it does not belong there.
  mutating func add(_ row: Span<UInt8>, _ count: Int) -> Bool {
    if let last = ends.indices.last, !bytes.span.extracting(extent(last)).precedes(row) {
      return false
    }
    append(row, count)
    return true
  }

  private mutating func append(_ row: Span<UInt8>, _ count: Int) {
    bytes.append(row)
    ends.append(bytes.count)
    counts.append(count)
  }

  /// Two tables as one; equal rows are counted together.
  package func merged(with other: RowTable) -> RowTable {
    var table = RowTable()
    table.bytes.reserveCapacity(bytes.count + other.bytes.count)
    var (mine, theirs) = (0, 0)
    while mine < count || theirs < other.count {
      guard mine < count else {
        table.append(other.bytes.span.extracting(other.extent(theirs)), other.counts[theirs])
        theirs += 1
        continue
      }
      let row = bytes.span.extracting(extent(mine))
      guard theirs < other.count else {
        table.append(row, counts[mine])
        mine += 1
        continue
      }
      let rival = other.bytes.span.extracting(other.extent(theirs))
      if row.precedes(rival) {
        table.append(row, counts[mine])
        mine += 1
      } else if rival.precedes(row) {
        table.append(rival, other.counts[theirs])
        theirs += 1
      } else {
        table.append(row, counts[mine] &+ other.counts[theirs])
        mine += 1
        theirs += 1
      }
    }
    return table
  }
}
