/// The mean and the standard deviation of a sample, with Student's t limits of the mean.
///
/// Two passes: the mean, then what is left around it (T. F. Chan, G. H. Golub, R. J. LeVeque, The
/// American Statistician 37 (1983), 1.7). So values with a large offset keep the digits of their
/// spread, and equal values have an SD of exactly 0. Sums are rounded once: the mean of whole
/// numbers is the double nearest to it, and another order of the values changes nothing.
public struct Moments: Equatable, Sendable {
  /// The number of values.
  public let n: Int
  /// The mean; `nil` of no values.
  public let mean: Double?
  /// The standard deviation over n - 1; `nil` of fewer than two values.
  public let sd: Double?
  /// mean ± t sd / √n with n - 1 degrees of freedom; `nil` where the SD is 0 or there is none.
  public let limits: Limits?

  /// The moments of values; nothing but `n` where one is beyond 1e150, whose square is no number.
  public init(_ values: [Double], level: Double = 0.95) {
    n = values.count
    guard n > 0, values.allSatisfy({ abs($0) <= 1e150 }) else {
      (mean, sd, limits) = (nil, nil, nil)
      return
    }
    let count = Double(n)
    let mean = Self.mean(values)
    self.mean = mean
    guard n > 1 else {
      (sd, limits) = (nil, nil)
      return
    }
    let differences = values.map { $0 - mean }
    let squares = differences.map { $0 * $0 }.twofoldSum
    let rest = differences.twofoldSum
    let sd = (max(0, squares - rest * rest / count) / (count - 1)).squareRoot()
    self.sd = sd
    guard sd > 0 else {
      limits = nil
      return
    }
    let half =
      StudentT.factor(level: level, degreesOfFreedom: count - 1) * sd / count.squareRoot()
    limits = Limits(lower: mean - half, upper: mean + half)
  }

  /// The sum over the count, with what the sum and the division round off.
  private static func mean(_ values: [Double]) -> Double {
    var sum = TwofoldSum()
    for value in values { sum.add(value) }
    let count = Double(values.count)
    let rough = sum.parts.x / count
    return rough + (sum.parts.x.addingProduct(-rough, count) + sum.parts.y) / count
  }

  /// The squared standard error of the mean; `nil` without an SD.
  var squaredError: Double? { sd.map { $0 * $0 / Double(n) } }
}
