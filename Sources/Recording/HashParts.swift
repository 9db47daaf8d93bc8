/// Hashes sorted into parts by their highest bits, so that the table in which a repeat is looked for
/// stays small enough for a processor's own memory.
struct HashParts: Sendable {
  /// How many parts there are.
  static let count = 64

  private var hashes: [UInt64]
  /// Where each part starts, and where the last one ends.
  private var starts: [Int]

  init(_ all: ArraySlice<UInt64>) {
    var starts = Array(repeating: 0, count: Self.count + 1)
    for hash in all { starts[Int(hash &>> 58) + 1] += 1 }
    for part in 0..<Self.count { starts[part + 1] += starts[part] }
    var places = starts
    hashes = Array(repeating: 0, count: all.count)
    for hash in all {
      hashes[places[Int(hash &>> 58)]] = hash
      places[Int(hash &>> 58)] += 1
    }
    self.starts = starts
  }

  /// Whether a part holds a hash twice.
  func hasRepeat(_ part: Int) -> Bool {
    let range = starts[part]..<starts[part + 1]
    var capacity = 64
    while capacity < 2 * range.count { capacity *= 2 }
    // Open addressing, at most half full; 0 is free, and a hash of 0 is counted apart.
    var slots = [UInt64](repeating: 0, count: capacity)
    var zeros = 0
    for hash in hashes[range] {
      if hash == 0 {
        zeros += 1
        continue
      }
      var slot = Int(truncatingIfNeeded: hash) & (capacity &- 1)
      while slots[slot] != 0 {
        if slots[slot] == hash { return true }
        slot = (slot &+ 1) & (capacity &- 1)
      }
      slots[slot] = hash
    }
    return zeros > 1
  }
}
