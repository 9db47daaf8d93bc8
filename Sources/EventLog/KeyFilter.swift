/// Tells of most keys that a run does not have, in 12 bits for each that it has: a Bloom filter whose bits
/// of one key lie in one line of the processor's cache (Putze, Sanders, Singler 2007).
///
/// It never says no of a key that was inserted, and yes of about one in a hundred others.
package struct KeyFilter: Sendable {
  private static let bitsPerKey = 12
  /// Words of a block.
  private static let width = 8
  private static let probes = 6

  private var words: [UInt64]
  private let blocks: Int

  /// Room for so many keys.
  package init(_ count: Int) {
    blocks = max(1, count * Self.bitsPerKey / (64 * Self.width))
    words = [UInt64](repeating: 0, count: blocks * Self.width)
  }

  /// Adds a key.
  package mutating func insert(_ key: UInt64) {
    let mixed = Self.mixed(key)
    let start = start(mixed)
    var bits = mixed
    for _ in 0..<Self.probes {
      words[start + Int(bits & 7)] |= 1 &<< (bits &>> 3 & 63)
      bits = bits &>> 9
    }
  }

  /// Whether a key may be there.
  package func has(_ key: UInt64) -> Bool {
    let mixed = Self.mixed(key)
    let start = start(mixed)
    var bits = mixed
    for _ in 0..<Self.probes {
      guard words[start + Int(bits & 7)] & 1 &<< (bits &>> 3 & 63) != 0 else { return false }
      bits = bits &>> 9
    }
    return true
  }

  /// Where the block of a key starts. It is found by the whole word, the bits in it by its lower 54.
  private func start(_ mixed: UInt64) -> Int {
    let spread = mixed &* 0x9E37_79B1_85EB_CA87
    return Int(spread.multipliedFullWidth(by: UInt64(blocks)).high) * Self.width
  }

  /// Keys are hashes, but the filter must hold where they are not.
  private static func mixed(_ key: UInt64) -> UInt64 {
    var word = (key ^ key &>> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word &>> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word &>> 31
  }
}
