extension MeanCumulativeFunction.Point {
  /// Limits of the value: value -+ z sqrt(variance), the lower one not under what the function can't
  /// be under: where everybody has a first event at 0, it is 1 at least.
  ///
  /// Source: Lawless and Nadeau 1995, with their robust variance.
  public func limits(level: Double = 0.95) -> Limits {
    let spread = Normal.quantile((1 + level) / 2) * variance.squareRoot()
    return Limits(lower: max(least, value - spread), upper: value + spread)
  }
}
