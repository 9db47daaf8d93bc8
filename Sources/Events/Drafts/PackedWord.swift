import Bytes

/// A short text in two words, to be compared with bytes in place.
struct PackedWord: Sendable {
  /// The most bytes that fit.
  static let longest = 16

  private let low: UInt64
  private let high: UInt64
  private let lowMask: UInt64
  private let highMask: UInt64
  let count: Int

  /// `nil` for a longer text.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count <= Self.longest else { return nil }
    var words: (UInt64, UInt64) = (0, 0)
    for (place, byte) in bytes.enumerated() {
      if place < 8 {
        words.0 |= UInt64(byte) << UInt64(place * 8)
      } else {
        words.1 |= UInt64(byte) << UInt64(place * 8 - 64)
      }
    }
    (low, high) = words
    count = bytes.count
    lowMask = count >= 8 ? .max : (1 << UInt64(count * 8)) - 1
    highMask = count >= 16 ? .max : count <= 8 ? 0 : (1 << UInt64(count * 8 - 64)) - 1
  }

  /// Whether the text stands at `offset`, behind which there must be 16 bytes.
  @inline(__always)
  func stands(in bytes: Span<UInt8>, at offset: Int) -> Bool {
    (bytes.word(at: offset) & lowMask) == low
      && (highMask == 0 || (bytes.word(at: offset &+ 8) & highMask) == high)
  }
}
