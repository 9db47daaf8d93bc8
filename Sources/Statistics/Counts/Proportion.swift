/// A proportion with its Wilson score limits, without continuity correction.
///
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22
/// (1927); method 3 in R. G. Newcombe, Statistics in Medicine 17 (1998) 857. The limits are the
/// roots π of (p - π)² = z² π (1 - π) / n.
public struct Proportion: Equatable, Sendable {
  /// How many have what is counted.
  public let count: Int
  /// Of how many.
  public let total: Int
  /// The level of the limits.
  public let level: Double
  /// The proportion; `nil` of nobody.
  public let value: Double?
  /// Its limits: exactly 0 below where nobody has it, exactly 1 above where all have it. `nil` of
  /// nobody.
  public let limits: Limits?

  /// The proportion of `count` among `total`, 0 <= `count` <= `total`.
  public init(_ count: Int, of total: Int, level: Double = 0.95) {
    precondition(0 <= count && count <= total, "a part is counted")
    self.count = count
    self.total = total
    self.level = level
    guard total > 0 else {
      (value, limits) = (nil, nil)
      return
    }
    let z = Normal.factor(level: level)
    value = Double(count) / Double(total)
    limits = Limits(
      lower: Self.lower(count, total, z), upper: 1 - Self.lower(total - count, total, z))
  }

  /// The smaller root of (1 + c) π² - (2 p + c) π + p² = 0, c = z² / n, by the form that does not
  /// subtract: 2 p² / (2 p + c + √(c² + 4 c p (1 - p))).
  private static func lower(_ count: Int, _ total: Int, _ z: Double) -> Double {
    let p = Double(count) / Double(total)
    let rest = Double(total - count) / Double(total)
    let c = z * z / Double(total)
    return 2 * p * p / (2 * p + c + (c * c + 4 * c * p * rest).squareRoot())
  }
}
