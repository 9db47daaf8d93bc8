import Bytes
import Events

/// What histories of one log are loaded from.
///
/// A table is some forty arrays: to hand over a copy would count forty references up and down, and
/// two threads that count the same ones wait for each other. So each thread that loads histories has
/// one of these, and all of its histories refer to that alone.
final class HistorySource: Sendable {
  /// Events, corrections applied, names and side tables.
  let table: EventTable
  /// Which rows are whose.
  let grouping: Grouping
  /// The block of a cache that rows are read from, the table having none; `nil`: the table has them.
  let block: StoredSubjects?
  /// Events that happened later are dropped, in milliseconds since 1970; the largest number: none.
  let until: Int64

  init(table: EventTable, grouping: Grouping, until: Instant?) {
    self.table = table
    self.grouping = grouping
    block = nil
    self.until = until?.milliseconds ?? .max
  }

  /// - Parameters:
  ///   - table: names, and the side tables of the block.
  ///   - block: whose rows refer to these.
  init(table: EventTable, block: StoredSubjects, until: Instant?) {
    self.table = table
    self.block = block
    grouping = Grouping(ranges: [])
    self.until = until?.milliseconds ?? .max
  }
}
