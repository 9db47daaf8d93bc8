import Projections
package import Reports
import Statistics

extension Picture {
  /// How long relief lasted: Turnbull's estimate and Kaplan-Meier, with who is at risk under them.
  package static func relief(_ answer: Answer<ReliefReport>) -> Picture {
    ReliefPicture(answer).picture
  }
}

/// Draws the answer of `relief`.
///
/// One group: both estimates in one plot. Up to five: a plot for each estimate, the groups in it. More:
/// a plot for each group.
struct ReliefPicture {
  let answer: Answer<ReliefReport>
  let series: [ReliefSeries]
  let title: String
  let days: [Double]
  let isCoarse: Bool

  /// More curves in one plot can't be told apart.
  private static let mostTogether = 5
  static let left = 112.0
  /// Where the names of several curves stand; `nil` for those that stand beside the plot.
  private(set) var names: [ReliefPanel.Estimate: [CurveLabels.Box?]] = [:]
  /// The room at the right of the plots.
  private(set) var rightMargin = 22.0

  init(_ answer: Answer<ReliefReport>) {
    self.answer = answer
    let parts = answer.parts.map { ReliefSeries(answer.name(of: $0.stratum), $0.body) }
    series = answer.keys.isEmpty ? [ReliefSeries("", answer.whole)] : parts
    isCoarse = series.contains(where: \.isCoarse)
    let last = series.map(\.lastDay).max() ?? 0
    days = isCoarse ? [0] + ReliefEstimates.days : Ticks.days(through: max(last, 7))
    let shown = answer.whole ?? answer.parts.lazy.compactMap(\.body).first
    title = (shown?.title.first).map { $0.prefix(1).uppercased() + $0.dropFirst() } ?? "Relief"
    guard !isAlone, !isApart else { return }
    names = places(rightMargin)
    guard names.values.contains(where: { $0.contains(nil) }) else { return }
    let widest = series.map { TextWidth.of($0.name, size: CurveLabels.size) }.max() ?? 0
    rightMargin = min(190, widest) + 40
    names = places(rightMargin)
  }

  var isAlone: Bool { series.count == 1 }
  var isApart: Bool { series.count > Self.mostTogether }
  var isEmpty: Bool { series.allSatisfy { $0.figures == nil } }

  var picture: Picture {
    Picture(
      .relief, answer.header, title: title, finding: finding, description: description,
      caption: caption, sheets: ReliefTables.sheets(series, at: days), drawing: drawing,
      isEmpty: isEmpty, days: isAlone && !isEmpty ? scale : nil)
  }

  // MARK: drawing

  /// The shares that have a line across.
  static let shares = [0, 0.25, 0.5, 0.75, 1]
  /// The height of each of two plots.
  static let pairHeight = 220.0

  private var scale: Scale { scale(rightMargin) }

  func scale(_ margin: Double) -> Scale {
    Scale(0, days.last ?? 28, at: Self.left, Picture.width - margin)
  }

  private var drawing: Drawing {
    var drawing = Drawing(width: Picture.width, height: 4)
    guard !isEmpty else {
      EmptyPlate.draw("\(absence): there is no curve.", in: &drawing)
      return drawing
    }
    drawing.height += LegendRow.draw(
      legend, 12, drawing.height, width: Picture.width - 24, in: &drawing)
    if isApart {
      for place in series.indices {
        drawing.mayBreak()
        if series[place].figures == nil {
          let words = "\(series[place].name): \(series[place].absence)"
          drawing.height +=
            drawing.paragraph(
              words, 12, drawing.height + 14, width: Picture.width - 24, ink: .soft) + 14
        } else {
          drawPanel([.turnbull, .kaplanMeier], [place], height: 110, in: &drawing)
          drawRisks([place], in: &drawing)
        }
      }
    } else if isAlone {
      drawPanel([.turnbull, .kaplanMeier], [0], height: 270, in: &drawing)
      drawRisks([0], in: &drawing)
    } else {
      drawPanel([.turnbull], Array(series.indices), height: Self.pairHeight, in: &drawing)
      drawPanel([.kaplanMeier], Array(series.indices), height: Self.pairHeight, in: &drawing)
      drawRisks(Array(series.indices), in: &drawing)
    }
    let note = drawing.paragraph(
      riskNote, 12, drawing.height, width: Picture.width - 24, size: 9.5, ink: .soft)
    drawing.height += note + 4
    return drawing
  }

  private var legend: [LegendRow] {
    let isMerged = isAlone || isApart
    let blue = isMerged ? Ink.series(0) : Ink.text
    var rows: [LegendRow] = []
    if isCoarse {
      rows.append(LegendRow(.line(Stroke(blue, 2.6)), "Turnbull: S lies between the two ends"))
    } else {
      rows += [
        LegendRow(.line(Stroke(blue, 2.6)), "Turnbull, where S is known"),
        LegendRow(.box(Fill(blue, 0.3), nil), "lost somewhere within: S is not known"),
        LegendRow(.box(Fill(blue, 0.1), nil), "after the last sign of relief: not known"),
      ]
    }
    let stroke =
      isMerged
      ? ReliefPanel.kaplanMeierStroke(isAlone: true, 0) : Stroke(.text, 1.8, dashes: [7, 3])
    rows.append(
      LegendRow(
        isCoarse ? .line(stroke) : .banded(stroke, Fill(stroke.ink, 0.16)),
        "Kaplan-Meier, loss dated at R" + (isCoarse ? "" : "; 95 % limits (log-log)")))
    guard !isCoarse else { return rows }
    var thin = stroke
    thin.width = 0.9
    rows.append(LegendRow(.line(thin), "thin: fewer than \(ReliefSeries.few) at risk"))
    if series.contains(where: { $0.rows.contains { $0.censored > 0 } }) {
      rows.append(LegendRow(.tick(stroke.ink), "censored"))
    }
    return rows
  }

  private func drawPanel(
    _ estimates: [ReliefPanel.Estimate], _ places: [Int], height: Double,
    in drawing: inout Drawing
  ) {
    let top = drawing.height + 34
    let frame = PlotFrame(x: scale, y: Scale(0, 1, at: top + height, top))
    let name: String
    switch estimates {
    case [.turnbull]: name = "Turnbull (the primary estimate): still in relief"
    case [.kaplanMeier]: name = "Kaplan-Meier, loss dated at R: still in relief"
    default: name = isApart ? "\(series[places[0]].name): still in relief" : "still in relief"
    }
    frame.drawValueAxis(Self.shares, name, in: &drawing) {
      Digits.fixed($0 * 100, 0) + " %"
    }
    frame.drawBaseAxis(days, "days since the end of the last treatment (t0)", in: &drawing)
    let panel = ReliefPanel(frame: frame, isAlone: places.count == 1)
    if estimates.contains(.kaplanMeier) {
      for place in places { panel.drawLimits(series[place], place, in: &drawing) }
    }
    for estimate in estimates {
      for place in places { panel.draw(estimate, series[place], place, in: &drawing) }
    }
    if places.count > 1 { drawNames(places, estimates[0], frame, in: &drawing) }
    drawing.height = top + height + 42
  }

  private func drawRisks(_ places: [Int], in drawing: inout Drawing) {
    for place in places {
      if places.count > 1 {
        drawing.line(
          14, drawing.height + 8, 36, drawing.height + 8,
          ReliefPanel.kaplanMeierStroke(isAlone: false, place))
        let name = TextWidth.shortened(
          series[place].name, to: Picture.width - 60, size: 10.5, isBold: true)
        drawing.text(name, 42, drawing.height + 12, size: 10.5, isBold: true)
        drawing.height += 16
      }
      guard series[place].figures != nil else {
        drawing.text(series[place].absence, Self.left, drawing.height + 11, size: 10.5, ink: .soft)
        drawing.height += 16
        continue
      }
      for line in RiskTable(series[place], at: days).lines {
        drawing.text(line.name, Self.left - 26, drawing.height + 11, size: 10.5, .end)
        for (day, count) in zip(days, line.counts) where !(isCoarse && day == 0) {
          drawing.text(
            count.map(String.init) ?? "–", scale.at(day), drawing.height + 11, size: 10.5,
            .middle)
        }
        drawing.height += 14.5
      }
      drawing.height += 5
    }
  }

  private var riskNote: String {
    guard !isCoarse else {
      return "At risk on a day: rated before it, and neither lost nor censored before it. "
        + "– is withheld; so are the numbers of the lost and censored by day."
    }
    let counted = series.compactMap(\.counted)
    let never = counted.reduce(0) { $0 + $1.never }
    let sums = counted.map { "\($0.atRisk)" }.joined(separator: ", ")
    var words =
      "At risk on a day: first rated before it, and neither lost nor censored before it; who is not "
      + "yet rated is not at risk yet, so that the number can rise. The rows of a day add up to \(sums)."
    if never > 0 {
      words +=
        " Never at risk, and in Turnbull's estimate alone: \(never), whose first rating is "
        + "the last in relief."
    }
    return words
  }
}
