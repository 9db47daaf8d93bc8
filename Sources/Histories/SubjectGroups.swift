import Bytes
import Events

/// Subjects between whom corrections move events, in force or not: whoever folds one of a group must
/// fold all of it.
struct SubjectGroups {
  /// The subject that each stands for, by number; roots stand for themselves.
  private var parents: [Int32]
  private let table: EventTable

  init(_ table: EventTable) {
    self.table = table
    parents = (0..<Int32(table.subjects.count)).map { $0 }
    for correction in table.corrections {
      guard let receiver = correction.newSubject, correction.subject >= 0 else { continue }
      join(correction.subject, receiver)
    }
  }

  /// Whether a group, as a whole, falls to a shard: by the hash of its first name.
  func isIn(_ shard: Shard, _ subject: Int32) -> Bool {
    shard.has(table.subjects.bytes(root(subject)))
  }

  private func root(_ subject: Int32) -> Int32 {
    var root = subject
    while parents[Int(root)] != root { root = parents[Int(root)] }
    return root
  }

  /// The root of a group is the one whose name comes first by its bytes.
  private mutating func join(_ one: Int32, _ other: Int32) {
    let (mine, theirs) = (root(one), root(other))
    guard mine != theirs else { return }
    let isFirst = bytesPrecede(table.subjects.bytes(mine), table.subjects.bytes(theirs))
    parents[Int(isFirst ? theirs : mine)] = isFirst ? mine : theirs
  }
}

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
  package func has(_ name: [UInt8]) -> Bool {
    XXH64.hash(name.span) % UInt64(count) == UInt64(index)
  }
}
