import Foundation
import Statistics
import TestSupport
import Testing

/// What holds for every estimate, on seeded data.
@Suite struct TurnbullLawTests {
  @Test func `the maximum is reached on data of many shapes`() throws {
    for seed in 1...UInt64(LongRun.pick(300, 600)) {
      let data = IntervalData(seed: seed, most: 200)
      let turnbull = try #require(Turnbull(left: data.left, right: data.right))
      #expect(turnbull.gap < 1e-12, "\(data.name)")
      #expect(turnbull.gap > -1e-14, "\(data.name)")
      let masses = turnbull.innermost.map(\.mass)
      #expect(abs(masses.reduce(0, +) - 1) < 1e-13, "\(data.name)")
      #expect(masses.allSatisfy { $0 >= 0 }, "\(data.name)")
      let peer = PlainTurnbull(data)
      #expect(peer.left == turnbull.innermost.map(\.left), "\(data.name)")
      #expect(peer.right == turnbull.innermost.map { $0.right ?? .infinity })
      // The gap and the log-likelihood by definition, row by row.
      #expect(abs(peer.gap(masses) - turnbull.gap) < 1e-12, "\(data.name)")
      let logarithm = peer.logarithm(masses)
      #expect(abs(logarithm - turnbull.logLikelihood) <= 1e-11, "\(data.name)")
    }
  }

  @Test func `no likelihood of the EM algorithm is higher`() throws {
    for seed in 2_001...2_080 as ClosedRange<UInt64> {
      let data = IntervalData(seed: seed, most: 16)
      let turnbull = try #require(Turnbull(left: data.left, right: data.right))
      let peer = PlainTurnbull(data)
      let masses = peer.masses(steps: 1_500)
      #expect(peer.logarithm(masses) <= turnbull.logLikelihood + 1e-12, "\(data.name)")
      // It has come near unless a mass goes to 0 with a derivative of 1.
      if peer.gap(masses) < 1e-8 {
        let most = zip(masses, turnbull.innermost).map { abs($0 - $1.mass) }.max() ?? 0
        #expect(most < 1e-4, "\(data.name)")
      }
    }
  }

  @Test func `the order of the rows changes no bit`() throws {
    for seed in 3_001...3_000 + UInt64(LongRun.pick(100, 200)) {
      let data = IntervalData(seed: seed, most: 120)
      let (left, right) = data.shuffled()
      let one = try #require(Turnbull(left: data.left, right: data.right))
      let other = try #require(Turnbull(left: left, right: right))
      #expect(one.innermost == other.innermost, "\(data.name)")
      #expect(one.gap == other.gap && one.logLikelihood == other.logLikelihood)
    }
  }

  @Test func `every row many times gives the same estimate`() throws {
    for seed in 4_001...4_030 as ClosedRange<UInt64> {
      let data = IntervalData(seed: seed, most: 30)
      let once = try #require(Turnbull(left: data.left, right: data.right))
      let times = 200
      let often = try #require(
        Turnbull(
          left: (0..<times).flatMap { _ in data.left },
          right: (0..<times).flatMap { _ in data.right }))
      for (one, other) in zip(once.innermost, often.innermost) {
        #expect(abs(one.mass - other.mass) < 1e-10, "\(data.name)")
      }
      #expect(often.gap < 1e-12, "\(data.name)")
    }
  }

  /// The product of 1 - d / n over the exact times, worked out here; a row censored at the time of an
  /// event is at risk for it.
  @Test func `with exact and right-censored rows alone it is the product-limit estimate`() throws {
    for seed in 5_001...5_000 + UInt64(LongRun.pick(100, 200)) {
      var generator = SeededGenerator(seed: seed)
      let grid = [4, 50, 100_000][generator.below(3)]
      let rows = (0..<1 + generator.below(150)).map { _ in
        (Double(generator.below(grid)), generator.below(5) < 3)
      }
      let turnbull = try #require(
        Turnbull(left: rows.map(\.0), right: rows.map { $0.1 ? $0.0 : nil }))
      var survival = 1.0
      for time in Set(rows.map(\.0)).sorted() {
        let events = Double(rows.count { $0.0 == time && $0.1 })
        survival *= 1 - events / Double(rows.count { $0.0 >= time })
        let found = turnbull.survival(at: time)
        #expect(abs(found.atLow - survival) < 1e-13, "seed \(seed) at \(time)")
        #expect(found.atLow == found.atHigh, "seed \(seed) at \(time)")
      }
    }
  }

  /// 500 exact points that wide intervals tie to each other: a support of 500 whose matrix is full.
  @Test func `a support too large for a factor reaches the maximum too`() throws {
    var generator = SeededGenerator(seed: 7)
    var data = IntervalData()
    for point in 0..<500 { data.append(Double(point), Double(point)) }
    for _ in 0..<400 {
      let (one, other) = (Double(generator.below(500)), Double(generator.below(500)))
      data.append(min(one, other) - 0.5, max(one, other) + 0.5)
    }
    let turnbull = try #require(Turnbull(left: data.left, right: data.right))
    #expect(turnbull.gap < 1e-12)
    #expect(PlainTurnbull(data).gap(turnbull.innermost.map(\.mass)) < 1e-12)
    #expect(turnbull.innermost.count { $0.mass > 0 } == 500)
  }

  @Test func `shapes that are hard to see through reach the maximum`() throws {
    let count = 300
    let day = 86.4e6
    let shapes: [String: (Int) -> (Double, Double?)] = [
      "nested": { (Double($0), Double(2 * count - $0)) },
      "a chain": { (Double($0), Double($0) + 2.5) },
      "touching ends": { (Double($0), Double($0 + 1)) },
      "touching ends and all of them": { $0 == 0 ? (0, 300) : (Double($0), Double($0 + 1)) },
      "one end for all": { (Double($0 % 7), 7) },
      "one start for all": { (0, Double(1 + $0 % 7)) },
      "current status": { $0 % 2 == 0 ? (0, Double($0)) : (Double($0), nil) },
      "one value": { _ in (3, 3) },
      "a value and what ends or starts there": { [(2, 3), (3, 3), (3, 4), (3, nil)][$0 % 4] },
      "a millisecond long": { (Double($0 * 7919) / day, Double($0 * 7919 + 1) / day) },
      "weeks of milliseconds": { row in
        (Double(row * 86_400_007) / day, Double((row + 9) * 86_400_011) / day)
      },
      "tiny beside huge": { $0 % 2 == 0 ? (Double($0) * 1e-300, 1e300) : (0, Double($0) * 1e-299) },
    ]
    for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
      var data = IntervalData()
      for row in 0..<count { data.append(shape(row).0, shape(row).1.map { max($0, shape(row).0) }) }
      let turnbull = try #require(Turnbull(left: data.left, right: data.right))
      #expect(turnbull.gap < 1e-12, "\(name)")
      let masses = turnbull.innermost.map(\.mass)
      #expect(PlainTurnbull(data).gap(masses) < 1e-12, "\(name)")
      #expect(abs(masses.reduce(0, +) - 1) < 1e-13, "\(name)")
    }
  }

  @Test func `bounds fall with time and enclose each other`() throws {
    for seed in 6_001...6_100 as ClosedRange<UInt64> {
      let data = IntervalData(seed: seed, most: 60)
      let turnbull = try #require(Turnbull(left: data.left, right: data.right))
      let ends = (data.left + data.right.compactMap { $0 }).sorted()
      var previous = (atLow: 1.0, atHigh: 1.0)
      for (end, next) in zip(ends, ends.dropFirst() + [ends[ends.count - 1] + 1]) {
        for time in [end, (end + next) / 2] {
          let bounds = turnbull.survival(at: time)
          #expect(bounds.atLow <= bounds.atHigh, "\(data.name)")
          #expect(bounds.atLow <= previous.atLow && bounds.atHigh <= previous.atHigh)
          previous = bounds
          let mean = turnbull.restrictedMean(to: time)
          #expect(mean.low <= mean.high && mean.high <= time + 1e-9, "\(data.name)")
        }
      }
    }
  }
}

/// The estimate as Turnbull wrote it down: ends compared one by one, every row against every
/// innermost interval, plain EM steps.
private struct PlainTurnbull {
  private(set) var left: [Double] = []
  private(set) var right: [Double] = []
  /// Of each row the innermost intervals that it covers.
  private var covered: [[Int]] = []

  /// An end: at one value the left end of an exact point, right ends, left ends.
  private struct End: Comparable {
    var value: Double
    var rank: Int

    static func < (one: End, other: End) -> Bool {
      (one.value, one.rank) < (other.value, other.rank)
    }
  }

  init(_ data: IntervalData) {
    let rows = zip(data.left, data.right).map { left, right in
      (End(value: left, rank: left == right ? 0 : 2), End(value: right ?? .infinity, rank: 1))
    }
    let ends = rows.flatMap { [$0.0, $0.1] }.sorted()
    var innermost: [(End, End)] = []
    for (one, next) in zip(ends, ends.dropFirst()) where one.rank != 1 && next.rank == 1 {
      innermost.append((one, next))
    }
    left = innermost.map(\.0.value)
    right = innermost.map(\.1.value)
    covered = rows.map { row in
      innermost.indices.filter { row.0 <= innermost[$0].0 && innermost[$0].1 <= row.1 }
    }
  }

  /// Loops over places rather than sequences: debug builds run them thousands of times.
  private func probabilities(_ masses: [Double]) -> [Double] {
    var probabilities = [Double](repeating: 0, count: covered.count)
    for row in 0..<covered.count {
      var sum = 0.0
      for index in covered[row] { sum += masses[index] }
      probabilities[row] = sum
    }
    return probabilities
  }

  private func derivatives(_ masses: [Double]) -> [Double] {
    let probabilities = probabilities(masses)
    var derivatives = [Double](repeating: 0, count: masses.count)
    for row in 0..<covered.count {
      let share = 1 / probabilities[row]
      for index in covered[row] { derivatives[index] += share }
    }
    for index in 0..<derivatives.count { derivatives[index] /= Double(covered.count) }
    return derivatives
  }

  func gap(_ masses: [Double]) -> Double { (derivatives(masses).max() ?? 1) - 1 }

  func logarithm(_ masses: [Double]) -> Double {
    probabilities(masses).reduce(0) { $0 + log($1) }
  }

  func masses(steps: Int) -> [Double] {
    var masses = left.map { _ in 1 / Double(left.count) }
    for _ in 0..<steps {
      let derivatives = derivatives(masses)
      for index in masses.indices { masses[index] *= derivatives[index] }
    }
    return masses
  }
}
