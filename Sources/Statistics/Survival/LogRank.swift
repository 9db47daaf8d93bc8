/// The log-rank test of k groups, with the hypergeometric variance and delayed entry.
///
/// With delayed entry it is the score test of the exact partial likelihood. Without events there
/// is nothing to compare: chi-square 0, no degrees of freedom, no p.
public struct LogRank: Sendable {
  /// How many events each group had.
  public let observed: [Int]
  /// How many it would have had at the hazard of all.
  public let expected: [Double]
  /// The covariance of observed less expected.
  public let variance: [[Double]]
  /// The test statistic.
  public let chiSquare: Double
  /// The groups with an expected count above 0, less 1; 0 where there are none.
  public let degreesOfFreedom: Int
  /// The probability of `chiSquare` or more; `nil` without degrees of freedom.
  public let p: Double?

  /// Compares groups, from rows of an exit time, whether it is an event, a group 0..<`groups`, and
  /// perhaps an entry time.
  ///
  /// Rows that enter at their exit or after it are left out. The order of the rows does not matter.
  ///
  /// - Precondition: the arrays have the same length, times are finite, groups are in range.
  public init(
    time: [Double], isEvent: [Bool], group: [Int], groups: Int, entry: [Double]? = nil
  ) {
    precondition(time.count == isEvent.count && time.count == group.count)
    precondition(groups >= 0 && groups < Int(Int32.max))
    precondition(group.allSatisfy { $0 >= 0 && $0 < groups })
    let exits = ExitRows(time: time, entry: entry)
    let members = exits.select(group) { UInt32(truncatingIfNeeded: $0) }
    let table = LogRankTable(exits, members, exits.select(isEvent) { $0 }, groups: groups)
    observed = table.observed
    expected = table.expected
    variance = (0..<groups).map { row in
      (0..<groups).map { table.variance[max(row, $0) * groups + min(row, $0)] }
    }
    let compared = (0..<groups).filter { table.expected[$0] > 0 }
    degreesOfFreedom = max(0, compared.count - 1)
    chiSquare = Self.chiSquare(compared.dropLast(), observed, expected, variance)
    p =
      degreesOfFreedom == 0
      ? nil : ChiSquare.upperTail(chiSquare, degreesOfFreedom: Double(degreesOfFreedom))
  }

  /// The quadratic form of observed less expected in the inverse of the covariance, over all
  /// compared groups but one.
  ///
  /// By elimination with the largest variance that is left as the pivot. Groups that are never at
  /// risk together with the others leave the covariance singular; what they could still tell is
  /// then 0 as well, so a variance that is 0 but for rounding is passed over.
  private static func chiSquare(
    _ groups: ArraySlice<Int>, _ observed: [Int], _ expected: [Double], _ variance: [[Double]]
  ) -> Double {
    var excess = groups.map { Double(observed[$0]) - expected[$0] }
    var matrix = groups.map { row in groups.map { variance[row][$0] } }
    let original = matrix.indices.map { matrix[$0][$0] }
    var open = Array(matrix.indices)
    var sum = 0.0
    while let pivot = open.max(by: { matrix[$0][$0] < matrix[$1][$1] }) {
      open.removeAll { $0 == pivot }
      let size = matrix[pivot][pivot]
      guard size > 1e-10 * original[pivot] else { continue }
      sum += excess[pivot] * excess[pivot] / size
      for row in open {
        let factor = matrix[row][pivot] / size
        excess[row] -= factor * excess[pivot]
        for column in open { matrix[row][column] -= factor * matrix[pivot][column] }
      }
    }
    return sum
  }
}
