/// The innermost intervals of observations (L, R], and which of them each observation covers.
///
/// Innermost is an interval from a left end to the next right end with no other end in between
/// (Turnbull 1976; Peto 1973). At one value right ends come before left ends, so (1, 2] and (2, 3]
/// do not meet. An exact point x is the interval from the last double below x to x: nothing lies in
/// between, so (0, x] holds it and (x, 4] does not.
struct InnermostIntervals {
  /// The left ends in ascending order; that of a point is the last double below it.
  let left: [Double]
  /// The right ends in ascending order, maybe infinite at last.
  let right: [Double]
  /// Which of them are points that were seen as such.
  private(set) var isPoint: [Bool]
  /// Which of them each observation covers.
  let runs: CoveredRuns

  /// `nil` where there is no row, the counts differ, or a row is not an interval: a left end that is
  /// not finite, a right end before it or one that is not a number.
  init?(left lefts: [Double], right rights: [Double?]) {
    guard !lefts.isEmpty, lefts.count == rights.count else { return nil }
    var from = lefts
    let to = rights.map { $0 ?? .infinity }
    for row in from.indices {
      guard from[row].isFinite, from[row] <= to[row] else { return nil }
      if from[row] == to[row] { from[row] = from[row].nextDown }
    }
    (left, right) = Self.find(from.sorted(), to.sorted())
    var first = [Int32](repeating: 0, count: from.count)
    var last = first
    isPoint = Array(repeating: false, count: left.count)
    for row in from.indices {
      let (start, end) = (
        left.firstIndex(notBelow: from[row]), right.firstIndex(above: to[row]) - 1
      )
      first[row] = Int32(start)
      last[row] = Int32(end)
      if lefts[row] == to[row] { isPoint[end] = true }
    }
    runs = CoveredRuns(first: first, last: last, width: left.count)
  }

  /// Keeps, for each right end, the last left end below it where no other right end lies between.
  private static func find(
    _ lefts: [Double], _ rights: [Double]
  ) -> (left: [Double], right: [Double]) {
    var left: [Double] = []
    var right: [Double] = []
    var next = 0
    var previous = -Double.infinity
    for end in rights where end > previous {
      while next < lefts.count && lefts[next] < end { next += 1 }
      if next > 0 && lefts[next - 1] >= previous {
        left.append(lefts[next - 1])
        right.append(end)
      }
      previous = end
    }
    return (left, right)
  }
}

extension Array<Double> {
  /// In an ascending array the first index whose element is not below a number, else the count.
  fileprivate func firstIndex(notBelow number: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// In an ascending array the first index whose element is above a number, else the count.
  fileprivate func firstIndex(above number: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
