/// The innermost intervals of observations (L, R], and which of them each observation covers.
///
/// Innermost is an interval from a left end to the next right end with no other end in between
/// (Peto 1973; Turnbull 1976). At one value right ends come before left ends, so (1, 2] and (2, 3]
/// do not meet. An exact point x is the interval from the last double below x to x: nothing lies in
/// between, so (0, x] holds it and (x, 4] does not.
struct InnermostIntervals {
  /// The left ends in ascending order; that of a point is the last double below it.
  private(set) var left: [Double] = []
  /// The right ends in ascending order, maybe infinite at last.
  private(set) var right: [Double] = []
  /// Which of them are points that were seen as such.
  private(set) var isPoint: [Bool] = []
  /// For each observation the first that it covers, and the last.
  private(set) var first: [Int32]
  private(set) var last: [Int32]

  /// What the observations say about them.
  var runs: CoveredRuns { CoveredRuns(first: first, last: last, width: left.count) }

  /// `nil` where there is no row, the counts differ, or a row is not an interval: a left end that is
  /// not finite, a right end before it or one that is not a number.
  init?(left lefts: [Double], right rights: [Double?]) {
    guard !lefts.isEmpty, lefts.count == rights.count else { return nil }
    var from = lefts
    var to = lefts
    for row in lefts.indices {
      let (start, end) = (lefts[row], rights[row] ?? .infinity)
      guard start.isFinite, start <= end else { return nil }
      // Adding 0 takes the sign from a zero.
      from[row] = (start == end ? start.nextDown : start) + 0
      to[row] = end + 0
    }
    first = Array(repeating: 0, count: lefts.count)
    last = first
    let (byStart, byEnd) = (RadixOrder.places(of: from), RadixOrder.places(of: to))
    find(from, byStart, to, byEnd)
    number(from, byStart, to, byEnd)
    isPoint = Array(repeating: false, count: left.count)
    for row in lefts.indices where lefts[row] == rights[row] { isPoint[Int(last[row])] = true }
  }

  /// Keeps, for each right end, the last left end below it where no other right end lies between.
  private mutating func find(
    _ from: [Double], _ byStart: [Int32], _ to: [Double], _ byEnd: [Int32]
  ) {
    var next = 0
    var before = -Double.infinity
    var previous = -Double.infinity
    for row in byEnd {
      let end = to[Int(row)]
      guard end > previous else { continue }
      while next < byStart.count, from[Int(byStart[next])] < end {
        before = from[Int(byStart[next])]
        next += 1
      }
      if next > 0 && before >= previous {
        left.append(before)
        right.append(end)
      }
      previous = end
    }
  }

  /// An observation covers those that do not start before it and do not end after it.
  private mutating func number(
    _ from: [Double], _ byStart: [Int32], _ to: [Double], _ byEnd: [Int32]
  ) {
    var index = 0
    for row in byStart {
      while left[index] < from[Int(row)] { index += 1 }
      first[Int(row)] = Int32(index)
    }
    index = 0
    for row in byEnd {
      while index + 1 < right.count, right[index + 1] <= to[Int(row)] { index += 1 }
      last[Int(row)] = Int32(index)
    }
  }
}
