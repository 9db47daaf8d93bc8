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
  private var slots: [UInt64] = Array(repeating: 0, count: 16)
  /// Short names that were asked for lately: who speaks of one tends to speak of it again, and the
  /// slots of a large table are far away.
  private var recent = Array(repeating: Recent(), count: Self.recentCount)

  private struct Recent {
    var name = ShortName()
    var number: Int32 = 0
  }

  private static let recentCount = 512

  package init() {}

  /// How many different names there are.
  package var count: Int { ends.count }

  /// The number of the name in `bytes[range]`, a new one where it was not there.
  package mutating func number(_ bytes: Span<UInt8>, in range: Range<Int>) -> Int32 {
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
    if ends.count * 2 > slots.count { grow() }
    return number
  }

  /// The number of a name, a new one where it was not there.
  package mutating func number(_ name: [UInt8]) -> Int32 {
    number(name.span, in: 0..<name.count)
  }

  /// The number of a name that is there, or `nil`.
  package func find(_ name: [UInt8]) -> Int32? {
    let hash = name.span.tableHash
    var slot = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
    while slots[slot] != 0 {
      if slots[slot] &>> 32 == hash &>> 32 {
        let number = Int(slots[slot] & 0xFFFF_FFFF) &- 1
        if arena.span.extracting(extent(number)).equals(name.span) { return Int32(number) }
      }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    return nil
  }

  /// The bytes of name `number`.
  package func bytes(_ number: Int32) -> [UInt8] { arena.span.copy(extent(Int(number))) }

  /// Name `number` as text.
  package func text(_ number: Int32) -> String { bytes(number).text }

  @inline(__always)
  private func extent(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : Int(ends[number &- 1]))..<Int(ends[number])
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 2)
    for number in ends.indices {
      let hash = arena.span.extracting(extent(number)).tableHash
      var slot = Int(truncatingIfNeeded: hash) & (larger.count &- 1)
      while larger[slot] != 0 { slot = (slot &+ 1) & (larger.count &- 1) }
      larger[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(number &+ 1)
    }
    slots = larger
  }
}
