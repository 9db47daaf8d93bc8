/// From values to px along an axis.
struct Scale: Equatable, Sendable {
  /// The values at the two ends; the second is larger.
  let from: Double
  let through: Double
  /// Where they stand, in px.
  let start: Double
  let end: Double

  init(_ from: Double, _ through: Double, at start: Double, _ end: Double) {
    self.from = from
    self.through = through > from ? through : from + 1
    self.start = start
    self.end = end
  }

  /// Where a value stands; one beyond an end stands at it.
  func at(_ value: Double) -> Double {
    let inside = min(max(value, from), through)
    return start + (inside - from) / (through - from) * (end - start)
  }
}

/// The values that an axis names.
enum Ticks {
  /// Days: whole weeks where there is room for a few of them, else multiples of 4, 12 or 52 weeks.
  ///
  /// - Parameter count: at most so many beside 0.
  static func days(through last: Double, atMost count: Int = 8) -> [Double] {
    let steps: [Double] = [1, 2, 7, 14, 28, 56, 84, 168, 364, 728, 1820, 3640]
    let most = Double(max(1, count))
    var step = steps.first { last / $0 <= most } ?? 3640
    while last / step > most { step *= 2 }
    return multiples(of: step, from: 0, through: (last / step).rounded(.up) * step)
  }

  /// Round numbers that hold the range between them.
  static func even(from low: Double, through high: Double, atMost count: Int = 6) -> [Double] {
    let span = max(high - low, 1e-9)
    var step = 1e-9
    let factors = [2, 2.5, 2]
    var turn = 0
    while span / step > Double(count) {
      step *= factors[turn % 3]
      turn += 1
    }
    // Sums of such steps are no exact decimals; whole steps are.
    if step >= 1 { step = step.rounded() }
    return multiples(
      of: step, from: (low / step).rounded(.down) * step, through: (high / step).rounded(.up) * step
    )
  }

  /// Whole numbers, for counts.
  static func counts(through high: Int, atMost count: Int = 5) -> [Double] {
    var step = 1
    let factors = [2, 5, 10]
    var (power, turn) = (1, 0)
    while (high + step - 1) / step > count {
      step = factors[turn] * power
      turn += 1
      if turn == factors.count { (power, turn) = (power * 10, 0) }
    }
    return multiples(
      of: Double(step), from: 0, through: Double((max(high, 1) + step - 1) / step * step))
  }

  private static func multiples(of step: Double, from low: Double, through high: Double) -> [Double]
  {
    let first = Int((low / step).rounded())
    let last = max(Int((high / step).rounded()), first + 1)
    return (first...last).map { Double($0) * step }
  }
}
