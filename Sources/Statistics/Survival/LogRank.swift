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
    var table = LogRankTable(groups: groups)
    table.add(time, isEvent, group, entry)
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

/// What the log-rank test adds up over the times of events.
struct LogRankTable {
  let groups: Int
  private(set) var observed: [Int]
  private(set) var expected: [Double]
  /// The lower triangle of the covariance, row by row in a square of its full size.
  private(set) var variance: [Double]

  init(groups: Int) {
    self.groups = groups
    observed = Array(repeating: 0, count: groups)
    expected = Array(repeating: 0, count: groups)
    variance = Array(repeating: 0, count: groups * groups)
  }

  /// Adds all rows, walking through their exits in ascending order.
  mutating func add(_ time: [Double], _ isEvent: [Bool], _ group: [Int], _ entry: [Double]?) {
    precondition(group.allSatisfy { $0 >= 0 && $0 < groups })
    let exits = ExitRows(time: time, entry: entry)
    let members = exits.select(group) { UInt32($0) }
    let events = exits.select(isEvent) { $0 ? UInt32(1) : 0 }
    let order = TimeOrder<UInt32>(
      times: exits.time, tags: zip(members, events).map { $0 &* 2 &+ $1 })
    let entries = exits.entry.map { TimeOrder<UInt32>(times: $0, tags: members) }
    var atRisk = [Double](repeating: 0, count: groups)
    var entered = 0
    if entries == nil { for member in members { atRisk[Int(member)] += 1 } }
    var leaving = atRisk.map { _ in 0.0 }
    var row = 0
    while row < order.count {
      let key = order.keys[row]
      if let entries {
        while entered < entries.count, entries.keys[entered] < key {
          atRisk[Int(entries.tags[entered])] += 1
          entered += 1
        }
      }
      var events = 0
      let first = row
      while row < order.count, order.keys[row] == key {
        let tag = order.tags[row]
        let member = Int(tag / 2)
        leaving[member] += 1
        events += Int(tag % 2)
        observed[member] += Int(tag % 2)
        row += 1
      }
      if events > 0 { addEvents(Double(events), atRisk) }
      for index in first..<row {
        let member = Int(order.tags[index] / 2)
        atRisk[member] -= leaving[member]
        leaving[member] = 0
      }
    }
  }

  /// Adds one time of events: the mean and the covariance of a hypergeometric draw.
  private mutating func addEvents(_ events: Double, _ atRisk: [Double]) {
    let total = atRisk.reduce(0, +)
    let share = events / total
    let spread = total > 1 ? share * (total - events) / ((total - 1) * total) : 0
    for row in 0..<groups where atRisk[row] > 0 {
      expected[row] += share * atRisk[row]
      let weight = spread * atRisk[row]
      for column in 0..<row { variance[row * groups + column] -= weight * atRisk[column] }
      variance[row * groups + row] += weight * (total - atRisk[row])
    }
  }
}
