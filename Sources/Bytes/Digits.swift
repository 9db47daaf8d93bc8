extension Span where Element == UInt8 {
  /// The decimal digits that stand from `offset` on, eight at most: their value and how many they
  /// are. Eight bytes must be there.
  ///
  /// All eight are looked at together: a digit becomes its value, the lowest byte that is none ends
  /// the number, and three multiplications put tens to ones, hundreds to those, and so on.
  @inlinable @inline(__always)
  package func digits(at offset: Int) -> (value: Int, count: Int) {
    let values = word(at: offset) ^ 0x3030_3030_3030_3030
    let others = ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080
    let length = others.trailingZeroBitCount &>> 3
    guard length > 0 else { return (0, 0) }
    // What stands first counts most: shorter numbers get zeros in front.
    var sum = values &<< UInt64(64 &- length &* 8)
    sum = ((sum & 0x0F0F_0F0F_0F0F_0F0F) &* 2561) &>> 8
    sum = ((sum & 0x00FF_00FF_00FF_00FF) &* 6_553_601) &>> 16
    sum = ((sum & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) &>> 32
    return (Int(truncatingIfNeeded: sum), length)
  }
}
