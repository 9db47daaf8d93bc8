import Statistics
import Testing

@Suite struct KaplanMeierTests {
  @Test func `four people by hand`() {
    // 1 event of 4, one censored, 1 event of 2, one censored: 3/4, 3/4 * 1/2 = 3/8.
    // Greenwood: 1/(4*3) = 1/12, + 1/(2*1) = 7/12.
    let estimate = KaplanMeier(time: [7, 3, 9, 5], isEvent: [true, true, false, false])
    let rows = estimate.rows
    #expect(rows.map(\.time) == [3, 5, 7, 9])
    #expect(rows.map(\.atRisk) == [4, 3, 2, 1])
    #expect(rows.map(\.events) == [1, 0, 1, 0])
    #expect(rows.map(\.censored) == [0, 1, 0, 1])
    #expect(rows.map(\.survival) == [0.75, 0.75, 0.375, 0.375])
    #expect(rows.map(\.greenwood) == [1.0 / 12, 1.0 / 12, 1.0 / 12 + 0.5, 1.0 / 12 + 0.5])
    #expect(rows[0].standardError?.isClose(to: 0.75 * (1.0 / 12).squareRoot()) == true)
    // exp(-exp(log(-log 0.75) + 1.959964 * 0.2886751 / log 0.75)) and with the sign turned.
    #expect(rows[0].limits?.lower.isClose(to: 0.12794691759514587) == true)
    #expect(rows[0].limits?.upper.isClose(to: 0.9605486422850784) == true)
    #expect(estimate.lastTime == 9)
  }

  @Test func `between exits S and those at risk are those of the definition`() {
    let estimate = KaplanMeier(time: [2, 4], isEvent: [true, false])
    let before = estimate.at(1)
    #expect(before.survival == 1 && before.standardError == 0 && before.limits == nil)
    #expect(before.atRisk == 2 && !before.isHeld)
    #expect(estimate.at(2).atRisk == 2 && estimate.at(2).survival == 0.5)
    #expect(estimate.at(3).atRisk == 1 && estimate.at(3).survival == 0.5)
    #expect(estimate.at(4).atRisk == 1 && !estimate.at(4).isHeld)
    #expect(estimate.at(4.5).atRisk == 0 && estimate.at(4.5).isHeld)
    #expect(estimate.at(4.5).survival == 0.5 && estimate.at(4.5).limits != nil)
  }

  @Test func `nobody at all gives S of 1 that is held, and nothing else`() {
    for entry in [nil, [Double]()] {
      let estimate = KaplanMeier(time: [], isEvent: [], entry: entry)
      #expect(estimate.rows.isEmpty && estimate.lastTime == nil)
      let point = estimate.at(5)
      #expect(point.survival == 1 && point.isHeld && point.atRisk == 0)
      #expect(point.standardError == nil && point.limits == nil)
      #expect(estimate.quantile(0.5).ends == [nil, nil, nil])
      let mean = estimate.restrictedMean(to: 28)
      #expect(mean.mean == 28 && mean.standardError == nil && mean.isBeyondFollowUp)
    }
  }

  @Test func `rows that are never at risk are left out, even if they are all`() {
    let none = KaplanMeier(time: [3, 4], isEvent: [true, true], entry: [3, 5])
    #expect(none.rows.isEmpty && none.lastTime == nil && none.at(3).survival == 1)
    let one = KaplanMeier(time: [3, 4, 6], isEvent: [true, true, true], entry: [3, 5, 2])
    #expect(one.rows.map(\.time) == [6] && one.rows[0].atRisk == 1)
  }

  @Test func `one person, and everybody censored`() {
    let event = KaplanMeier(time: [5], isEvent: [true])
    #expect(event.at(5).survival == 0 && event.at(5).standardError == nil)
    #expect(event.rows[0].greenwood == nil && event.rows[0].limits == nil)
    #expect(event.quantile(0.5).ends == [5, nil, nil])
    let censored = KaplanMeier(time: [5, 6, 6], isEvent: [false, false, false])
    #expect(censored.rows.map(\.survival) == [1, 1])
    #expect(censored.rows.map(\.standardError) == [0, 0])
    #expect(censored.quantile(0.01).ends == [nil, nil, nil])
  }

  @Test func `both zeros are one time, and neighbouring doubles are two`() {
    let estimate = KaplanMeier(
      time: [0, -0.0, 1, (1.0).nextUp], isEvent: [true, true, true, true])
    #expect(estimate.rows.map(\.time) == [0, 1, (1.0).nextUp])
    #expect(estimate.rows.map(\.events) == [2, 1, 1])
    #expect(estimate.at(0).atRisk == 4)
  }

  @Test func `S that reached 0 early stays 0`() {
    let estimate = KaplanMeier(
      time: [1, 5, 7], isEvent: [true, true, false], entry: [0, 2, 2])
    #expect(estimate.rows.map(\.survival) == [0, 0, 0])
    #expect(estimate.rows.map(\.atRisk) == [1, 2, 1])
    #expect(estimate.restrictedMean(to: 9).mean == 1)
    #expect(estimate.restrictedMean(to: 9).standardError == 0)
    #expect(!estimate.restrictedMean(to: 9).isBeyondFollowUp)
  }

  @Test func `of a hundred thousand every S is the double nearest to its fraction`() {
    let count = 100_000
    let estimate = KaplanMeier(
      time: (0..<count).map { Double(($0 * 7919) % count) * 0.37 },
      isEvent: Array(repeating: true, count: count))
    let rows = estimate.rows
    #expect(rows.count == count)
    let wrong = rows.indices.filter {
      rows[$0].survival != Double(count - $0 - 1) / Double(count)
        || rows[$0].atRisk != count - $0
    }
    #expect(wrong.isEmpty, "\(wrong.count) rows, the first one \(wrong.first ?? -1)")
  }
}
