import Bytes
package import Events

/// Subjects between whom corrections move events, in force or not: whoever folds one of a group must
/// fold all of it.
package struct SubjectGroups: Sendable {
  /// The subject that each stands for, by number; roots stand for themselves.
  private var parents: [Int32]
  /// Their names, and nothing else of the table.
  private let names: NameTable

  package init(_ table: EventTable) {
    names = table.subjects
    parents = (0..<Int32(table.subjects.count)).map { $0 }
    for correction in table.corrections {
      guard let receiver = correction.newSubject, correction.subject >= 0 else { continue }
      join(correction.subject, receiver)
    }
  }

  /// Whether a group, as a whole, falls to a shard: by the hash of its first name.
  func isIn(_ shard: Shard, _ subject: Int32) -> Bool {
    let name = names.bytes(root(subject))
    return shard.has(name.span)
  }

  /// The subjects that fall to a shard with their groups, though not by their own names.
  func joined(to shard: Shard) -> [[UInt8]] {
    parents.indices.filter { Int(parents[$0]) != $0 }.map { Int32($0) }.compactMap { subject in
      let name = names.bytes(subject)
      return isIn(shard, subject) && !shard.has(name.span) ? name : nil
    }
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
    let isFirst = bytesPrecede(names.bytes(mine), names.bytes(theirs))
    parents[Int(isFirst ? theirs : mine)] = isFirst ? mine : theirs
  }
}
