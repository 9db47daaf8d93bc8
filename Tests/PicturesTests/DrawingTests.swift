import Testing

@testable import Pictures

/// The parts that pictures are drawn with.
@Suite struct DrawingTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (-0.001, "0"), (1.0, "1"), (1.5, "1.5"), (1.05, "1.05"),
    (1.005, "1"), (2.345678, "2.35"), (-3.1, "-3.1"), (-0.25, "-0.25"), (720.999, "721"),
  ])
  func `coordinates have two decimals at most and no -0`(value: Double, text: String) {
    #expect(SVGWriter.number(value) == text)
  }

  @Test func `what XML gives a meaning is escaped, what it can't hold is spelled out`() {
    let text = "a<b & \"c\">\u{0}\u{1B}\u{202E}\u{FFFE}é漢"
    #expect(
      SVGWriter.escaped(text)
        == "a&lt;b &amp; &quot;c&quot;&gt;\\u{0}\\u{1B}\\u{202E}\\u{FFFE}é漢")
  }

  @Test func `JSON stays JSON where something in it is not to be seen`() {
    #expect(
      SVGWriter.escaped(json: "{\"a\":\"<\u{202E}\u{E0001}é\u{FFFF}\"}")
        == "{&quot;a&quot;:&quot;&lt;\\u202e\\udb40\\udc01é\\uffff&quot;}")
  }

  private static let days: [(last: Double, ticks: [Double])] = [
    (6, [0, 1, 2, 3, 4, 5, 6]), (20, [0, 7, 14, 21]),
    (100, [0, 14, 28, 42, 56, 70, 84, 98, 112]), (0, [0, 1]),
    (365, [0, 56, 112, 168, 224, 280, 336, 392]),
  ]

  @Test func `days are named by whole weeks`() {
    for (last, ticks) in Self.days { #expect(Ticks.days(through: last) == ticks, "\(last)") }
  }

  private static let numbers: [(low: Double, high: Double, ticks: [Double])] = [
    (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (0, 21, [0, 5, 10, 15, 20, 25]),
    (-100, 25, [-100, -50, 0, 50]), (0, 0.3, [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]),
  ]

  @Test func `numbers of an axis are round`() {
    for (low, high, ticks) in Self.numbers {
      #expect(Ticks.even(from: low, through: high) == ticks, "\(low) to \(high)")
    }
    let point = Ticks.even(from: 3, through: 3)
    #expect(point.count >= 2 && point[0] <= 3 && point[point.count - 1] > 3)
  }

  @Test func `a day of 10,000 and one of a thousand million have few ticks`() {
    for last in [10_000.0, 1e6, 1e9] {
      let ticks = Ticks.days(through: last)
      #expect(ticks.count <= 10 && ticks[ticks.count - 1] >= last)
    }
  }

  @Test func `labels are moved apart and stay in their range`() {
    let wanted = [50.0, 51, 52, 10, 10, 95]
    let heights = LabelStack.spread(wanted, gap: 12, within: 0...100)
    let order = heights.sorted()
    #expect(zip(order, order.dropFirst()).allSatisfy { $1 - $0 >= 12 - 1e-9 })
    #expect(order[0] >= 0 && order[order.count - 1] <= 100)
    #expect(heights[3] < heights[0] && heights[0] < heights[1] && heights[1] < heights[2])
  }

  @Test func `text is broken between words and cut where one is too long`() {
    let lines = TextWidth.lines("one two three four", width: 50, size: 11)
    #expect(lines.joined(separator: " ") == "one two three four" && lines.count > 1)
    #expect(lines.allSatisfy { TextWidth.of($0, size: 11) <= 50 })
    let long = String(repeating: "W", count: 200)
    let cut = TextWidth.shortened(long, to: 80, size: 11)
    #expect(cut.hasSuffix("…") && TextWidth.of(cut, size: 11) <= 80)
    #expect(TextWidth.shortened("short", to: 80, size: 11) == "short")
  }

  @Test func `gaps lie in bins about whole weeks`() {
    let bins = GapBins(through: 30)
    #expect(bins.width == 7 && bins.count == 5)
    #expect(bins.range(0) == 0...3.5 && bins.range(4) == 24.5...31.5)
    #expect(GapBins(through: 4000).count <= 61)
  }

  @Test func `kinds have names that no other has`() {
    let names = PictureKind.names
    #expect(Set(names).count == names.count)
    #expect(PictureKind(named: "km") == .relief && PictureKind(named: "waterfall") == .change)
    #expect(PictureKind(named: "gaps") == .intervals && PictureKind(named: "pie") == nil)
  }
}

/// Drawings of many plots, cut for paper.
@Suite struct DrawingPartsTests {
  @Test func `a drawing is cut where it may be, and nothing is lost or drawn twice`() {
    var drawing = Drawing(width: 100, height: 10)
    drawing.line(0, 5, 100, 5, Stroke(.text))
    for _ in 0..<5 {
      drawing.mayBreak()
      drawing.line(0, drawing.height + 1, 100, drawing.height + 299, Stroke(.text))
      drawing.height += 300
    }
    let parts = drawing.parts(noHigherThan: 800)
    // The first has the line above all plots.
    #expect(parts.map(\.top) == [0, 610, 1210])
    #expect(parts.map(\.bottom) == [610, 1210, 1510])
    #expect(parts.map(\.items.count) == [3, 2, 1])
    #expect(parts.flatMap(\.items) == drawing.items)
    // What is higher than a sheet by itself stays whole.
    #expect(drawing.parts(noHigherThan: 100).count == 6)
    #expect(drawing.parts(noHigherThan: 2000).count == 1)
  }
}
