import Bytes

/// A quotient of two decimals, such as mg per kg, that is compared without being rounded.
struct ExactRatio {
  private let numerator: ExactDecimal
  /// More than 0.
  private let denominator: ExactDecimal

  /// `nil` where the denominator is not more than 0.
  init?(_ numerator: ExactDecimal, over denominator: ExactDecimal) {
    guard denominator.mantissa > 0 else { return nil }
    self.numerator = numerator
    self.denominator = denominator
  }

  init(_ whole: Int) {
    numerator = ExactDecimal(mantissa: Int64(whole), exponent: 0)
    denominator = ExactDecimal(mantissa: 1, exponent: 0)
  }

  /// Below 0 where the quotient is less than a decimal, 0 where it is equal, else above 0.
  ///
  /// a / b is held against c as a against b × c, in whole numbers: two mantissas of 63 bits make
  /// a product of 126, and what does not fit after more tens is the larger.
  func compared(to decimal: ExactDecimal) -> Int {
    let left = Int128(numerator.mantissa)
    let right = Int128(decimal.mantissa) * Int128(denominator.mantissa)
    guard left.signum() == right.signum(), left != 0 else {
      return left.signum() == right.signum() ? 0 : left < right ? -1 : 1
    }
    let power = Int(numerator.exponent) - Int(decimal.exponent) - Int(denominator.exponent)
    let larger = Int(left.signum())
    guard let left = Self.times(left, tens: power) else { return larger }
    guard let right = Self.times(right, tens: -power) else { return -larger }
    return left < right ? -1 : left == right ? 0 : 1
  }

  /// A number, not 0, times ten to a power, or itself where the power is negative; `nil` where
  /// that is too large.
  private static func times(_ number: Int128, tens: Int) -> Int128? {
    var result = number
    for _ in 0..<max(0, tens) {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      result = product
    }
    return result
  }
}
