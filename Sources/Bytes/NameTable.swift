/// Numbers for names: equal bytes get the same number, counted from 0 in order of appearance.
///
/// A flat arena and an open-addressing index. No `String` and no allocation for a name that is
/// already there, so that replay can turn every subject into a number at the cost of one hash.
package struct NameTable: Sendable {
  private var arena: [UInt8] = []
  /// Where each name ends in the arena.
  private var ends: [UInt32] = []
  /// A slot holds 32 bits of a name's hash above its number + 1; 0 is free. The capacity is a power
  /// of two, at most half full. A name that is not meant is passed over without looking it up.
  private var slots: [UInt64] = []
  /// Short names that were asked for lately: who speaks of one tends to speak of it again, and the
  /// slots of a large table are far away.
  private var recent: [Recent] = []

  private struct Recent {
    var name = ShortName()
    var number: Int32 = 0
  }

  private static let recentCount = 512

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
    self.ends = ends.map { UInt32($0) }
  }

  /// How many different names there are.
  package var count: Int { ends.count }

  /// The number of the name in `bytes[range]`, a new one where it was not there.
  package mutating func number(_ bytes: Span<UInt8>, in range: Range<Int>) -> Int32 {
    if slots.isEmpty { index() }
    let name = bytes.extracting(range)
    guard let short = ShortName(name) else { return number(name, name.tableHash) }
    let hash = short.hash
    let place = Int(truncatingIfNeeded: hash &>> 20) & (Self.recentCount &- 1)
    if recent[place].name == short { return recent[place].number }
    let number = number(name, hash)
    recent[place] = Recent(name: short, number: number)
    return number
  }

  private mutating func number(_ name: Span<UInt8>, _ hash: UInt64) -> Int32 {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
    while slots[slot] != 0 {
      // Written out in both places: as a function it would hold on to the arrays for its while.
      if slots[slot] &>> 32 == hash &>> 32 {
        let number = Int(slots[slot] & 0xFFFF_FFFF) &- 1
        if arena.span.extracting(extent(number)).equals(name) { return Int32(number) }
      }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    let number = Int32(ends.count)
    arena.append(name)
    ends.append(UInt32(arena.count))
    slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(ends.count)
    if ends.count * 2 > slots.count { place(slots.count * 2) }
    return number
  }

  /// The number of a name, a new one where it was not there.
  package mutating func number(_ name: [UInt8]) -> Int32 {
    number(name.span, in: 0..<name.count)
  }

  /// The number of a name of another table, a new one where it was not there.
  package mutating func number(of number: Int32, in other: NameTable) -> Int32 {
    self.number(other.arena.span, in: other.extent(Int(number)))
  }

  /// The number of a name that is there, or `nil`.
  package func find(_ name: [UInt8]) -> Int32? { find(name.span, in: 0..<name.count) }

  /// The number of the name in `bytes[range]`, where it is there; else `nil`.
  package func find(_ bytes: Span<UInt8>, in range: Range<Int>) -> Int32? {
    let name = bytes.extracting(range)
    if slots.isEmpty {
      return ends.indices.first { arena.span.extracting(extent($0)).equals(name) }
        .map(Int32.init)
    }
    let hash = name.tableHash
    var slot = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
    while slots[slot] != 0 {
      if slots[slot] &>> 32 == hash &>> 32 {
        let number = Int(slots[slot] & 0xFFFF_FFFF) &- 1
        if arena.span.extracting(extent(number)).equals(name) { return Int32(number) }
      }
      slot = (slot &+ 1) & (slots.count &- 1)
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

  @inline(__always)
  private func extent(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : Int(ends[number &- 1]))..<Int(ends[number])
  }

  private mutating func index() {
    recent = Array(repeating: Recent(), count: Self.recentCount)
    var capacity = 16
    while capacity <= ends.count * 2 { capacity *= 2 }
    place(capacity)
  }

  /// Places all names anew. Of equal ones the first stands before the others.
  private mutating func place(_ capacity: Int) {
    var slots = [UInt64](repeating: 0, count: capacity)
    for number in ends.indices {
      let hash = arena.span.extracting(extent(number)).tableHash
      var slot = Int(truncatingIfNeeded: hash) & (capacity &- 1)
      while slots[slot] != 0 { slot = (slot &+ 1) & (capacity &- 1) }
      slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(number &+ 1)
    }
    self.slots = slots
  }
}
