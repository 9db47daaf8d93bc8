/// Lines of the log, each counted once, by a bit each: rows that repeat one event are one event that is
/// there already.
struct KnownLines {
  private var bits: [UInt64] = []
  /// How many there are.
  private(set) var count = 0

  mutating func insert(_ seq: Int) {
    let word = seq >> 6
    if word >= bits.count {
      bits += repeatElement(0, count: max(word + 1 - bits.count, bits.count))
    }
    let bit: UInt64 = 1 << UInt64(seq & 63)
    if bits[word] & bit == 0 { count += 1 }
    bits[word] |= bit
  }
}
