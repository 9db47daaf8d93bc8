import Projections
package import Reports
import Statistics

extension Picture {
  /// Treatments per person since the first: the mean cumulative function.
  package static func meanCumulativeFunction(_ answer: Answer<IntervalsReport>) -> Picture {
    FunctionPicture(answer).picture
  }
}

/// Draws the mean cumulative function of each group, its limits, and who is still followed.
struct FunctionPicture {
  let answer: Answer<IntervalsReport>
  let curves: [Curve]
  let days: [Double]

  static let left = 112.0
  static let height = 280.0
  /// More curves in one plot can't be told apart.
  static let mostTogether = 6

  init(_ answer: Answer<IntervalsReport>) {
    self.answer = answer
    curves =
      answer.keys.isEmpty
      ? [Curve("", answer.whole)]
      : answer.parts.map { Curve(answer.name(of: $0.stratum), $0.body) }
    let last = curves.flatMap { [$0.rows.last?.time, $0.end].compactMap { $0 } }.max() ?? 28
    if curves.contains(where: \.isCoarse) {
      // Where single people could be told from the numbers at risk, only named days have any.
      let named = IntervalsFigures.days.filter { $0 >= 28 || $0 == 0 }
      let end = named.first { $0 >= last } ?? named[named.count - 1]
      days = named.filter { $0 <= end }
    } else {
      days = Ticks.days(through: max(last, 7))
    }
  }

  var isEmpty: Bool { curves.allSatisfy(\.rows.isEmpty) }
  private var isAlone: Bool { curves.count == 1 }

  var picture: Picture {
    Picture(
      .mcf, answer.header, title: "Treatments per person since the first", finding: finding,
      description: "Mean cumulative function. " + finding, caption: caption, sheets: [sheet],
      drawing: drawing, isEmpty: isEmpty, days: isAlone && !isEmpty ? scale : nil)
  }

  // MARK: drawing

  private var rightMargin: Double {
    guard !isAlone, curves.count <= Self.mostTogether else { return 22 }
    return min(190, curves.map { TextWidth.of($0.name, size: 10.5) }.max() ?? 0) + 40
  }

  private var scale: Scale {
    Scale(0, days.last ?? 28, at: Self.left, Picture.width - rightMargin)
  }

  private var drawing: Drawing {
    var drawing = Drawing(width: Picture.width, height: 4)
    guard !isEmpty else {
      EmptyPlate.draw(absence, in: &drawing)
      return drawing
    }
    let stroke = isAlone ? Stroke.series(0, 2) : Stroke(.text, 2)
    var legend = [
      LegendRow(
        curves[0].isCoarse ? .line(stroke) : .banded(stroke, Fill(stroke.ink, 0.16)),
        "treatments per person" + (curves[0].isCoarse ? "" : "; 95 % limits (Lawless-Nadeau)"))
    ]
    if !curves[0].isCoarse {
      legend.append(
        LegendRow(
          .line(Stroke(stroke.ink, 0.9)), "thin: fewer than \(ReliefSeries.few) still followed"))
    }
    drawing.height += LegendRow.draw(
      legend, 12, drawing.height, width: Picture.width - 24, in: &drawing)
    if curves.count <= Self.mostTogether {
      drawPlot(Array(curves.indices), height: Self.height, in: &drawing)
    } else {
      for place in curves.indices {
        drawing.mayBreak()
        drawPlot([place], height: 120, in: &drawing)
      }
    }
    drawing.height +=
      drawing.paragraph(
        "Still followed on a day: people whose follow-up reaches it. The mean is over those who are "
          + "followed at each time, not over the same people throughout.", 12, drawing.height,
        width: Picture.width - 24, size: 9.5, ink: .soft) + 4
    return drawing
  }

  private func drawPlot(_ places: [Int], height: Double, in drawing: inout Drawing) {
    let shown = places.filter { !curves[$0].rows.isEmpty }
    for place in places where !shown.contains(place) {
      let why = curves[place].isWithheld ? "withheld" : "nobody was treated"
      drawing.height +=
        drawing.paragraph(
          "\(curves[place].name): \(why)", 12, drawing.height + 8, width: Picture.width - 24,
          ink: .soft) + 8
    }
    guard !shown.isEmpty else { return }
    let most = shown.flatMap { curves[$0].rows.map { $0.limits?.upper ?? $0.value } }.max() ?? 1
    let ticks = Ticks.even(from: 0, through: max(1, min(most, 2 * largestValue(shown))))
    let top = drawing.height + 34
    let frame = PlotFrame(x: scale, y: Scale(0, ticks[ticks.count - 1], at: top + height, top))
    let name = places.count == 1 && !isAlone ? "\(curves[places[0]].name): " : ""
    frame.drawValueAxis(
      ticks, name + "treatments per person, the first included", in: &drawing,
      label: Digits.exact)
    frame.drawBaseAxis(days, "days since the start of the first treatment", in: &drawing)
    for place in shown { drawBand(place, frame, in: &drawing) }
    for place in shown { drawCurve(place, frame, in: &drawing) }
    if places.count > 1 { drawNames(shown, frame, in: &drawing) }
    drawing.height = top + height + 42
    for place in shown { drawRisks(place, scale, isNamed: places.count > 1, in: &drawing) }
  }

  private func largestValue(_ places: [Int]) -> Double {
    places.flatMap { curves[$0].rows.map(\.value) }.max() ?? 1
  }

  private func suffix(_ place: Int) -> String { isAlone ? "" : "-\(place + 1)" }

  private func drawBand(_ place: Int, _ frame: PlotFrame, in drawing: inout Drawing) {
    let rows = Thinning.drawn(curves[place].rows) { frame.x.at($0.time) }
    let band = rows.compactMap { row in
      row.limits.map { (time: row.time, low: $0.lower, high: $0.upper) }
    }
    guard let last = band.last else { return }
    drawing.add(
      .path(.band(band, through: max(last.time, curves[place].end ?? 0), in: frame)),
      fill: Fill(.series(place), 0.16),
      name: "mcf-limits" + suffix(place))
  }

  private func drawCurve(_ place: Int, _ frame: PlotFrame, in drawing: inout Drawing) {
    let rows = Thinning.drawn(curves[place].rows) { frame.x.at($0.time) }
    guard let first = rows.first, let last = rows.last else { return }
    var stroke = Stroke.series(place, curves[place].isCoarse ? 2 : 0.9)
    let steps = rows.dropFirst().map { (time: $0.time, value: $0.value) }
    drawing.add(
      .path(
        .stairs(
          from: (first.time, first.value), Array(steps),
          through: max(last.time, curves[place].end ?? 0), in: frame)),
      stroke: stroke, name: "mcf" + suffix(place))
    guard !curves[place].isCoarse else { return }
    // Fewer and fewer are followed: the part with enough is the beginning.
    let many = rows.prefix { $0.atRisk >= ReliefSeries.few }
    guard !many.isEmpty, let end = manyEnd(place), end > first.time else { return }
    stroke.width = 2
    drawing.add(
      .path(
        .stairs(
          from: (first.time, first.value),
          many.dropFirst().map { (time: $0.time, value: $0.value) }, through: end, in: frame)),
      stroke: stroke, name: "mcf-many" + suffix(place))
  }

  /// Up to when enough are followed: the last of the ends at which as many still are.
  private func manyEnd(_ place: Int) -> Double? {
    guard let ends = curves[place].function?.ends, ends.count >= ReliefSeries.few else {
      return nil
    }
    return ends[ends.count - ReliefSeries.few]
  }

  private func drawNames(_ places: [Int], _ frame: PlotFrame, in drawing: inout Drawing) {
    let heights = LabelStack.spread(
      places.map { frame.y.at(curves[$0].rows.last?.value ?? 0) }, gap: 15,
      within: frame.y.end...frame.y.start)
    for (index, place) in places.enumerated() {
      let y = heights[index]
      drawing.line(frame.x.end + 4, y, frame.x.end + 26, y, .series(place, 2))
      drawing.text(
        TextWidth.shortened(curves[place].name, to: rightMargin - 38, size: 10.5),
        frame.x.end + 31, y + 3.6, size: 10.5)
    }
  }

  private func drawRisks(
    _ place: Int, _ scale: Scale, isNamed: Bool, in drawing: inout Drawing
  ) {
    if isNamed {
      drawing.line(14, drawing.height + 8, 36, drawing.height + 8, .series(place, 2))
      drawing.text(
        TextWidth.shortened(curves[place].name, to: Picture.width - 60, size: 10.5, isBold: true),
        42, drawing.height + 12, size: 10.5, isBold: true)
      drawing.height += 16
    }
    drawing.text("still followed", Self.left - 26, drawing.height + 11, size: 10.5, .end)
    for day in days {
      drawing.text(
        curves[place].atRisk(day).map(String.init) ?? "–", scale.at(day), drawing.height + 11,
        size: 10.5, .middle)
    }
    drawing.height += 20
  }
}
