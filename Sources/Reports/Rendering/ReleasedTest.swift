/// Numbers of a test as they may be shown under a rule, when it is not computed from shown counts alone.
///
/// A p, a statistic or an expected number with all its digits tells the sums that it was computed from:
/// of two means of thirty scores each one combination of sums fits sixteen digits of Welch's p, and the
/// expected losses of a log-rank test are sums of fractions whose denominators are who was at risk at each
/// loss.
enum ReleasedTest {
  /// A p of two decimals, below 0.01 of one digit more, at least 0.001.
  static func p(_ p: Double?, _ minimum: Int?) -> Cell {
    guard minimum != nil else { return .optional(p) { .p($0) } }
    return .optional(p) { p in
      p < 0.01 ? .p(max(1, (p * 1000).rounded()) / 1000) : .p((p * 100).rounded() / 100)
    }
  }

  /// A number with as many decimals as it has else, or with fewer.
  static func number(
    _ number: Double?, decimals: Int, released: Int, _ minimum: Int?
  ) -> Cell {
    guard minimum != nil else { return .optional(number) { .number($0, decimals: decimals) } }
    let scale = released == 0 ? 1.0 : 10
    return .optional(number) {
      .number(($0 * scale).rounded() / scale, decimals: released)
    }
  }
}
