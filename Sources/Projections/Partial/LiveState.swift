import Bytes
package import Histories

/// What each subject adds to an answer, kept up to date subject by subject: the row of a subject's
/// history before is taken away, the row of its history now is put there.
///
/// The answer is what the multiset of the rows comes to, as that of a partial state is
/// (`PartialState`): nothing is added to a figure and taken from it again, so nothing can drift.
package struct LiveState<Asked: FoldedProjection>: Sendable {
  private let asked: Asked
  private let nothing: RowWriter
  /// By the names under which subjects are shown; those who add nothing have none.
  private var rows: [[UInt8]: RowWriter]

  /// The state of everybody in a registry, made on all cores.
  package init(_ asked: Asked, _ registry: Registry) {
    self.asked = asked
    let nothing = asked.row(asked.nobody)
    self.nothing = nothing
    let ranges = Machine.ranges(of: 0..<registry.count, parts: 4 * Machine.cores, least: 256)
    let parts = Machine.parts(ranges.count) { part in
      var rows: [([UInt8], RowWriter)] = []
      var buffers = registry.logs.map(\.emptyHistory)
      for place in ranges[part] {
        let log = registry.log(of: place)
        guard registry.load(place, into: &buffers[log]) else { continue }
        let name = registry.name(of: place)
        let row = asked.row(asked.project(buffers[log], shownAs: name))
        if row != nothing { rows.append((Array(name.utf8), row)) }
      }
      return rows
    }
    rows = [:]
    rows.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for (name, row) in parts.joined() { rows[name] = row }
  }

  /// Takes in what has become of a subject.
  ///
  /// - Parameters:
  ///   - name: as it is shown.
  ///   - history: `nil`: nothing effective is left of it.
  package mutating func update(_ name: String, _ history: History?) {
    let row = history.map { asked.row(asked.project($0, shownAs: name)) }
    rows[Array(name.utf8)] = row == nothing ? nil : row
  }

  /// Whether every subject adds the same as in another state.
  package func isSame(as other: LiveState) -> Bool { rows == other.rows }

  /// The answer.
  ///
  /// Throws `RowFault` where a row can't be read back.
  package func value() throws(RowFault) -> Asked.Value {
    var counts: [RowWriter: Int] = [:]
    counts.reserveCapacity(rows.count)
    for row in rows.values { counts[row, default: 0] += 1 }
    return try RowTable(counts).value(of: asked)
  }
}
