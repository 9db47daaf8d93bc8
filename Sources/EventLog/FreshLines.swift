import Bytes

/// Lines that no run on disk has yet: where each stands, found by its key.
///
/// Entries lie in the order in which they were added, so that those added last can be taken back. A
/// flat table leads to the last entry of a key, and each entry to the one of the same key before it.
///
/// ```
/// slots     · [tag|3] · · [tag|1] ·        3 and 1: entries, counted from 1; tag: 32 bits of the key
/// entries   (k0, 0)  (k7, 311)  (k0, 702)
/// previous     0         0         1
/// ```
package struct FreshLines: Sendable {
  /// A key and the byte at which its line starts.
  package struct Entry: Sendable {
    /// The key.
    package var key: UInt64
    /// The byte.
    package var offset: UInt64
  }

  /// The entries, as they were added.
  package private(set) var entries: [Entry] = []
  private var previous: [UInt32] = []
  /// 0 is free. The capacity is a power of two, at most two thirds full.
  private var slots: [UInt64] = Array(repeating: 0, count: 64)
  private var used = 0

  package init() {}

  /// Whether there is none.
  package var isEmpty: Bool { entries.isEmpty }

  /// The last entry of a key, counted from 1; 0 where there is none.
  @inline(__always)
  package func last(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: slots[slot(of: key)] & 0xFFFF_FFFF)
  }

  /// The entry of the same key before entry `number`, both counted from 1; 0 where there is none.
  package func before(_ number: Int) -> Int { Int(previous[number - 1]) }

  /// The byte at which the line of entry `number` starts.
  package func offset(_ number: Int) -> Int { Int(entries[number - 1].offset) }

  /// Makes room for so many more lines, where that is at least as many as there are: else room comes
  /// as it is needed, or each of many small batches would have all of it moved.
  package mutating func reserve(_ more: Int) {
    guard more >= entries.count else { return }
    entries.reserveLarge(entries.count + more)
    previous.reserveCapacity(entries.count + more)
    var capacity = slots.count
    while (used + more) * 3 >= capacity * 2 { capacity *= 2 }
    if capacity > slots.count { grow(to: capacity) }
  }

  /// Adds a line behind all others.
  package mutating func append(_ key: UInt64, offset: Int) {
    if used * 3 >= slots.count * 2 { grow(to: slots.count * 2) }
    let slot = slot(of: key)
    if slots[slot] == 0 { used += 1 }
    previous.append(UInt32(truncatingIfNeeded: slots[slot]))
    entries.append(Entry(key: key, offset: UInt64(truncatingIfNeeded: offset)))
    slots[slot] = Self.tag(key) | UInt64(entries.count)
  }

  /// Says where the lines behind the first `count` start, now that it is known.
  package mutating func place(behind count: Int, at offsets: [Int]) {
    for (place, offset) in offsets.enumerated() {
      entries[count + place].offset = UInt64(truncatingIfNeeded: offset)
    }
  }

  /// Looks where keys are looked for first, at all of them at once: what memory has far away is then
  /// near when they are looked up one by one. What comes out means nothing.
  package func glance(_ keys: [UInt64]) -> UInt64 {
    var seen: UInt64 = 0
    for key in keys { seen ^= slots[Int(truncatingIfNeeded: Self.mixed(key)) & (slots.count &- 1)] }
    return seen
  }

  /// Takes the entries behind the first `count` back. As they go in the order opposite to that in
  /// which they came, no other key was put behind them in the table.
  package mutating func removeAll(behind count: Int) {
    while entries.count > count {
      let key = entries[entries.count - 1].key
      let slot = slot(of: key)
      let before = UInt64(previous[previous.count - 1])
      slots[slot] = before == 0 ? 0 : Self.tag(key) | before
      if before == 0 { used -= 1 }
      entries.removeLast()
      previous.removeLast()
    }
  }

  /// Where a key stands in the table, or the free slot that it would get.
  @inline(__always)
  private func slot(of key: UInt64) -> Int {
    let tag = Self.tag(key)
    var slot = Int(truncatingIfNeeded: Self.mixed(key)) & (slots.count &- 1)
    while true {
      let found = slots[slot]
      if found == 0 { return slot }
      if found & 0xFFFF_FFFF_0000_0000 == tag,
        entries[Int(truncatingIfNeeded: found & 0xFFFF_FFFF) &- 1].key == key
      {
        return slot
      }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
  }

  @inline(__always)
  private static func tag(_ key: UInt64) -> UInt64 { key & 0xFFFF_FFFF_0000_0000 }

  /// Keys are hashes, but the table must not degrade where they are not.
  @inline(__always)
  private static func mixed(_ key: UInt64) -> UInt64 { (key &* 0x9E37_79B1_85EB_CA87) &>> 20 }

  /// Keys get their places in the order in which they came: see `removeAll(behind:)`.
  private mutating func grow(to capacity: Int) {
    slots = Array(repeating: 0, count: capacity)
    for index in entries.indices {
      let key = entries[index].key
      slots[slot(of: key)] = Self.tag(key) | UInt64(index + 1)
    }
  }

  /// All entries by key, those of one key in the order of the log.
  ///
  /// Keys are hashes, so that their upper bits nearly always say all: four passes over these, each of
  /// which keeps the order of the one before. Where that was not enough, eleven bits at a time from
  /// the lowest on.
  package var sorted: [Entry] {
    var sorted = Self.sort(entries, by: [20, 31, 42, 53])
    for index in sorted.indices.dropFirst() where sorted[index - 1].key > sorted[index].key {
      sorted = Self.sort(entries, by: [0, 11, 22, 33, 44, 55])
      break
    }
    return sorted
  }

  /// Entries sorted by the eleven bits of their keys from each shift on, the last one first.
  private static func sort(_ entries: [Entry], by shifts: [UInt64]) -> [Entry] {
    var from = entries
    var to = entries
    for shift in shifts {
      var starts = [Int](repeating: 0, count: 2049)
      for entry in from { starts[Int(entry.key &>> shift & 2047) &+ 1] &+= 1 }
      for place in 1...2048 { starts[place] &+= starts[place &- 1] }
      for entry in from {
        let place = Int(entry.key &>> shift & 2047)
        to[starts[place]] = entry
        starts[place] &+= 1
      }
      swap(&from, &to)
    }
    return from
  }
}
