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

  /// Round numbers that hold the range between them: multiples of 1, 2 or 5 times a power of ten.
  ///
  /// Each is a whole number over a power of ten, divided once, so that it has no more digits than it
  /// should.
  static func even(from low: Double, through high: Double, atMost count: Int = 6) -> [Double] {
    let span = max(high - low, 1e-6)
    for power in -6...9 {
      for factor in [1, 2, 5] {
        let step = value(factor, power)
        let first = Int((low / step + 1e-9).rounded(.down))
        let last = max(Int((high / step - 1e-9).rounded(.up)), first + 1)
        guard span / step <= Double(count) else { continue }
        return (first...last).map { value($0 * factor, power) }
      }
    }
    return [low, high]
  }

  private static func value(_ mantissa: Int, _ power: Int) -> Double {
    var scale = 1
    for _ in 0..<abs(power) { scale *= 10 }
    return power < 0 ? Double(mantissa) / Double(scale) : Double(mantissa * scale)
  }

  private static func multiples(of step: Double, from low: Double, through high: Double) -> [Double]
  {
    let first = Int((low / step).rounded())
    let last = max(Int((high / step).rounded()), first + 1)
    return (first...last).map { Double($0) * step }
  }
}
