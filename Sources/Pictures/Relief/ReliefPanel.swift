import Reports
import Statistics

/// Curves of relief between two axes.
///
/// Turnbull's estimate is drawn where it is determined: a line across. Where it is not, within an
/// innermost interval, there is an area from S before it to S after it, and no line through it.
struct ReliefPanel {
  /// Which estimate a curve is of.
  enum Estimate { case turnbull, kaplanMeier }

  let frame: PlotFrame
  /// How far behind each curve its name in programs is told from the others'.
  let isAlone: Bool
  /// A light area of less width, in px, would hardly be seen: its edge is drawn.
  private static let narrow = 3.0

  /// Draws the limits of one group's Kaplan-Meier estimate, which other marks lie on.
  func drawLimits(_ series: ReliefSeries, _ place: Int, in drawing: inout Drawing) {
    let rows = series.rows
    guard let last = rows.last else { return }
    let ink = Self.kaplanMeierStroke(isAlone: isAlone, place).ink
    // Where S is 1 or 0 there are no limits.
    let known = Thinning.drawn(rows.filter { $0.limits != nil }) { frame.x.at($0.time) }
    guard let final = known.last else { return }
    let end = rows.first { $0.time > final.time && $0.limits == nil }?.time ?? last.time
    let band = known.map { row in
      (time: row.time, low: row.limits?.lower ?? 0, high: row.limits?.upper ?? 1)
    }
    drawing.add(
      .path(.band(band, through: end, in: frame)), fill: Fill(ink, 0.16),
      name: "kaplan-meier" + (isAlone ? "" : "-\(place + 1)") + "-limits")
  }

  /// The steps that may be shown, and S at the days at which it may be.
  private func drawCoarse(
    _ figures: ReliefFigures, _ stroke: Stroke, _ name: String, in drawing: inout Drawing
  ) {
    let days = figures.points.compactMap { point in
      point.survival.map { (time: point.days, value: $0) }
    }
    // Later ones are in the table.
    let steps = figures.steps.filter { $0.days <= frame.x.through }
      .map { (time: $0.days, value: $0.survival) }
    let all = (steps + days).sorted { ($0.time, -$0.value) < ($1.time, -$1.value) }
    drawing.add(
      .path(.stairs(from: (0, 1), all, through: days.last?.time ?? 0, in: frame)),
      stroke: stroke, name: name)
  }

  /// Draws one group's estimate.
  ///
  /// - Parameter place: of the group among those in the picture; a group alone has a colour for each
  ///   estimate.
  func draw(
    _ estimate: Estimate, _ series: ReliefSeries, _ place: Int, in drawing: inout Drawing
  ) {
    guard let figures = series.figures else { return }
    let suffix = isAlone ? "" : "-\(place + 1)"
    switch estimate {
    case .turnbull:
      let ink = Ink.series(isAlone ? 0 : place)
      if series.isCoarse {
        drawBounds(figures, ink, "turnbull" + suffix, in: &drawing)
      } else {
        drawTurnbull(series, place, ink, "turnbull" + suffix, in: &drawing)
      }
    case .kaplanMeier:
      let stroke = Self.kaplanMeierStroke(isAlone: isAlone, place)
      if series.isCoarse {
        drawCoarse(figures, stroke, "kaplan-meier" + suffix, in: &drawing)
      } else {
        drawKaplanMeier(series, stroke, "kaplan-meier" + suffix, in: &drawing)
      }
    }
  }

  static func kaplanMeierStroke(isAlone: Bool, _ place: Int) -> Stroke {
    isAlone ? Stroke(.series(1), 1.8, dashes: [7, 3]) : .series(place, 1.8)
  }

  /// Where S is determined, and the areas where it is not.
  private func drawTurnbull(
    _ series: ReliefSeries, _ place: Int, _ ink: Ink, _ name: String, in drawing: inout Drawing
  ) {
    var known = Outline()
    var since = 0.0
    var survival = 1.0
    for interval in series.intervals {
      if interval.left > since || (since == 0 && interval.left == 0) {
        known.move(frame.x.at(since), frame.y.at(survival))
        known.across(to: frame.x.at(interval.left))
      }
      let after = interval.survivalAfter
      let right = interval.right ?? frame.x.through
      let isOpen = interval.right == nil
      // A point has no width, yet its mass must be seen.
      let width = max(frame.x.at(right) - frame.x.at(interval.left), 1.5)
      let isNarrow = width < Self.narrow
      drawing.add(
        .box(
          x: frame.x.at(interval.left), y: frame.y.at(survival), width: width,
          height: frame.y.at(after) - frame.y.at(survival)),
        stroke: isNarrow
          ? Stroke(ink, 1.5)
          : isOpen || isAlone
            ? nil : Stroke(ink, 0.8, dashes: Stroke.patterns[place % Stroke.patterns.count]),
        fill: Fill(ink, isOpen ? 0.1 : 0.3),
        name: name + (isOpen ? "-open" : "-interval"))
      survival = after
      since = right
    }
    drawing.add(
      .path(known), stroke: isAlone ? Stroke(ink, 2.6) : .series(place, 2.6), name: name)
  }

  /// S between two bounds at single days, where the times of single people may not be shown.
  private func drawBounds(
    _ figures: ReliefFigures, _ ink: Ink, _ name: String, in drawing: inout Drawing
  ) {
    for point in figures.turnbull where !point.isWithheld {
      let x = frame.x.at(point.days)
      drawing.line(
        x, frame.y.at(point.low), x, frame.y.at(point.high), Stroke(ink, 2.6), name: name)
      for value in [point.low, point.high] {
        drawing.line(x - 5, frame.y.at(value), x + 5, frame.y.at(value), Stroke(ink, 2))
      }
    }
  }

  /// Steps; thin where few are at risk; a tick where units are censored.
  private func drawKaplanMeier(
    _ series: ReliefSeries, _ stroke: Stroke, _ name: String, in drawing: inout Drawing
  ) {
    let rows = Thinning.drawn(series.rows) { frame.x.at($0.time) }
    guard let last = rows.last else { return }
    // A step is where S is another one than before.
    let steps = rows.indices.filter { rows[$0].survival < ($0 > 0 ? rows[$0 - 1].survival : 1) }
      .map { (time: rows[$0].time, value: rows[$0].survival) }
    var thin = stroke
    thin.width = 0.9
    drawing.add(
      .path(.stairs(from: (0, 1), steps, through: last.time, in: frame)), stroke: thin, name: name)
    drawWellSupported(rows, stroke, name + "-many", in: &drawing)
    for row in rows where row.censored > 0 {
      let (x, y) = (frame.x.at(row.time), frame.y.at(row.survival))
      drawing.line(x, y - 3.5, x, y + 3.5, Stroke(stroke.ink, 1), name: name + "-censored")
    }
  }

  /// The parts of a curve at which enough are at risk, drawn once more, thick.
  private func drawWellSupported(
    _ rows: [KaplanMeier.Row], _ stroke: Stroke, _ name: String, in drawing: inout Drawing
  ) {
    var outline = Outline()
    var (since, survival) = (0.0, 1.0)
    var isOn = false
    for row in rows {
      if row.atRisk >= ReliefSeries.few {
        if !isOn { outline.move(frame.x.at(since), frame.y.at(survival)) }
        isOn = true
        outline.across(to: frame.x.at(row.time))
        if row.survival < survival { outline.along(to: frame.y.at(row.survival)) }
      } else {
        isOn = false
      }
      (since, survival) = (row.time, row.survival)
    }
    guard !outline.steps.isEmpty else { return }
    drawing.add(.path(outline), stroke: stroke, name: name)
  }
}
