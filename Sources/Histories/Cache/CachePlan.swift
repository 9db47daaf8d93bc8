/// When a cache is kept beside a log, and in which portions.
package struct CachePlan: Equatable, Sendable {
  /// Bytes of the smallest log that has one: reading a smaller one is as quick.
  package var smallestLog = 1 << 18
  /// Rows in a block, unless one subject has more.
  package var blockRows = 4096
  /// Beyond that many segments those behind the first become one.
  package var mostSegments = 8
  /// The first segment has at least so many times the rows of all behind it.
  package var leastRatio = 4

  package init() {}

  /// What commands keep.
  package static let standard = CachePlan()
}
