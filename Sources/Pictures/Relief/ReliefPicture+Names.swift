import Reports
import Statistics

/// The names of curves, where several stand in one plot.
extension ReliefPicture {
  /// Where names stand at the curves of each of the two plots, with the plot's upper edge at 0; `nil` for
  /// those that stand beside the plot.
  ///
  /// - Parameter margin: the room beside the plots.
  func places(_ margin: Double) -> [ReliefPanel.Estimate: [CurveLabels.Box?]] {
    let shown = series.filter { $0.figures != nil }
    let frame = PlotFrame(x: scale(margin), y: Scale(0, 1, at: Self.pairHeight, 0))
    let panel = ReliefPanel(frame: frame, isAlone: false)
    var places: [ReliefPanel.Estimate: [CurveLabels.Box?]] = [:]
    for estimate in [ReliefPanel.Estimate.turnbull, .kaplanMeier] {
      guard !isCoarse else {
        places[estimate] = shown.map { _ in nil }
        continue
      }
      places[estimate] = CurveLabels.places(
        shown.map { panel.curve(estimate, $0, named: Self.shortened($0.name)) },
        within: CurveLabels.Box(
          left: frame.x.start, top: 0, right: frame.x.end, bottom: Self.pairHeight),
        grid: Self.shares.map(frame.y.at))
    }
    return places
  }

  /// A name as it stands at a curve.
  private static func shortened(_ name: String) -> String {
    TextWidth.shortened(name, to: 150, size: CurveLabels.size)
  }

  /// The name of each curve with its line: at the curve, or else beside the plot.
  func drawNames(
    _ places: [Int], _ estimate: ReliefPanel.Estimate, _ frame: PlotFrame,
    in drawing: inout Drawing
  ) {
    let shown = places.filter { series[$0].figures != nil }
    let boxes = names[estimate] ?? []
    for (place, box) in zip(shown, boxes) {
      guard let box else { continue }
      let middle = min(frame.y.start, frame.y.end) + (box.top + box.bottom) / 2
      drawing.line(
        box.left, middle, box.left + CurveLabels.signWidth - 5, middle, .series(place, 2))
      drawing.text(
        Self.shortened(series[place].name), box.left + CurveLabels.signWidth, middle + 3.6,
        size: CurveLabels.size)
    }
    drawBeside(zip(shown, boxes).filter { $0.1 == nil }.map(\.0), estimate, frame, in: &drawing)
  }

  /// The names beside a plot, each as high as its curve ends if that can be. Nothing joins them to it:
  /// a line through the plot would look like an estimate.
  private func drawBeside(
    _ shown: [Int], _ estimate: ReliefPanel.Estimate, _ frame: PlotFrame,
    in drawing: inout Drawing
  ) {
    let ends = shown.map { place -> Double in
      let figures = series[place].figures
      switch estimate {
      case .turnbull:
        guard let last = series[place].intervals.last else {
          return figures?.turnbull.last { !$0.isWithheld }?.low ?? 1
        }
        return last.survivalAfter + (last.right == nil ? last.mass / 2 : 0)
      case .kaplanMeier:
        let shown = (figures?.points ?? []).compactMap(\.survival).last
        return series[place].rows.last?.survival
          ?? [shown, figures?.steps.last?.survival].compactMap { $0 }.min() ?? 1
      }
    }
    let heights = LabelStack.spread(
      ends.map(frame.y.at), gap: 15,
      within: min(frame.y.end, frame.y.start)...max(frame.y.end, frame.y.start))
    for (place, y) in zip(shown, heights) {
      drawing.line(frame.x.end + 4, y, frame.x.end + 26, y, .series(place, 2))
      drawing.text(
        TextWidth.shortened(series[place].name, to: rightMargin - 38, size: CurveLabels.size),
        frame.x.end + 31, y + 3.6, size: CurveLabels.size)
    }
  }
}
