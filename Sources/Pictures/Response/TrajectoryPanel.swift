import Definitions
import Reports
import Statistics

/// Draws the scores on one instrument: a thin line for each course, the mean at each visit with its
/// limits, and under them how many it is of.
struct TrajectoryPanel {
  let visits: [Visit]

  private static let left = 112.0
  private static let panelHeight = 240.0
  /// Where baselines stand: a place of their own, left of day 0.
  private static let baselineGap = 46.0
  /// The radius of a rating that no line leads to.
  private static let dot = 1.7

  /// Draws an instrument below what is there.
  func draw(_ group: TrajectoryGroup, in drawing: inout Drawing) {
    let top = drawing.height + 34
    let last = max(visits.map(\.throughDays).max() ?? 28, 7)
    let ticks = Ticks.days(through: last, atMost: 7)
    let days = Scale(
      0, ticks.last ?? last, at: Self.left + Self.baselineGap, Picture.width - 24)
    let values = Ticks.even(from: group.range.lowerBound, through: group.range.upperBound)
    let frame = PlotFrame(
      x: Scale(0, 1, at: Self.left - 16, Picture.width - 24),
      y: Scale(values[0], values[values.count - 1], at: top + Self.panelHeight, top))
    frame.drawValueAxis(
      values, "\(group.instrument) score (\(group.isLowBetter ? "lower" : "higher") is better)",
      in: &drawing, label: Digits.exact)
    let bottom = top + Self.panelHeight
    drawing.line(frame.x.start, bottom, frame.x.end, bottom, Stroke(.text))
    drawing.text("baseline", Self.left, bottom + 16, size: 10.5, .middle, ink: .soft)
    for tick in ticks {
      drawing.line(days.at(tick), bottom, days.at(tick), bottom + 4, Stroke(.text))
      drawing.text(
        Digits.exact(tick), days.at(tick), bottom + 16, size: 10.5, .middle, ink: .soft)
    }
    drawing.text(
      "days since the start of the course's last treatment", (days.start + days.end) / 2,
      bottom + 33, .middle)
    // The more lines there are, the lighter each has to be.
    let opacity = max(0.14, min(0.45, 14 / Double(max(group.lines.count, 1))))
    for line in group.lines { draw(line, of: group, opacity, days, frame.y, in: &drawing) }
    drawMeans(group, days, frame.y, in: &drawing)
    if let remission = group.remission {
      drawing.line(
        frame.x.start, frame.y.at(remission), frame.x.end, frame.y.at(remission),
        Stroke(.text, 1, dashes: [4, 3]), name: "remission-line")
      drawing.text(
        "remission", frame.x.end, frame.y.at(remission) + (group.isLowBetter ? -4 : 12), size: 10,
        .end)
    }
    drawing.height = bottom + 44
    drawCounts(group, days, in: &drawing)
  }

  /// One course; where a visit has no rating the line is broken, and a rating between two such
  /// visits is a dot. Visits at which nobody at all was rated break no line.
  private func draw(
    _ line: TrajectoryGroup.Line, of group: TrajectoryGroup, _ opacity: Double, _ days: Scale,
    _ score: Scale, in drawing: inout Drawing
  ) {
    var runs = [[(x: Self.left, y: score.at(Double(line.baseline)))]]
    for (point, moments) in zip(line.points, group.visits) where moments.n > 0 {
      guard let point else {
        runs.append([])
        continue
      }
      runs[runs.count - 1].append((days.at(point.days), score.at(Double(point.total))))
    }
    var outline = Outline()
    for run in runs {
      guard run.count > 1 else {
        for point in run {
          drawing.add(
            .circle(x: point.x, y: point.y, radius: Self.dot), fill: Fill(.text, opacity),
            name: "rating")
        }
        continue
      }
      outline.move(run[0].x, run[0].y)
      for point in run.dropFirst() { outline.line(point.x, point.y) }
    }
    guard !outline.steps.isEmpty else { return }
    drawing.add(
      .path(outline), stroke: Stroke(.text, 0.8, opacity: opacity), name: "course")
  }

  private func drawMeans(
    _ group: TrajectoryGroup, _ days: Scale, _ score: Scale, in drawing: inout Drawing
  ) {
    let places = [Self.left] + group.days.map { days.at($0 ?? 0) }
    var run: [(x: Double, moments: Moments)] = []
    func finish() {
      drawLimits(run, score, in: &drawing)
      let points = run.compactMap { place in place.moments.mean.map { (place.x, score.at($0)) } }
      if points.count > 1 {
        drawing.add(
          .path(.through(points.map { (x: $0.0, y: $0.1) })), stroke: Stroke(.series(0), 2.4),
          name: "mean")
      }
      for point in points {
        Marker.circle.draw(point.0, point.1, radius: 3.4, .series(0), in: &drawing)
      }
      run = []
    }
    for (x, moments) in zip(places, [group.baseline] + group.visits) where moments.n > 0 {
      run.append((x, moments))
    }
    finish()
  }

  /// The limits of means, between visits that both have some; one beyond the axis is marked at its end.
  private func drawLimits(
    _ run: [(x: Double, moments: Moments)], _ score: Scale, in drawing: inout Drawing
  ) {
    var band: [(x: Double, limits: Limits)] = []
    func finish() {
      let upper = band.map { (x: $0.x, y: score.at($0.limits.upper)) }
      let lower = band.reversed().map { (x: $0.x, y: score.at($0.limits.lower)) }
      if band.count > 1 {
        drawing.add(
          .path(.through(upper + lower, isClosed: true)), fill: Fill(.series(0), 0.2),
          name: "mean-limits")
      } else if let only = band.first {
        drawing.line(
          only.x, score.at(only.limits.lower), only.x, score.at(only.limits.upper),
          Stroke(.series(0), 3, opacity: 0.35), name: "mean-limits")
      }
      for (x, limits) in band {
        if limits.upper > score.through {
          Marker.triangle.draw(
            x, score.end + 3, radius: 3, .series(0), in: &drawing, name: "beyond")
        }
        if limits.lower < score.from {
          Marker.fallen.draw(
            x, score.start - 3, radius: 3, .series(0), in: &drawing, name: "beyond")
        }
      }
      band = []
    }
    for (x, moments) in run {
      if let limits = moments.limits { band.append((x, limits)) } else { finish() }
    }
    finish()
  }

  /// How many each mean is of.
  private func drawCounts(_ group: TrajectoryGroup, _ days: Scale, in drawing: inout Drawing) {
    // Visits that lie close together are counted in several lines.
    var lines: [(end: Double, entries: [(x: Double, text: String)])] = []
    let places =
      [(Self.left, group.baseline.n)]
      + visits.indices.map { visit in
        (days.at(group.days[visit] ?? visits[visit].nominalDays), group.visits[visit].n)
      }
    for (x, n) in places {
      let half = TextWidth.of("\(n)", size: 10.5) / 2 + 3
      let row = lines.firstIndex { $0.end <= x - half } ?? lines.count
      if row == lines.count { lines.append((0, [])) }
      lines[row].entries.append((x, "\(n)"))
      lines[row].end = x + half
    }
    drawing.text("rated", Self.left - 30, drawing.height + 11, size: 10.5, .end)
    for line in lines {
      for entry in line.entries {
        drawing.text(entry.text, entry.x, drawing.height + 11, size: 10.5, .middle)
      }
      drawing.height += 14
    }
    drawing.height += 6
  }
}
