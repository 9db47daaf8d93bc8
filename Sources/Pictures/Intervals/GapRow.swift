import Projections
import Reports

/// Draws one row of gaps: closed ones upwards, open ones downwards, under them the quartiles.
struct GapRow {
  let bins: GapBins
  let scale: Scale

  private static let barHeight = 30.0
  /// How closed gaps of each kind look.
  static let looks: [(kind: TreatmentGap.Kind, fill: Fill, stroke: Stroke?)] = [
    (.induction, Fill(.series(0)), nil),
    (.afterInduction, Fill(.series(1), 0.28), Stroke(.series(1), 0.8)),
    (.maintenance, Fill(.text, 0.45), nil),
  ]

  /// Draws a row below what is there.
  ///
  /// - Parameters:
  ///   - summary: `nil`: withheld.
  ///   - gaps: `nil`: only the quartiles may be shown.
  func draw(
    _ name: String, _ summary: GapSummary?, _ gaps: [TreatmentGap]?,
    in drawing: inout Drawing
  ) {
    let height = gaps == nil ? 10 : Self.barHeight
    let base = drawing.height + height
    drawing.text(
      TextWidth.shortened(name, to: scale.start - 20, size: 10.5), 12, base + 3.6, size: 10.5)
    drawing.line(scale.start, base, scale.end, base, Stroke(.grid))
    var below = 6.0
    if let gaps { below = drawBars(gaps, base, in: &drawing) }
    let line = base + below + 7
    guard let summary else {
      drawing.text("withheld", scale.end + 14, base + 3.6, size: 10.5, ink: .soft)
      drawing.height = line + 9
      return
    }
    if let low = summary.lowerQuartileDays {
      // A quartile that was not reached leaves the bar open at the end of the scale.
      let end = summary.upperQuartileDays.map(scale.at) ?? scale.end
      drawing.line(scale.at(low), line, end, line, Stroke(.text, 2), name: "quartiles")
      if summary.upperQuartileDays == nil {
        drawing.add(
          .path(.through([(end, line - 3.5), (end + 6, line), (end, line + 3.5)], isClosed: true)),
          fill: Fill(.text))
      }
    }
    if let median = summary.medianDays {
      Marker.diamond.draw(
        scale.at(median), line, radius: 3.6, .text, in: &drawing, name: "median")
    }
    drawing.text("\(summary.count) (\(summary.open))", scale.end + 14, base + 3.6, size: 10.5)
    let median = summary.medianDays.map { Digits.near($0) + " d" }
    drawing.text(
      median ?? (summary.count == 0 ? "–" : "not reached"), Picture.width - 12, base + 3.6,
      size: 10.5, .end)
    drawing.height = line + 9
  }

  /// Bars of one row; returns how far they reach below its base.
  private func drawBars(
    _ gaps: [TreatmentGap], _ base: Double, in drawing: inout Drawing
  ) -> Double {
    let counts = bins.counts(gaps)
    let most = counts.map { max($0.closed.reduce(0, +), $0.open) }.max() ?? 0
    guard most > 0 else { return 6 }
    let unit = Self.barHeight / Double(most)
    drawing.line(
      scale.start - 4, base - Self.barHeight, scale.start, base - Self.barHeight, Stroke(.soft))
    drawing.text(
      "\(most)", scale.start - 6, base - Self.barHeight + 3, size: 9, .end, ink: .soft)
    for (place, count) in counts.enumerated() {
      let range = bins.range(place)
      let (left, right) = (scale.at(range.lowerBound), scale.at(range.upperBound))
      let width = max(right - left - 1, 0.6)
      var below = 0
      for (look, closed) in zip(Self.looks, count.closed) where closed > 0 {
        below += closed
        drawing.add(
          .box(
            x: left + 0.5, y: base - Double(below) * unit, width: width,
            height: Double(closed) * unit), stroke: look.stroke, fill: look.fill, name: "closed")
      }
      guard count.open > 0 else { continue }
      drawing.add(
        .box(x: left + 0.5, y: base, width: width, height: Double(count.open) * unit),
        stroke: Stroke(.text, 0.8), fill: Fill(.paper), name: "open")
    }
    return Double(counts.map(\.open).max() ?? 0) * unit
  }
}
