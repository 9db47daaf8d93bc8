/// Numbers for names: equal bytes get the same number, counted from 0 in order of appearance.
///
/// A flat arena and an open-addressing index. No `String` and no allocation for a name that is
/// already there, so that replay can turn every subject into a number at the cost of one hash.
package struct NameTable: Sendable {
  private var arena: [UInt8] = []
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  /// Slots hold a number + 1; 0 is free. The capacity is a power of two, at most half full.
  private var slots: [Int32] = Array(repeating: 0, count: 16)

  package init() {}

  /// Names that stand one after the other in `arena`, each up to its end, to be looked up by their
  /// numbers: they are indexed only when the first new name comes, and until then `find` passes
  /// through them. Equal names keep numbers of their own.
  ///
  /// `nil` where the ends do not ascend to the end of the arena.
  package init?(arena: [UInt8], ends: [Int]) {
    var last = 0
    for end in ends {
      guard end >= last else { return nil }
      last = end
    }
    guard last == arena.count else { return nil }
    self.arena = arena
    self.ends = ends
    slots = []
  }

  /// How many different names there are.
  package var count: Int { ends.count }

  /// The number of the name in `bytes[range]`, a new one where it was not there.
  package mutating func number(_ bytes: Span<UInt8>, in range: Range<Int>) -> Int32 {
    if slots.isEmpty { index() }
    let name = bytes.extracting(range)
    let hash = XXH64.hash(name)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let candidate = Int(slots[slot]) - 1
      if hashes[candidate] == hash, arena.span.extracting(extent(candidate)).equals(name) {
        return Int32(candidate)
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    let number = Int32(ends.count)
    arena.append(name)
    ends.append(arena.count)
    hashes.append(hash)
    slots[slot] = number + 1
    if ends.count * 2 > slots.count { grow() }
    return number
  }

  /// The number of a name, a new one where it was not there.
  package mutating func number(_ name: [UInt8]) -> Int32 {
    number(name.span, in: 0..<name.count)
  }

  /// The number of a name that is there, or `nil`.
  package func find(_ name: [UInt8]) -> Int32? {
    if slots.isEmpty {
      return ends.indices.first { arena.span.extracting(extent($0)).equals(name.span) }
        .map(Int32.init)
    }
    let hash = XXH64.hash(name.span)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let candidate = Int(slots[slot]) - 1
      if hashes[candidate] == hash, arena.span.extracting(extent(candidate)).equals(name.span) {
        return Int32(candidate)
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The bytes of name `number`.
  package func bytes(_ number: Int32) -> [UInt8] { arena.span.copy(extent(Int(number))) }

  /// Name `number` as text.
  package func text(_ number: Int32) -> String { bytes(number).text }

  private func extent(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : ends[number - 1])..<ends[number]
  }

  private mutating func index() {
    hashes = ends.indices.map { XXH64.hash(arena.span.extracting(extent($0))) }
    var capacity = 16
    while capacity <= ends.count * 2 { capacity *= 2 }
    place(capacity)
  }

  private mutating func grow() { place(slots.count * 2) }

  /// Places all names anew. Of equal ones the first stands before the others.
  private mutating func place(_ capacity: Int) {
    slots = Array(repeating: 0, count: capacity)
    for number in ends.indices {
      var slot = Int(truncatingIfNeeded: hashes[number]) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number + 1)
    }
  }
}
