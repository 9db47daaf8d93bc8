import Statistics
import TestSupport
import Testing

@Suite struct TheilSenTests {
  @Test func `three gaps`() {
    // Slopes 21 - 28 = -7, (35 - 28) / 2 = 7/2, 35 - 21 = 14: the middle one is 7/2.
    #expect(TheilSen.slope(x: [1, 2, 3], y: [28, 21, 35]) == 3.5)
    // Medians 2 and 28: 28 - 2 * 7/2 = 21.
    #expect(TheilSen.intercept(x: [1, 2, 3], y: [28, 21, 35]) == 21)
  }

  @Test func `points above one another have no slope`() {
    #expect(TheilSen.slope(x: [2, 2, 2], y: [1, 2, 3]) == nil)
    #expect(TheilSen.intercept(x: [2, 2, 2], y: [1, 2, 3]) == nil)
    #expect(TheilSen.slope(x: [], y: []) == nil)
    #expect(TheilSen.slope(x: [1], y: [1]) == nil)
  }

  @Test func `as many pairs are steeper as are flatter`() throws {
    var random = SeededGenerator(seed: 61)
    for _ in 0..<300 {
      let n = 2 + random.below(25)
      let x = (0..<n).map { _ in Double(random.below(20)) }
      let y = (0..<n).map { _ in Double(random.below(64)) }
      guard let slope = TheilSen.slope(x: x, y: y) else {
        #expect(Set(x).count == 1, "\(x), seed 61")
        continue
      }
      var (steeper, flatter, pairs) = (0, 0, 0)
      for i in 0..<n {
        for j in 0..<n where x[j] > x[i] {
          // Without a division: the rise against the slope times the run.
          let difference = (y[j] - y[i]) - slope * (x[j] - x[i])
          pairs += 1
          if difference > 1e-9 { steeper += 1 }
          if difference < -1e-9 { flatter += 1 }
        }
      }
      #expect(2 * steeper <= pairs && 2 * flatter <= pairs, "\(x) \(y), seed 61")
      #expect(TheilSen.slopes(x: x, y: y).count == pairs, "\(x), seed 61")
    }
  }

  @Test func `a line added is added to the slope`() throws {
    var random = SeededGenerator(seed: 62)
    for _ in 0..<200 {
      let n = 3 + random.below(20)
      let x = (0..<n).map(Double.init)
      let y = (0..<n).map { _ in Double(random.below(100)) }
      let slope = try #require(TheilSen.slope(x: x, y: y))
      let tilted = try #require(TheilSen.slope(x: x, y: zip(x, y).map { 3 * $0 + $1 + 5 }))
      #expect(abs(tilted - slope - 3) < 1e-12, "\(y), seed 62")
      let turned = try #require(TheilSen.slope(x: x.reversed(), y: y))
      #expect(turned == -slope, "\(y), seed 62")
    }
  }
}
