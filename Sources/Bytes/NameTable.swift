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

  /// How many different names there are.
  package var count: Int { ends.count }

  /// The number of the name in `bytes[range]`, a new one where it was not there.
  package mutating func number(_ bytes: Span<UInt8>, in range: Range<Int>) -> Int32 {
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
  package func text(_ number: Int32) -> String { arena.span.text(extent(Int(number))) }

  /// The first eight bytes of name `number` as a number that is ordered as they are; bytes that are
  /// not there count as 0, so equal numbers do not mean equal names.
  package func leadingBytes(_ number: Int32) -> UInt64 {
    let extent = extent(Int(number))
    if extent.count >= 8 { return arena.span.word(at: extent.lowerBound).byteSwapped }
    return extent.reduce(0) { $0 << 8 | UInt64(arena[$1]) } << (8 * UInt64(8 - extent.count))
  }

  /// Whether name `left` comes before name `right`, byte by byte.
  package func precedes(_ left: Int32, _ right: Int32) -> Bool {
    arena[extent(Int(left))].lexicographicallyPrecedes(arena[extent(Int(right))])
  }

  private func extent(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : ends[number - 1])..<ends[number]
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for number in ends.indices {
      var slot = Int(truncatingIfNeeded: hashes[number]) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number + 1)
    }
  }
}
