/// A number of about 106 bits: the unevaluated sum of two doubles.
///
/// A product of a million fractions stays within 1e-25 of the exact one, so that its nearest double
/// is that of the exact fraction: a survival of exactly 1/2 is 0.5, not an ulp beside it. The
/// algorithms are those of Dekker, "A floating-point technique for extending the available
/// precision" (1971), and Knuth, with the fused multiply-add for the error of a product.
struct DoubleDouble: Sendable {
  /// The nearest double.
  let high: Double
  /// What the nearest double leaves over.
  let low: Double

  /// A double as it is.
  init(_ value: Double) {
    high = value
    low = 0
  }

  /// The quotient of two whole numbers below 2^53.
  @inline(__always)
  init(_ numerator: Int, over denominator: Int) {
    let (above, below) = (Double(numerator), Double(denominator))
    high = above / below
    low = above.addingProduct(-high, below) / below
  }

  /// A sum of two doubles of which the first is the larger one.
  @inline(__always)
  private init(large: Double, small: Double) {
    high = large + small
    low = small - (high - large)
  }

  @inline(__always)
  static func * (left: DoubleDouble, right: DoubleDouble) -> DoubleDouble {
    let product = left.high * right.high
    let error = (-product).addingProduct(left.high, right.high)
    return DoubleDouble(
      large: product, small: error + (left.high * right.low + left.low * right.high))
  }

  @inline(__always)
  static func + (left: DoubleDouble, right: DoubleDouble) -> DoubleDouble {
    let sum = left.high + right.high
    let added = sum - left.high
    let error = (left.high - (sum - added)) + (right.high - added)
    return DoubleDouble(large: sum, small: error + (left.low + right.low))
  }

  static prefix func - (value: DoubleDouble) -> DoubleDouble {
    DoubleDouble(large: -value.high, small: -value.low)
  }

  static func - (left: DoubleDouble, right: DoubleDouble) -> DoubleDouble { left + -right }

  static func += (left: inout DoubleDouble, right: DoubleDouble) { left = left + right }

  static func -= (left: inout DoubleDouble, right: DoubleDouble) { left = left - right }

  static func *= (left: inout DoubleDouble, right: DoubleDouble) { left = left * right }
}
