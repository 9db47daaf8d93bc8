import Statistics
import Testing

/// Estimates worked by hand.
@Suite struct TurnbullTests {
  private func masses(_ rows: [(Double, Double?)]) throws -> [Double] {
    try estimate(rows).innermost.map(\.mass)
  }

  private func estimate(_ rows: [(Double, Double?)]) throws -> Turnbull {
    try #require(Turnbull(left: rows.map(\.0), right: rows.map(\.1)))
  }

  private func isClose(_ one: [Double], _ other: [Double]) -> Bool {
    one.count == other.count && zip(one, other).allSatisfy { abs($0 - $1) < 1e-14 }
  }

  /// (0, 2] twice, (1, 4] once, (3, 5] once: innermost are (1, 2] and (3, 4]. With p in the first
  /// the likelihood is p² * 1 * (1 - p), largest at p = 2/3.
  @Test func `an interval over both says nothing on the split`() throws {
    let turnbull = try estimate([(0, 2), (0, 2), (1, 4), (3, 5)])
    #expect(turnbull.innermost.map(\.left) == [1, 3])
    #expect(turnbull.innermost.map(\.right) == [2, 4])
    let third = 1.0 / 3
    #expect(isClose(turnbull.innermost.map(\.mass), [2 * third, third]))
    #expect(isClose(turnbull.innermost.map(\.survivalAfter), [third, 0]))
    // 2 log 2/3 + log 1/3 = log 4/27.
    #expect(abs(turnbull.logLikelihood - -1.9095425048844386) < 1e-14)
    #expect(abs(turnbull.gap) < 1e-15)
  }

  /// Innermost (0, 1], (2, 3], (4, 5] with masses p, q, r; three rows see one each, one sees the first
  /// two, one the last two: p q r (p + q)(q + r). By symmetry p = r; with q = 1 - 2p it is
  /// p² (1 - 2p)(1 - p)², whose logarithm has the slope 2/p - 2/(1 - 2p) - 2/(1 - p), which is 0
  /// where 5p² - 5p + 1 = 0: p = (5 - sqrt 5) / 10.
  @Test func `masses may be irrational`() throws {
    let rows: [(Double, Double?)] = [(0, 1), (2, 3), (4, 5), (0, 3), (2, 5)]
    let p = (5 - (5.0).squareRoot()) / 10
    #expect(isClose(try masses(rows), [p, 1 - 2 * p, p]))
  }

  /// (0, 2], (1, 4], (3, 5] once each and (1, 2] and (3, 4] not seen alone, with a point at 2.5 that
  /// no more than one row holds: innermost (1, 2], 2.5, (3, 4]. p (p + q + r) q r = p q r: 1/3 each.
  @Test func `a point is an innermost interval of its own`() throws {
    let turnbull = try estimate([(0, 2), (1, 4), (2.5, 2.5), (3, 5)])
    #expect(turnbull.innermost.map(\.isPoint) == [false, true, false])
    let third = 1.0 / 3
    #expect(isClose(turnbull.innermost.map(\.mass), [third, third, third]))
    #expect(turnbull.innermost[1].left == 2.5 && turnbull.innermost[1].right == 2.5)
    #expect(turnbull.survival(at: 2.25) == turnbull.survival(at: 2))
    #expect(turnbull.survival(at: 2.5).atLow == turnbull.survival(at: 2.5).atHigh)
  }

  /// (1, 2], (3, 4] and (5, 6] with masses a, b, c; of six rows two see the first, two the last, one
  /// the first two, one the last two: a² c² (a + b)(b + c). With b = 0 it is a³ c³: 1/2 each, and the
  /// derivative by b is (2 + 2) / 6 < 1, so b stays 0.
  @Test func `an innermost interval without mass is there and has exactly none`() throws {
    let rows: [(Double, Double?)] = [(1, 2), (1, 2), (5, 6), (5, 6), (0, 4), (3, 7)]
    let masses = try masses(rows)
    #expect(masses[1] == 0 && isClose(masses, [0.5, 0, 0.5]))
  }

  /// The same with one row each: a c (a + b)(b + c). By symmetry a = c, and a² (1 - a)² is largest at
  /// 1/2. The derivative by b there is (2 + 2) / 4 = 1, so the EM algorithm comes to b = 0 like 1 / k.
  @Test func `a mass of 0 is found where the derivative is 1 too`() throws {
    let rows: [(Double, Double?)] = [(1, 2), (5, 6), (0, 4), (3, 7)]
    let masses = try masses(rows)
    #expect(masses.count == 3 && abs(masses[0] - 0.5) < 1e-12 && abs(masses[2] - 0.5) < 1e-12)
    #expect(masses[1] >= 0 && masses[1] < 1e-12)
  }

  @Test func `what is not determined has two bounds`() throws {
    // 1/2 in (0, 2], 1/4 in (5, 9], 1/4 beyond 9.
    let turnbull = try estimate([(0, 2), (0, 2), (5, 9), (9, nil)])
    let times = [0, 1, 2, 5, 7, 9, 10, 1e9]
    let bounds = times.map { turnbull.survival(at: $0) }
    #expect(bounds.map(\.atLow) == [1, 0.5, 0.5, 0.5, 0.25, 0.25, 0, 0])
    #expect(bounds.map(\.atHigh) == [1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25])
    // Exactly 1/2 after the first.
    #expect(turnbull.median.after == 0 && turnbull.median.through == 2)
    // To 8: 0/2 + 5/4 + 8/4 and 2/2 + 8/4 + 8/4; to 12: 0 + 5/4 + 9/4 and 1 + 9/4 + 12/4.
    #expect(turnbull.restrictedMean(to: 8) == (3.25, 5))
    #expect(turnbull.restrictedMean(to: 12) == (3.5, 6.25))
    #expect(turnbull.restrictedMean(to: 0) == (0, 0))
  }

  @Test func `a median beyond all that was seen has no end`() throws {
    let turnbull = try estimate([(1, 2), (3, nil), (4, nil), (4, nil)])
    #expect(turnbull.median.after == 4 && turnbull.median.through == nil)
    #expect(turnbull.innermost.last?.right == nil)
  }

  @Test func `an infinite right end is none`() throws {
    let one = try estimate([(1, 2), (3, nil)])
    #expect(one.innermost == (try estimate([(1, 2), (3, .infinity)])).innermost)
  }

  @Test func `rows that are no intervals give no estimate`() {
    #expect(Turnbull(left: [], right: []) == nil)
    #expect(Turnbull(left: [1], right: []) == nil)
    #expect(Turnbull(left: [2], right: [1]) == nil)
    #expect(Turnbull(left: [.nan], right: [1]) == nil)
    #expect(Turnbull(left: [1], right: [.nan]) == nil)
    #expect(Turnbull(left: [.infinity], right: [nil]) == nil)
    #expect(Turnbull(left: [-.infinity], right: [1]) == nil)
  }
}
