/// Counts of which only ranges are known and how they add up: how far each could lie from what it is.
///
/// A witness is looked for, no bound: from the true counts, which fit, one count is moved by one, and
/// what hangs together with it is moved along, until nothing fits any more. What is reached is certainly
/// possible for all that the reader knows.
struct RoundedCounts {
  /// What is known of each count by itself.
  let ranges: [ClosedRange<Int>]
  /// Counts that are nobody or at least so many.
  let leaps: [Int: Int]
  /// Places of a whole and of its parts.
  let sums: [(whole: Int, parts: [Int])]
  private let sumsOf: [[Int]]
  private var counts: [Int]

  init(
    _ truth: [Int], _ ranges: [ClosedRange<Int>], leaps: [Int: Int],
    sums: [(whole: Int, parts: [Int])]
  ) {
    counts = truth
    self.ranges = ranges
    self.leaps = leaps
    self.sums = sums
    sumsOf = truth.indices.map { place in
      sums.indices.filter { sums[$0].whole == place || sums[$0].parts.contains(place) }
    }
  }

  /// The least and the greatest value that a count was moved to, `far` at most from what it is.
  func reach(of place: Int, far: Int) -> ClosedRange<Int> {
    func end(_ step: Int) -> Int {
      var moved = self
      for _ in 0..<far {
        var search = Search(tries: 20_000)
        guard moved.move(place, by: step, [], &search) else { break }
      }
      return moved.counts[place]
    }
    return end(-1)...end(1)
  }

  /// What a search has moved, and how many more moves it may try.
  private struct Search {
    var tries: Int
    var moving: Set<Int> = []
  }

  private func fits(_ count: Int, at place: Int) -> Bool {
    ranges[place].contains(count) && !(1..<(leaps[place] ?? 1)).contains(count)
  }

  /// Moves a count by one, and others until all sums are right again; else nothing.
  ///
  /// - Parameter open: sums that may be wrong.
  private mutating func move(
    _ place: Int, by step: Int, _ open: [Int], _ search: inout Search
  ) -> Bool {
    search.tries -= 1
    guard search.tries > 0, !search.moving.contains(place), fits(counts[place] + step, at: place)
    else { return false }
    counts[place] += step
    search.moving.insert(place)
    if settle(open + sumsOf[place], &search) { return true }
    counts[place] -= step
    search.moving.remove(place)
    return false
  }

  /// Puts sums right, the last first.
  private mutating func settle(_ open: [Int], _ search: inout Search) -> Bool {
    var open = open
    while let index = open.last {
      let sum = sums[index]
      let gap = counts[sum.whole] - sum.parts.reduce(0) { $0 + counts[$1] }
      guard gap != 0 else {
        open.removeLast()
        continue
      }
      // A part goes the way of the gap, or the whole the other way.
      for other in sum.parts where move(other, by: gap.signum(), open, &search) { return true }
      return move(sum.whole, by: -gap.signum(), open, &search)
    }
    return true
  }
}
