/// What can be worked out of every count of a tree and every rest: at least, and at most.
///
/// Bounds are passed along the sums until nothing changes. A count that becomes unknown changes only
/// what hangs together with it by unknown counts, so that only those are worked out anew.
struct CountBounds {
  /// Larger than any count, small enough to be added up.
  static let unbounded = 1 << 40

  /// Of each sum its whole, then its parts.
  private let members: [[Int]]
  /// Of each place the sums that it is in.
  private var sumsOf: [[Int]] = []
  /// What each place is known to be by itself.
  private var told: (lower: [Int], upper: [Int])
  private var lower: [Int] = []
  private var upper: [Int] = []
  /// Rests that are nobody or at least `leap`.
  private let leaps: Set<Int>
  private let leap: Int

  /// - Parameters:
  ///   - told: what each count is known to be by itself; of rests, which come behind, nothing is.
  ///   - leaps: rests that are nobody or at least so many.
  init(
    _ told: [ClosedRange<Int>], _ sums: [CountTree.Sum], leaps: Set<Int> = [], leap: Int = 1
  ) {
    members = sums.map { [$0.whole] + $0.parts }
    self.leaps = leaps
    self.leap = leap
    let count = max(told.count, (members.lazy.flatMap { $0 }.max() ?? -1) + 1)
    let rests = Array(repeating: 0...Self.unbounded, count: count - told.count)
    self.told = ((told + rests).map(\.lowerBound), (told + rests).map(\.upperBound))
    (lower, upper) = self.told
    sumsOf = Array(repeating: [], count: count)
    for (number, places) in members.enumerated() {
      for place in places { sumsOf[place].append(number) }
    }
    pass(along: members.indices.map { $0 })
  }

  /// What can be worked out of a place. Sums that contradict each other would be an error of ours: what
  /// they speak of is then taken as known, so that more is kept back and not less.
  subscript(place: Int) -> ClosedRange<Int> { lower[place]...max(lower[place], upper[place]) }

  /// Makes a count unknown but for that.
  mutating func hide(_ place: Int, as range: ClosedRange<Int>) {
    (told.lower[place], told.upper[place]) = (range.lowerBound, range.upperBound)
    let hidden = unknowns(around: place)
    for place in hidden { (lower[place], upper[place]) = (told.lower[place], told.upper[place]) }
    pass(along: Set(hidden.flatMap { sumsOf[$0] }).sorted())
  }

  /// Whether a count is in a sum with one of these places.
  func isNear(_ places: Set<Int>, _ count: Int) -> Bool {
    sumsOf[count].contains { members[$0].contains(where: places.contains) }
  }

  /// A place, and those unknown by themselves that hang together with it.
  func unknowns(around place: Int) -> Set<Int> {
    var found: Set<Int> = [place]
    var open = [place]
    while let next = open.popLast() {
      for sum in sumsOf[next] {
        for other in members[sum]
        where told.lower[other] < told.upper[other] && found.insert(other).inserted {
          open.append(other)
        }
      }
    }
    return found
  }

  private mutating func pass(along sums: [Int]) {
    var isWaiting = Array(repeating: false, count: members.count)
    for sum in sums { isWaiting[sum] = true }
    var queue = sums
    var next = 0
    while next < queue.count {
      let sum = queue[next]
      next += 1
      isWaiting[sum] = false
      for place in narrowed(by: sum) {
        for other in sumsOf[place] where !isWaiting[other] {
          isWaiting[other] = true
          queue.append(other)
        }
      }
    }
  }

  /// Narrows what is known by one sum; returns what has changed.
  private mutating func narrowed(by sum: Int) -> [Int] {
    let places = members[sum]
    let whole = places[0]
    var changed: [Int] = []
    var least = 0
    var most = 0
    // Places by number, as slices cost more than the sums.
    for number in 1..<places.count {
      least += lower[places[number]]
      most += upper[places[number]]
    }
    if narrow(whole, least, most) { changed.append(whole) }
    let low = lower[whole]
    let high = upper[whole]
    // Where all is known already there is nothing to narrow.
    guard least < most || least < low || high < most else { return changed }
    for number in 1..<places.count {
      let part = places[number]
      let oldLower = lower[part]
      let oldUpper = upper[part]
      guard oldLower < oldUpper else { continue }
      if narrow(part, low - (most - oldUpper), high - (least - oldLower)) { changed.append(part) }
      least += lower[part] - oldLower
      most += upper[part] - oldUpper
    }
    return changed
  }

  private mutating func narrow(_ place: Int, _ low: Int, _ high: Int) -> Bool {
    let oldLower = lower[place]
    let oldUpper = upper[place]
    if low > oldLower { lower[place] = low }
    if high < oldUpper { upper[place] = high }
    if leaps.contains(place) {
      if lower[place] > 0 { lower[place] = max(lower[place], min(leap, upper[place])) }
      if upper[place] < leap { (lower[place], upper[place]) = (0, 0) }
    }
    return lower[place] != oldLower || upper[place] != oldUpper
  }
}
