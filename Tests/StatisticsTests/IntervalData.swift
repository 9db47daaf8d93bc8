import TestSupport

/// Seeded observations (L, R] of many shapes.
struct IntervalData {
  let seed: UInt64
  private(set) var left: [Double] = []
  private(set) var right: [Double?] = []
  private var generator: SeededGenerator

  var name: String { "seed \(seed), \(left.count) rows" }

  /// Up to `most` rows: of any kind, chains, nested, relative to their start, current status, ties;
  /// on grids from 3 to a million values, some of whole milliseconds as days; with no, some or only
  /// exact points and right-censored rows.
  init(seed: UInt64, most: Int) {
    self.seed = seed
    generator = SeededGenerator(seed: seed)
    let count = 1 + generator.below(most)
    let shape = generator.below(7)
    let grid = [3.0, 10, 40, 200, 1e6][generator.below(5)]
    let exact = [0, 0, 0.1, 0.5, 1][generator.below(5)]
    let censored = [0, 0.2, 0.5, 0.9, 1][generator.below(5)]
    let width = [0.02, 0.1, 0.3, 1][generator.below(4)]
    let isInMilliseconds = generator.below(3) == 0
    for row in 0..<count {
      let ends = self.ends(shape, Double(row) / Double(count), width)
      let scaled = [min(ends.0, ends.1), max(ends.0, ends.1)].map { end in
        let place = (end * grid).rounded(.down)
        return isInMilliseconds ? (place * 977 + 13) * 1e5 / 86.4e6 : place
      }
      let (isExact, isCensored) = (number() < exact, number() < censored)
      left.append(isExact ? scaled[1] : scaled[0])
      right.append(isCensored && !isExact ? nil : scaled[1])
    }
  }

  /// The rows in another order.
  func shuffled() -> (left: [Double], right: [Double?]) {
    var generator = generator
    var order = Array(left.indices)
    for place in order.indices.reversed() {
      order.swapAt(place, generator.below(place + 1))
    }
    return (order.map { left[$0] }, order.map { right[$0] })
  }

  private mutating func number() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

  private mutating func ends(_ shape: Int, _ place: Double, _ width: Double) -> (Double, Double) {
    let (one, other) = (number(), number())
    switch shape {
    case 0: return (one, other)
    case 1: return (one, one + width * other)
    case 2: return (place, place + width)
    case 3: return (place / 2, 1 - place)
    case 4: return (one * one, one * one * (1 + width * other))
    case 5: return other < 0.5 ? (0, one) : (one, 2)
    default: return ((one * 7).rounded(.down) / 7, ((one + width * other) * 7).rounded(.down) / 7)
    }
  }
}
