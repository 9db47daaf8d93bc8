/// A name of one to sixteen bytes as two words that overlap: with its length they say all of it.
struct ShortName: Equatable {
  private var head: UInt64 = 0
  private var tail: UInt64 = 0
  private var length = 0

  /// No name.
  init() {}

  /// `nil` for longer names, and for none.
  @inline(__always)
  init?(_ name: Span<UInt8>) {
    length = name.count
    if length >= 8, length <= 16 {
      head = name.word(at: 0)
      tail = name.word(at: length &- 8)
    } else if length >= 4, length < 8 {
      head = UInt64(name.half(at: 0))
      tail = UInt64(name.half(at: length &- 4))
    } else if length >= 1, length < 4 {
      head = UInt64(name[0])
      tail = UInt64(name[length &>> 1]) &<< 8 | UInt64(name[length &- 1])
    } else {
      return nil
    }
  }

  /// A hash for tables in memory.
  @inline(__always)
  var hash: UInt64 { TableHash.fold(head ^ TableHash.start, tail ^ UInt64(length)) }
}

/// Hashes for tables in memory, which need no more than to scatter: pairs of words are multiplied
/// and both halves of the product folded, as in Wang Yi's wyhash.
enum TableHash {
  static let start: UInt64 = 0xA076_1D64_78BD_642F
  private static let other: UInt64 = 0xE703_7ED1_A0B4_28DB

  @inline(__always)
  static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right ^ other)
    let folded = product.high ^ product.low
    return folded ^ folded &>> 29
  }
}

extension Span where Element == UInt8 {
  /// A hash of all bytes for tables in memory; what it is may change from build to build.
  @inline(__always)
  package var tableHash: UInt64 {
    if let short = ShortName(self) { return short.hash }
    let length = count
    guard length > 0 else { return TableHash.fold(TableHash.start, 0) }
    var sum = TableHash.start
    var at = 0
    while at &+ 16 < length {
      sum = TableHash.fold(word(at: at) ^ sum, word(at: at &+ 8))
      at &+= 16
    }
    return TableHash.fold(word(at: length &- 16) ^ sum, word(at: length &- 8) ^ UInt64(length))
  }
}
