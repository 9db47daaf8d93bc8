import Bytes

/// What most scales need of a rating's items: how many, their sum and their range.
struct ItemTally {
  /// Stands for an item that is null.
  static let noItem = Int32.min

  private(set) var count = 0
  private(set) var sum = 0
  private(set) var lowest = Int32.max
  private(set) var highest = Int32.min
  /// The ninth item, where there is one.
  private(set) var ninth = noItem

  mutating func add(_ item: Int32) {
    count &+= 1
    sum &+= Int(item)
    lowest = min(lowest, item)
    highest = max(highest, item)
    if count == 9 { ninth = item }
  }

  init() {}

  /// Reads a list from its opening bracket on and leaves `place` behind the closing one; `nil` where
  /// something stands there that only the general parser understands.
  @inline(__always)
  init?(
    _ line: Span<UInt8>, _ place: inout Int, limit: Int, each: (Int32) -> Void
  ) {
    var at = place
    guard at < limit, line[at] == UInt8(ascii: "[") else { return nil }
    at &+= 1
    var isEmpty = at < limit && line[at] == UInt8(ascii: "]")
    while !isEmpty {
      // Nearly all items are one digit: four of them and their commas are one word.
      while at &+ 8 < limit, let four = line.fourItems(at: at) {
        for item in 0..<4 {
          let value = Int32(truncatingIfNeeded: four &>> UInt64(item &* 16) & 15)
          add(value)
          each(value)
        }
        at &+= 8
      }
      if let (value, end) = line.smallNumber(at: at, limit: limit) {
        add(Int32(truncatingIfNeeded: value))
        each(Int32(truncatingIfNeeded: value))
        at = end
      } else if line.has("null", at: at) {
        add(Self.noItem)
        each(Self.noItem)
        at &+= 4
      } else {
        return nil
      }
      guard at < limit else { return nil }
      isEmpty = line[at] == UInt8(ascii: "]")
      guard isEmpty || line[at] == UInt8(ascii: ",") else { return nil }
      if !isEmpty { at &+= 1 }
    }
    place = at &+ 1
  }
}

extension Span where Element == UInt8 {
  /// Four items of one digit, each with its comma, sixteen bits for each; `nil` for all else.
  @inline(__always)
  fileprivate func fourItems(at offset: Int) -> UInt64? {
    let word = word(at: offset) ^ 0x2C30_2C30_2C30_2C30
    let isOther = (word &+ 0x0076_0076_0076_0076) | word
    return isOther & 0xFF80_FF80_FF80_FF80 == 0 ? word : nil
  }
}
