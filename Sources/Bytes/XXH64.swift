/// XXH64 with seed 0: the checksum that seals every line of a log.
///
/// Written from the published specification of the xxHash algorithm (version 0.1.1, Yann Collet).
/// It finds worn disks and stray edits, not forgers: that is what the Merkle tree is for.
package enum XXH64 {
  /// The checksum of all bytes of `bytes`.
  package static func hash(_ bytes: Span<UInt8>) -> UInt64 {
    unsafe bytes.withUnsafeBytes { unsafe hash($0) }
  }

  /// The checksum of the first `length` bytes of `bytes`.
  package static func hash(_ bytes: Span<UInt8>, first length: Int) -> UInt64 {
    precondition(length >= 0 && length <= bytes.count)
    return unsafe bytes.withUnsafeBytes { all in
      unsafe hash(UnsafeRawBufferPointer(rebasing: all[0..<length]))
    }
  }

  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let length = bytes.count
    var offset = 0
    var sum: UInt64
    if length >= 32 {
      var lane1 = prime1 &+ prime2
      var lane2 = prime2
      var lane3: UInt64 = 0
      var lane4 = 0 &- prime1
      while offset &+ 32 <= length {
        lane1 = unsafe round(lane1, word(bytes, offset))
        lane2 = unsafe round(lane2, word(bytes, offset &+ 8))
        lane3 = unsafe round(lane3, word(bytes, offset &+ 16))
        lane4 = unsafe round(lane4, word(bytes, offset &+ 24))
        offset &+= 32
      }
      sum = rotate(lane1, 1) &+ rotate(lane2, 7) &+ rotate(lane3, 12) &+ rotate(lane4, 18)
      sum = merge(sum, lane1)
      sum = merge(sum, lane2)
      sum = merge(sum, lane3)
      sum = merge(sum, lane4)
    } else {
      sum = prime5
    }
    sum = sum &+ UInt64(length)
    while offset &+ 8 <= length {
      sum = unsafe rotate(sum ^ round(0, word(bytes, offset)), 27) &* prime1 &+ prime4
      offset &+= 8
    }
    if offset &+ 4 <= length {
      let half = unsafe UInt32(
        littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      sum = rotate(sum ^ (UInt64(half) &* prime1), 23) &* prime2 &+ prime3
      offset &+= 4
    }
    while offset < length {
      sum = unsafe rotate(sum ^ (UInt64(bytes[offset]) &* prime5), 11) &* prime1
      offset &+= 1
    }
    sum = (sum ^ (sum >> 33)) &* prime2
    sum = (sum ^ (sum >> 29)) &* prime3
    return sum ^ (sum >> 32)
  }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    rotate(lane &+ (input &* prime2), 31) &* prime1
  }

  @inline(__always)
  private static func merge(_ sum: UInt64, _ lane: UInt64) -> UInt64 {
    (sum ^ round(0, lane)) &* prime1 &+ prime4
  }

  @inline(__always)
  private static func rotate(_ value: UInt64, _ by: UInt64) -> UInt64 {
    (value &<< by) | (value &>> (64 &- by))
  }
}
