import Statistics
import TestSupport
import Testing

@Suite struct MeanCumulativeFunctionTests {
  @Test func `three subjects by hand`() {
    // 1/3 at 2; two events of 3 at 5: 1; one of the two followed to 8: 3/2.
    // At 2 the excesses are 2/9, -1/9, -1/9: 6/81. At 5 all are 0. At 8 they are 1/4, -1/4: 1/8.
    let estimate = MeanCumulativeFunction(
      followUp: [6, 10, 8], subject: [1, 0, 2, 1], time: [8, 2, 5, 5])
    #expect(estimate.rows.map(\.time) == [2, 5, 8])
    #expect(estimate.rows.map(\.events) == [1, 2, 1])
    #expect(estimate.rows.map(\.atRisk) == [3, 3, 2])
    #expect(estimate.rows.map(\.value) == [1.0 / 3, 1, 1.5])
    #expect(estimate.rows[0].variance.isClose(to: Fraction(6, 81)))
    #expect(estimate.rows[1].variance == 0)
    #expect(estimate.rows[2].variance.isClose(to: Fraction(1, 8)))
    #expect(estimate.at(7).value == 1 && estimate.at(7).atRisk == 2)
    #expect(estimate.at(6).atRisk == 3 && estimate.at(1.5).value == 0)
    #expect(estimate.at(11).atRisk == 0 && estimate.at(11).value == 1.5)
  }

  @Test func `the first treatment, at 0, counts over everybody`() {
    let estimate = MeanCumulativeFunction(
      followUp: [0, 10, 20], subject: [0, 1, 2, 2], time: [0, 0, 0, 10])
    #expect(estimate.rows.map(\.value) == [1, 1.5])
    #expect(estimate.rows.map(\.atRisk) == [3, 2])
    #expect(estimate.at(0).atRisk == 3 && estimate.at(0.5).atRisk == 2)
    #expect(estimate.at(-1).atRisk == 0 && estimate.at(-1).value == 0)
  }

  @Test func `nobody, and events that nobody was there to see`() {
    let none = MeanCumulativeFunction(followUp: [], subject: [], time: [])
    #expect(none.rows.isEmpty && none.at(3).value == 0 && none.at(3).atRisk == 0)
    let unseen = MeanCumulativeFunction(
      followUp: [5, -1], subject: [0, 0, 1], time: [6, -2, -1])
    #expect(unseen.rows.isEmpty && unseen.at(0).atRisk == 1)
  }

  @Test func `value and variance are those of exact fractions`() {
    for seed in UInt64(0)..<120 {
      var random = SeededGenerator(seed: seed)
      let subjects = 1 + random.below(6)
      let followUp = (0..<subjects).map { _ in Double(random.below(9)) }
      let subject = (0..<random.below(14)).map { _ in random.below(subjects) }
      let time = subject.map { Double(random.below(Int(followUp[$0]) + 1)) }
      let estimate = MeanCumulativeFunction(followUp: followUp, subject: subject, time: time)
      #expect(estimate.rows.map(\.time) == Set(time).sorted(), "seed \(seed)")
      var value = Fraction(0)
      var excess = Array(repeating: Fraction(0), count: subjects)
      for row in estimate.rows {
        let atRisk = (0..<subjects).filter { followUp[$0] >= row.time }
        let now = time.indices.filter { time[$0] == row.time }
        value += Fraction(now.count, atRisk.count)
        for one in atRisk {
          let own = now.count { subject[$0] == one }
          excess[one] +=
            (Fraction(own) - Fraction(now.count, atRisk.count)) / Fraction(atRisk.count)
        }
        let variance = excess.reduce(Fraction(0)) { $0 + $1 * $1 }
        #expect(row.events == now.count && row.atRisk == atRisk.count, "seed \(seed)")
        #expect(row.value.isClose(to: value), "seed \(seed)")
        #expect(row.variance.isClose(to: variance.double, within: 1e-14), "seed \(seed)")
        #expect((row.variance == 0) == (variance == Fraction(0)), "seed \(seed)")
      }
    }
  }

  @Test func `another order of the events changes nothing`() {
    for seed in UInt64(0)..<10 {
      var random = SeededGenerator(seed: seed)
      let followUp = (0..<200).map { _ in Double(random.below(400)) }
      let subject = (0..<900).map { _ in random.below(200) }
      let time = subject.map { Double(random.below(Int(followUp[$0]) + 1)) }
      let first = MeanCumulativeFunction(followUp: followUp, subject: subject, time: time)
      let second = MeanCumulativeFunction(
        followUp: followUp, subject: subject.reversed(), time: time.reversed())
      #expect(first.rows.map(\.value) == second.rows.map(\.value), "seed \(seed)")
      #expect(first.rows.map(\.variance) == second.rows.map(\.variance), "seed \(seed)")
    }
  }
}
