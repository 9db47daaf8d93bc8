/// The order of numbers, found byte by byte from the lowest: linear in their count, and numbers that
/// are equal stay in the order they have.
///
/// The bits of a double, the sign bit turned over and those of a negative number all turned over, are
/// in the order of the numbers. A byte that is the same everywhere costs nothing.
struct RadixOrder {
  private static let digits = 8

  /// The places of the numbers, in ascending order of these. There are fewer than 2³¹, none of them
  /// is not a number, and 0 comes only without a sign.
  static func places(of numbers: [Double]) -> [Int32] {
    var keys = numbers.map { number in
      number.sign == .minus ? ~number.bitPattern : number.bitPattern | 1 << 63
    }
    var places = Array(0..<Int32(numbers.count))
    var (otherKeys, otherPlaces) = (keys, places)
    let counts = counts(of: keys)
    for digit in 0..<digits {
      var starts = Array(counts[digit << 8..<(digit + 1) << 8])
      guard starts.allSatisfy({ $0 < numbers.count }) else { continue }
      var sum: Int32 = 0
      for byte in starts.indices { (starts[byte], sum) = (sum, sum + starts[byte]) }
      var next = starts.mutableSpan
      var toKeys = otherKeys.mutableSpan
      var toPlaces = otherPlaces.mutableSpan
      for index in keys.indices {
        let byte = Int(truncatingIfNeeded: keys[index] >> UInt64(8 * digit) & 0xFF)
        let place = Int(next[byte])
        next[byte] &+= 1
        toKeys[place] = keys[index]
        toPlaces[place] = places[index]
      }
      swap(&keys, &otherKeys)
      swap(&places, &otherPlaces)
    }
    return places
  }

  /// How many keys have each byte, for one digit after the other.
  private static func counts(of keys: [UInt64]) -> [Int32] {
    var counts = [Int32](repeating: 0, count: digits << 8)
    var span = counts.mutableSpan
    for key in keys {
      for digit in 0..<digits {
        span[digit << 8 | Int(truncatingIfNeeded: key >> UInt64(8 * digit) & 0xFF)] &+= 1
      }
    }
    return counts
  }
}
