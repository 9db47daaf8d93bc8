import Bytes

/// A part of a log's subjects, told by their names alone.
package struct Shard: Equatable, Sendable {
  /// Which of them, from 0.
  package let index: Int
  /// How many there are.
  package let count: Int

  /// `nil` where there is no such part.
  package init?(index: Int, of count: Int) {
    guard count > 0, index >= 0, index < count else { return nil }
    self.index = index
    self.count = count
  }

  /// Whether a name falls to this part: its XXH64, with seed 0, modulo the number of parts.
  package func has(_ name: Span<UInt8>) -> Bool {
    XXH64.hash(name) % UInt64(count) == UInt64(index)
  }
}
