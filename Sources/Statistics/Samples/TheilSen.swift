/// The Theil–Sen line: the median of the slopes over all pairs of points with different x.
///
/// H. Theil, Indagationes Mathematicae 12 (1950); P. K. Sen, "Estimates of the regression
/// coefficient based on Kendall's tau", JASA 63 (1968), who leaves pairs with equal x out. All
/// n (n - 1) / 2 slopes are held at once.
public enum TheilSen {
  /// The slopes of all pairs with different x, in no order that means anything.
  public static func slopes(x: [Double], y: [Double]) -> [Double] {
    precondition(x.count == y.count, "each x has its y")
    var slopes: [Double] = []
    for later in x.indices {
      for earlier in 0..<later where x[earlier] != x[later] {
        slopes.append((y[later] - y[earlier]) / (x[later] - x[earlier]))
      }
    }
    return slopes
  }

  /// The slope; `nil` where no two points have different x.
  public static func slope(x: [Double], y: [Double]) -> Double? {
    SampleQuantile.median(slopes(x: x, y: y))
  }

  /// The median of y less the slope times the median of x; `nil` without a slope.
  public static func intercept(x: [Double], y: [Double]) -> Double? {
    guard let slope = slope(x: x, y: y), let middleX = SampleQuantile.median(x),
      let middleY = SampleQuantile.median(y)
    else { return nil }
    return middleY - slope * middleX
  }
}
