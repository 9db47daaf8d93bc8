/// The probabilities of all outcomes of a count, for exact tests.
///
/// They are built from the mode outwards by the ratios of neighbours, so that nothing overflows
/// and each has a relative error of some 1e-16 per step. What is less probable than 1e-308 times
/// the mode becomes 0.
struct ExactDistribution {
  /// Each outcome's probability as a multiple of the mode's.
  private let weights: [Double]
  /// The count that `weights` starts with.
  private let first: Int

  /// Two weights are equal where they differ by this part of themselves or less. Outcomes of
  /// really different probability differ by far more unless their probability has nine digits
  /// in common.
  private static let slack = 1e-7

  /// - Parameters:
  ///   - outcomes: the counts that can happen, at least one.
  ///   - ratio: the probability of k + 1 over that of k; it falls with k.
  init(_ outcomes: ClosedRange<Int>, ratio: (Int) -> Double) {
    var weights = Array(repeating: 1.0, count: outcomes.count)
    var (low, high) = (outcomes.lowerBound, outcomes.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if ratio(middle) > 1 { low = middle + 1 } else { high = middle }
    }
    for k in low..<outcomes.upperBound {
      weights[k + 1 - outcomes.lowerBound] = weights[k - outcomes.lowerBound] * ratio(k)
    }
    for k in (outcomes.lowerBound..<low).reversed() {
      weights[k - outcomes.lowerBound] = weights[k + 1 - outcomes.lowerBound] / ratio(k)
    }
    self.weights = weights
    first = outcomes.lowerBound
  }

  /// The probability of all outcomes that are no more probable than `outcome`: the two-sided p
  /// that R's `fisher.test` and `binom.test` give, with their slack.
  func noMoreProbable(than outcome: Int) -> Double {
    let bound = weights[outcome - first] * (1 + Self.slack)
    var (met, all) = (0.0, 0.0)
    // The weights rise and then fall; adding the smaller ones first keeps their digits.
    for weight in weights.sorted() {
      all += weight
      if weight <= bound { met += weight }
    }
    return min(1, met / all)
  }
}
