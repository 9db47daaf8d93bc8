import Glibc

/// Finds the positive number beyond or below which a distribution has a given probability.
enum TailInverse {
  /// A tail's probability at x, and x times the density there.
  typealias Tail = (value: Double, kernel: Double)

  /// The x > 0 at which a tail is `probability`.
  ///
  /// Newton's method on the logarithms of both, in which the tails used here are nearly straight,
  /// kept inside a bracket that shrinks; where a step leaves it, the geometric middle is taken.
  ///
  /// - Parameters:
  ///   - start: any positive number; a good one saves steps.
  ///   - falls: whether the tail is the one beyond x, which falls with it, or the one below.
  static func solve(
    _ probability: Double, from start: Double, falls: Bool, _ tail: (Double) -> Tail
  ) -> Double {
    /// Whether the number sought is above that at which the tail has this value.
    func isAbove(_ value: Double) -> Bool { falls ? value > probability : value < probability }
    var (low, high) = (start, start)
    while !isAbove(tail(low).value) && low > 1e-300 { low /= 4 }
    while isAbove(tail(high).value) && high < 1e300 { high *= 4 }
    var x = start
    for _ in 0..<200 {
      let (value, kernel) = tail(x)
      if value == probability { return x }
      if isAbove(value) { low = max(low, x) } else { high = min(high, x) }
      let step = log(value / probability) * value / kernel
      var next = x * exp(falls ? step : -step)
      if !(next > low && next < high) { next = low.squareRoot() * high.squareRoot() }
      if abs(next - x) <= 2 * x.ulp { return next }
      x = next
    }
    return x
  }
}
