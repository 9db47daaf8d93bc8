import TestSupport

/// Rows for estimators: made from a seed, with ties, early exits and, if wanted, entries.
///
/// Times are small whole numbers, so that every definition can be followed literally.
struct SurvivalSample {
  var time: [Double] = []
  var cause: [Int] = []
  var group: [Int] = []
  var entry: [Double]?

  var isEvent: [Bool] { cause.map { $0 > 0 } }
  var rows: Range<Int> { time.indices }

  init(seed: UInt64, rows: Int, times: Int, causes: Int = 1, groups: Int = 1, entries: Bool = false)
  {
    var random = SeededGenerator(seed: seed)
    if entries { entry = [] }
    for _ in 0..<rows {
      time.append(Double(random.below(times)))
      cause.append(random.below(causes + 1))
      group.append(random.below(groups))
      if entries { entry?.append(Double(random.below(times) - 1)) }
    }
  }

  /// The same rows in another order.
  func shuffled(seed: UInt64) -> SurvivalSample {
    var random = SeededGenerator(seed: seed)
    var order = Array(rows)
    for index in order.indices.reversed() { order.swapAt(index, random.below(index + 1)) }
    var other = self
    other.time = order.map { time[$0] }
    other.cause = order.map { cause[$0] }
    other.group = order.map { group[$0] }
    other.entry = entry.map { entry in order.map { entry[$0] } }
    return other
  }

  /// Rows that are at risk at a time, by the definition: entry < t <= exit.
  func atRisk(_ time: Double) -> [Int] {
    rows.filter { row in
      (entry.map { $0[row] < time } ?? true) && time <= self.time[row]
    }
  }

  /// Rows that are at risk at a time and end at it.
  func exits(_ time: Double) -> [Int] { atRisk(time).filter { self.time[$0] == time } }

  /// Every distinct time at which a row that was at risk ends.
  var exitTimes: [Double] { Set(time).sorted().filter { !exits($0).isEmpty } }

  /// S at a time, as an exact fraction.
  func survival(_ time: Double) -> Fraction {
    exitTimes.filter { $0 <= time }.reduce(Fraction(1)) { product, time in
      let events = exits(time).count { cause[$0] > 0 }
      let all = atRisk(time).count
      return product * Fraction(all - events, all)
    }
  }
}
