import Statistics
import TestSupport
import Testing

@Suite struct ExactTestTests {
  /// n over k, exactly.
  private func choose(_ n: Int, _ k: Int) -> Int {
    guard k >= 0, k <= n else { return 0 }
    return (0..<min(k, n - k)).reduce(1) { $0 * (n - $1) / ($1 + 1) }
  }

  @Test func `the lady tasting tea`() {
    // Margins 4, 4: the tables have 1, 16, 36, 16, 1 of 70. Three right: 1 + 16 + 16 + 1 = 34.
    #expect(abs(FisherExact.p(3, 1, 1, 3) - 34 / 70.0) < 1e-15)
    #expect(abs(FisherExact.p(4, 0, 0, 4) - 2 / 70.0) < 1e-15)
    #expect(FisherExact.p(2, 2, 2, 2) == 1)
  }

  @Test func `Fisher's p is a sum over all tables`() {
    var random = SeededGenerator(seed: 31)
    for _ in 0..<2000 {
      let cells = (0..<4).map { _ in random.below(random.coin() ? 15 : 4) }
      let (a, b, c, d) = (cells[0], cells[1], cells[2], cells[3])
      // Tables of a, exactly: (row 1 over k) (row 2 over column 1 - k); at most 2^58 in all.
      let ways = (0...a + b).map { choose(a + b, $0) * choose(c + d, a + c - $0) }
      let met = ways.filter { $0 <= ways[a] }.reduce(0, +)
      let p = Double(met) / Double(choose(a + b + c + d, a + c))
      #expect(abs(FisherExact.p(a, b, c, d) - p) <= 1e-13 * p, "\(cells), seed 31")
    }
  }

  @Test func `Fisher's p is the same for the table turned or its rows exchanged`() {
    var random = SeededGenerator(seed: 32)
    for _ in 0..<200 {
      let cells = (0..<4).map { _ in random.below(500) }
      let p = FisherExact.p(cells[0], cells[1], cells[2], cells[3])
      for other in [
        FisherExact.p(cells[0], cells[2], cells[1], cells[3]),
        FisherExact.p(cells[2], cells[3], cells[0], cells[1]),
        FisherExact.p(cells[1], cells[0], cells[3], cells[2]),
      ] {
        #expect(abs(other - p) <= 1e-11 * p, "\(cells), seed 32")
      }
    }
  }

  @Test func `an empty margin leaves one table`() {
    #expect(FisherExact.p(0, 0, 3, 4) == 1)
    #expect(FisherExact.p(0, 3, 0, 4) == 1)
    #expect(FisherExact.p(0, 0, 0, 0) == 1)
  }

  @Test func `tables of many are not too much, nor their p too small`() {
    // The middle of all tables: every one is no more probable.
    let p = FisherExact.p(50_000, 50_000, 50_000, 50_000)
    #expect(abs(p - 1) < 1e-9)
    #expect(FisherExact.p(3_000, 0, 0, 3_000) >= 0)
    // 2 / (100 over 50) = 2 / 100891344545564193334812497256.
    let small = FisherExact.p(50, 0, 0, 50)
    #expect(abs(small / (2 / 1.00891344545564193e29) - 1) < 1e-12)
  }

  @Test func `five pairs of one kind only`() {
    // 2 / 2^5.
    #expect(abs(McNemarExact.p(firstOnly: 0, secondOnly: 5) - 1 / 16.0) < 1e-15)
    // (1 + 10 + 45) 2 / 2^10 = 112/1024.
    #expect(abs(McNemarExact.p(firstOnly: 8, secondOnly: 2) - 112 / 1024.0) < 1e-15)
    #expect(McNemarExact.p(firstOnly: 0, secondOnly: 0) == 1)
    #expect(McNemarExact.p(firstOnly: 3, secondOnly: 3) == 1)
  }

  @Test func `McNemar's p is a sum over all splits`() {
    for discordant in 1...60 {
      let ways = (0...discordant).map { choose(discordant, $0) }
      for first in 0...discordant {
        let met = ways.filter { $0 <= ways[first] }.reduce(0, +)
        let p = Double(met) / Double(1 << discordant)
        let found = McNemarExact.p(firstOnly: first, secondOnly: discordant - first)
        #expect(abs(found - p) <= 1e-13 * p, "\(first) of \(discordant)")
      }
    }
  }

  @Test func `a paired table knows its difference`() {
    let table = PairedTable(both: 10, firstOnly: 0, secondOnly: 5, neither: 10)
    // (0 - 5) / 25.
    #expect(table.difference == -0.2)
    #expect(table.discordant == 5)
    #expect(PairedTable(both: 0, firstOnly: 0, secondOnly: 0, neither: 0).difference == nil)
  }
}
