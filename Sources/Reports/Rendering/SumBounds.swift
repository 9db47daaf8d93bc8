/// What sums tell of the counts in them: of each at least, and at most.
///
/// Bounds are passed along the sums until nothing changes. They only ever narrow, so what is left does
/// not depend on the order in which sums are looked at; only those of a count that was narrowed are
/// looked at again. What to keep back is found by trying, and each try asks for all bounds: places of
/// counts therefore stand in flat rows.
struct SumBounds {
  /// Larger than any count, small enough to be added up.
  static let unbounded = 1 << 40

  /// Which counts make up which, made once for many questions.
  struct Rows {
    fileprivate let wholes: [Int]
    /// Where the parts of each sum begin among all; one more at the end.
    fileprivate let firstParts: [Int]
    fileprivate let parts: [Int]
    /// Where the sums of each place begin among all; one more at the end.
    private let firstSums: [Int]
    private let sumsOfPlaces: [Int]

    /// - Parameter count: how many counts a tree has; places from there on are rests.
    init(_ sums: [CountTree.Sum], of count: Int) {
      wholes = sums.map(\.whole)
      var firstParts = [0]
      var parts: [Int] = []
      for sum in sums {
        parts += sum.parts
        firstParts.append(parts.count)
      }
      self.firstParts = firstParts
      self.parts = parts
      var sumsOf = [[Int]](repeating: [], count: max(count, (parts.max() ?? -1) + 1))
      for (number, sum) in sums.enumerated() {
        sumsOf[sum.whole].append(number)
        for part in sum.parts { sumsOf[part].append(number) }
      }
      var firstSums = [0]
      for numbers in sumsOf { firstSums.append(firstSums[firstSums.count - 1] + numbers.count) }
      self.firstSums = firstSums
      sumsOfPlaces = sumsOf.flatMap(\.self)
    }

    /// How many counts and rests there are.
    var placeCount: Int { firstSums.count - 1 }

    fileprivate func sums(of place: Int) -> ArraySlice<Int> {
      sumsOfPlaces[firstSums[place]..<firstSums[place + 1]]
    }

    /// The places in a sum.
    private func members(of sum: Int) -> [Int] {
      [wholes[sum]] + parts[firstParts[sum]..<firstParts[sum + 1]]
    }

    /// The places to which sums lead from a place by way of open ones, and those beside them.
    func near(_ place: Int, where isOpen: (Int) -> Bool) -> Set<Int> {
      var near: Set<Int> = [place]
      var waiting = [place]
      while let next = waiting.popLast() {
        for sum in sums(of: next) {
          for member in members(of: sum) where near.insert(member).inserted && isOpen(member) {
            waiting.append(member)
          }
        }
      }
      return near
    }
  }

  private let rows: Rows
  /// The least and the greatest that each count and rest can be.
  private(set) var lower: [Int]
  private(set) var upper: [Int]
  /// The rests that are known to be nobody or at least so many.
  private let leaps: [Int: Int]
  /// Sums that are still to be looked at, and whether each is among them.
  private var waiting: [Int]
  private var isWaiting: [Bool]

  /// - Parameters:
  ///   - lower: the least that each place can be by itself.
  ///   - upper: likewise the greatest.
  ///   - leaps: the rests that are nobody or at least so many.
  init(_ rows: Rows, _ lower: [Int], _ upper: [Int], leaps: [Int: Int] = [:]) {
    self.rows = rows
    self.lower = lower
    self.upper = upper
    self.leaps = leaps
    // The last is taken first; sums of parts stand behind those of their wholes.
    waiting = Array(rows.wholes.indices)
    isWaiting = [Bool](repeating: true, count: waiting.count)
    for rest in leaps.keys.sorted() { leap(rest) }
    settle()
  }

  subscript(place: Int) -> ClosedRange<Int> { lower[place]...upper[place] }

  private mutating func settle() {
    while let sum = waiting.popLast() {
      isWaiting[sum] = false
      let (first, end) = (rows.firstParts[sum], rows.firstParts[sum + 1])
      var (least, most) = (0, 0)
      var place = first
      while place < end {
        let part = rows.parts[place]
        least += lower[part]
        most += upper[part]
        place += 1
      }
      let whole = rows.wholes[sum]
      narrow(whole, least, most)
      let (low, high) = (lower[whole], upper[whole])
      place = first
      while place < end {
        let part = rows.parts[place]
        let (oldLow, oldHigh) = (lower[part], upper[part])
        if oldLow < oldHigh {
          narrow(part, low - (most - oldHigh), high - (least - oldLow))
          least += lower[part] - oldLow
          most += upper[part] - oldHigh
        }
        place += 1
      }
    }
  }

  private mutating func narrow(_ place: Int, _ low: Int, _ high: Int) {
    guard low > lower[place] || high < upper[place] else { return }
    lower[place] = max(low, lower[place])
    upper[place] = min(high, upper[place])
    if !leaps.isEmpty { leap(place) }
    for sum in rows.sums(of: place) where !isWaiting[sum] {
      isWaiting[sum] = true
      waiting.append(sum)
    }
  }

  /// Narrows a rest that is nobody or enough; its sum is waiting, or will be.
  private mutating func leap(_ place: Int) {
    guard let leap = leaps[place] else { return }
    if lower[place] > 0 { lower[place] = max(lower[place], min(leap, upper[place])) }
    if upper[place] < leap { upper[place] = min(upper[place], 0) }
  }
}
