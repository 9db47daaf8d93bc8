import Reports
import Testing

/// Totals as a row of bars.
@Suite struct SparklineTests {
  private func row(_ totals: [Int], _ range: ClosedRange<Int>) -> String {
    Sparkline(totals.map { .total($0) }, over: range).lines(width: 80).joined()
  }

  @Test func `a bar is the eighth of the range that a total lies in`() {
    // 0 to 7 has a bar for each point, 0 to 15 one for two; of 22 totals an eighth is 2.75.
    #expect(row(Array(0...7), 0...7) == "▁▂▃▄▅▆▇█")
    #expect(row([0, 1, 2, 13, 14, 15], 0...15) == "▁▁▂▇██")
    #expect(row([0, 2, 3, 5, 6, 19, 20, 21], 0...21) == "▁▁▂▂▃▇██")
    // LSAS-like scales that do not begin at 0.
    #expect(row([18, 72, 126], 18...126) == "▁▄█")
    #expect(row([4], 4...4) == "▁")
  }

  @Test func `a total beyond the range is at its end`() {
    #expect(row([-5, 99], 0...21) == "▁█")
  }

  @Test func `gaps and treatments have their own signs`() {
    let line = Sparkline([.total(20), .treatment, .gap, .total(0), .treatment], over: 0...20)
    #expect(line.lines(width: 80) == ["█|·▁|"])
  }

  @Test func `a long row is broken at the width`() {
    let line = Sparkline(Array(repeating: .total(3), count: 125), over: 0...3)
    #expect(line.lines(width: 49).map(\.count) == [49, 49, 27])
    #expect(line.lines(width: 189).map(\.count) == [125])
    #expect(line.lines(width: 0).count == 125)
    #expect(Sparkline([], over: 0...3).lines(width: 10).isEmpty)
  }
}
