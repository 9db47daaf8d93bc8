/// Wilcoxon's signed-rank test, exact.
///
/// F. Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1 (1945). Zeros
/// are dropped, ties have mid-ranks, and the distribution is that of the sum of a random half of
/// the signs given the mid-ranks. It is found over doubled ranks, which are whole, by adding one
/// rank after the other: n³ / 2 additions, 4 million for n = 200.
public struct SignedRank: Equatable, Sendable {
  /// The number of differences that are not 0.
  public let n: Int
  /// The sum of the ranks of the positive differences.
  public let statistic: Double
  /// The two-sided p: twice the smaller tail, at most 1.
  public let p: Double
  /// The probability of a sum as large as that seen or larger.
  public let pGreater: Double
  /// The probability of a sum as small as that seen or smaller.
  public let pLess: Double

  /// The test that differences lie around 0. Ties are those of equal doubles.
  public init(_ differences: [Double]) {
    let sorted = differences.filter { $0 != 0 }.sorted { abs($0) < abs($1) }
    let ranks = Self.doubledRanks(sorted.map(abs))
    let all = ranks.reduce(0, +)
    let positive = zip(sorted, ranks).reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
    n = sorted.count
    statistic = Double(positive) / 2
    // The distribution is symmetric, so both tails are found at its lower end.
    let lower = min(positive, all - positive)
    let sums = Self.probabilities(ranks, upTo: lower)
    let smaller = min(1, sums.reduce(0, +))
    let larger = min(1, 1 - sums[0..<lower].reduce(0, +))
    pLess = positive == lower ? smaller : larger
    pGreater = positive == lower ? larger : smaller
    p = min(1, 2 * smaller)
  }

  /// Twice the mid-rank of each of the values, which ascend.
  private static func doubledRanks(_ ascending: [Double]) -> [Int] {
    var ranks: [Int] = []
    while ranks.count < ascending.count {
      let start = ranks.count
      let end = ascending[start...].firstIndex { $0 > ascending[start] } ?? ascending.count
      // The ranks start + 1 … end have the mean (start + 1 + end) / 2.
      ranks += Array(repeating: start + 1 + end, count: end - start)
    }
    return ranks
  }

  /// The probability of each sum from 0 to `most` when every rank counts or not by a coin.
  private static func probabilities(_ ranks: [Int], upTo most: Int) -> [Double] {
    var sums = Array(repeating: 0.0, count: most + 1)
    sums[0] = 1
    var reached = 0
    for rank in ranks {
      reached = min(most, reached + rank)
      // From above, so that a rank is not added twice. Halves are exact.
      for sum in stride(from: reached, through: 0, by: -1) {
        sums[sum] = (sums[sum] + (sum >= rank ? sums[sum - rank] : 0)) / 2
      }
    }
    return sums
  }
}
