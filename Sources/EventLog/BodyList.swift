import Bytes

/// What the producers of a batch said, line by line: ranges of bytes that lie elsewhere, so that what
/// is in order already is copied once, into its line.
package struct BodyList: Sendable {
  /// The producer's members of one line in canonical order, beginning with the quote before `id`.
  package struct Body: Sendable {
    /// The first byte in its source.
    package let start: Int
    /// How many bytes.
    package let count: Int
    /// Whether its source is what was written anew.
    package let isRewritten: Bool

    package init(start: Int, count: Int, isRewritten: Bool) {
      self.start = start
      self.count = count
      self.isRewritten = isRewritten
    }
  }

  /// The lines as their producers wrote them.
  let input: [UInt8]
  /// What had to be written anew to be canonical.
  package var rewritten: [UInt8] = []
  /// One for each line.
  package var bodies: [Body] = []

  package init(_ input: [UInt8]) { self.input = input }

  /// Adds a body that was written anew: its members, each behind a comma.
  package mutating func add(rewritten members: [UInt8]) {
    bodies.append(
      Body(start: rewritten.count + 1, count: members.count - 1, isRewritten: true))
    rewritten += members
  }
}
