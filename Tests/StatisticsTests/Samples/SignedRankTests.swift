import Statistics
import TestSupport
import Testing

@Suite struct SignedRankTests {
  @Test func `ties share their mid-rank`() {
    // |d| 1 1 1 2 2 3: ranks 2 2 2 9/2 9/2 6; positive 2 + 2 + 9 + 6 = 19 of 21. As large or
    // larger: all (21) and any single one of the three ranks 2 left out (19): 4 of 64.
    let test = SignedRank([1, 1, -1, 2, 2, 3])
    #expect(test.n == 6 && test.statistic == 19)
    #expect(test.pGreater == 4 / 64.0 && test.p == 8 / 64.0 && test.pLess == 63 / 64.0)
  }

  @Test func `without a difference nothing is improbable`() {
    for differences in [[], [0.0, 0, -0.0]] {
      let test = SignedRank(differences)
      #expect(test.n == 0 && test.statistic == 0)
      #expect(test.p == 1 && test.pGreater == 1 && test.pLess == 1)
    }
  }

  @Test func `p is a share of all 2^n signs`() {
    var random = SeededGenerator(seed: 81)
    for _ in 0..<300 {
      let differences = (0..<1 + random.below(10)).map { _ in Double(random.below(13) - 6) }
      let nonzero = differences.filter { $0 != 0 }
      let n = nonzero.count
      // Twice the mid-rank: those below count twice, those equal once, and one more.
      let ranks = nonzero.map { value in
        1 + nonzero.reduce(0) { $0 + (abs($1) < abs(value) ? 2 : abs($1) == abs(value) ? 1 : 0) }
      }
      let seen = zip(nonzero, ranks).reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
      let sums = (0..<1 << n).map { signs in
        (0..<n).reduce(0) { signs >> $1 & 1 == 1 ? $0 + ranks[$1] : $0 }
      }
      let all = Double(sums.count)
      let (greater, less) = (sums.count { $0 >= seen }, sums.count { $0 <= seen })
      let test = SignedRank(differences)
      #expect(test.n == n && test.statistic == Double(seen) / 2, "\(differences), seed 81")
      #expect(test.pGreater == Double(greater) / all, "\(differences), seed 81")
      #expect(test.pLess == Double(less) / all, "\(differences), seed 81")
      #expect(test.p == min(1, 2 * Double(min(greater, less)) / all), "\(differences), seed 81")
    }
  }

  @Test func `turned signs turn the tails`() {
    var random = SeededGenerator(seed: 82)
    for _ in 0..<30 {
      let differences = (0..<random.below(200)).map { _ in Double(random.below(31) - 14) }
      let (test, turned) = (SignedRank(differences), SignedRank(differences.map(-)))
      #expect(test.p == turned.p && test.pLess == turned.pGreater, "\(differences), seed 82")
    }
  }

  @Test func `two hundred of one sign`() {
    // 2 / 2^200 = 2^-199.
    let test = SignedRank((1...200).map(Double.init))
    #expect(test.n == 200 && test.statistic == 20_100)
    #expect(test.p == Double(sign: .plus, exponent: -199, significand: 1))
    #expect(test.pLess == 1)
  }
}
