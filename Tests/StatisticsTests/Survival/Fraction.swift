/// An exact fraction, for oracles: whole numbers of 128 bits are enough for a dozen rows.
struct Fraction: Equatable, Comparable, CustomStringConvertible {
  let above: Int128
  let below: Int128

  init(_ above: Int128, _ below: Int128 = 1) {
    var (divisor, rest) = (below.magnitude, above.magnitude)
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    let sign: Int128 = below < 0 ? -1 : 1
    self.above = sign * above / Int128(divisor)
    self.below = sign * below / Int128(divisor)
  }

  init(_ above: Int, _ below: Int = 1) { self.init(Int128(above), Int128(below)) }

  /// The nearest double, where both numbers are below 2^53; else one within an ulp or two.
  var double: Double { Double(above) / Double(below) }

  var description: String { "\(above)/\(below)" }

  static func + (left: Fraction, right: Fraction) -> Fraction {
    Fraction(left.above * right.below + right.above * left.below, left.below * right.below)
  }

  static func - (left: Fraction, right: Fraction) -> Fraction {
    left + Fraction(-right.above, right.below)
  }

  static func * (left: Fraction, right: Fraction) -> Fraction {
    Fraction(left.above * right.above, left.below * right.below)
  }

  static func / (left: Fraction, right: Fraction) -> Fraction {
    Fraction(left.above * right.below, left.below * right.above)
  }

  static func += (left: inout Fraction, right: Fraction) { left = left + right }

  static func *= (left: inout Fraction, right: Fraction) { left = left * right }

  static func < (left: Fraction, right: Fraction) -> Bool {
    left.above * right.below < right.above * left.below
  }
}

extension Double {
  /// Whether the number is as close to a fraction as the arithmetic of a dozen rows allows.
  func isClose(to fraction: Fraction) -> Bool { isClose(to: fraction.double) }

  func isClose(to other: Double, within bound: Double = 1e-12) -> Bool {
    abs(self - other) <= bound * max(1, abs(other))
  }
}
