package import EventLog
package import Events

extension Histories {
  /// Reads the lines of the view once more, line by line on one thread, for who entered what.
  ///
  /// - Parameter wanted: the lines that are kept whole.
  ///
  /// Throws `LogProblem`.
  package func entries<Taker: EntryTaker>(
    into taker: Taker, names: EntryNames, keeping wanted: Set<Int>
  ) throws(LogProblem) -> EntryReader<Taker> {
    var reader = EntryReader(taker, names: names, size: table.events.count, keeping: wanted)
    try lines.readAgain(into: &reader)
    try refuseCut(found: reader.count)
    return reader
  }

  /// The log was read to its end a moment ago: if fewer lines are there now, somebody cut what had
  /// been committed.
  package func refuseCut(found: Int) throws(LogProblem) {
    guard found >= table.events.count else {
      throw .damaged(
        lines.path,
        .damage(.short, line: found, byteOffset: 0, committed: found, bytes: 0))
    }
  }
}
