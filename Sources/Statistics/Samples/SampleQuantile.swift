/// Quantiles of a sample, by three of the rules of R. J. Hyndman and Y. Fan, "Sample quantiles in
/// statistical packages", The American Statistician 50 (1996).
///
/// The values may come in any order; there is no quantile of no values. A position that is within
/// 1e-9 of a whole number is that number, so that a tenth of ten is one.
public enum SampleQuantile {
  /// The median: the middle value, or the mean of the middle two.
  public static func median(_ values: [Double]) -> Double? { type7(values, 0.5) }

  /// Type 7, the rule of R, NumPy and spreadsheets: linear between the values, the first at p = 0
  /// and the last at p = 1.
  public static func type7(_ values: [Double], _ p: Double) -> Double? {
    interpolated(values, p, position: 1 + Double(values.count - 1) * p)
  }

  /// Type 6, the rule of SPSS and Minitab: linear, the k-th of n values at p = k / (n + 1).
  public static func type6(_ values: [Double], _ p: Double) -> Double? {
    interpolated(values, p, position: Double(values.count + 1) * p)
  }

  /// Type 2, the rule of SAS: the first value up to which there are n p, or its mean with the next
  /// where there are just as many.
  public static func type2(_ values: [Double], _ p: Double) -> Double? {
    precondition(p >= 0 && p <= 1, "a quantile is asked for a probability")
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let position = settled(Double(sorted.count) * p)
    let last = sorted.count - 1
    let upper = min(last, Int(position.rounded(.down)))
    let lower = max(0, min(last, Int(position.rounded(.up)) - 1))
    return (sorted[lower] + sorted[upper]) / 2
  }

  /// The value at a position counted from 1, on the line between its neighbours.
  private static func interpolated(_ values: [Double], _ p: Double, position: Double) -> Double? {
    precondition(p >= 0 && p <= 1, "a quantile is asked for a probability")
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let inside = settled(min(max(position, 1), Double(sorted.count)))
    let lower = Int(inside.rounded(.down))
    let part = inside - Double(lower)
    let below = sorted[lower - 1]
    guard part > 0, sorted[lower] > below else { return below }
    // This form is the same from both sides: the median of -x is less that of x.
    return (1 - part) * below + part * sorted[lower]
  }

  private static func settled(_ position: Double) -> Double {
    let whole = position.rounded()
    return abs(position - whole) < 1e-9 ? whole : position
  }
}
