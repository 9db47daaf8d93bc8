import Definitions
import Projections
package import Reports
import Statistics

extension Picture {
  /// Scores over time: a thin line for each course, the mean at each visit and how many it is of.
  package static func trajectories(_ answer: Answer<ResponseReport>) -> Picture {
    TrajectoriesPicture(answer).picture
  }
}

/// Draws scores from baseline through the visits, an instrument a plot.
struct TrajectoriesPicture {
  private let answer: Answer<ResponseReport>
  private let groups: [TrajectoryGroup]
  private let visits: [Visit]

  private static let left = 112.0
  /// Instruments beyond these are left to the table.
  private static let mostInWords = 2
  private static let panelHeight = 240.0
  /// Where baselines stand: a place of their own, left of day 0.
  private static let baselineGap = 46.0
  /// The radius of a rating that no line leads to.
  private static let dot = 1.7

  init(_ answer: Answer<ResponseReport>) {
    self.answer = answer
    visits = answer.whole?.plan.visits ?? []
    groups =
      answer.whole.map { report in
        report.tables.map { TrajectoryGroup($0, report) }
      } ?? []
  }

  private var isEmpty: Bool { groups.isEmpty }

  var picture: Picture {
    Picture(
      .trajectories, answer.header,
      title: "Scores from baseline through the visits after each course", finding: finding,
      description: "Scores over time, a line for each course. " + finding, caption: caption,
      sheets: [meanSheet, lineSheet], drawing: drawing, isEmpty: isEmpty)
  }

  private var drawing: Drawing {
    var drawing = Drawing(width: Picture.width, height: 4)
    guard !isEmpty else {
      EmptyPlate.draw("No course has a usable baseline.", in: &drawing)
      return drawing
    }
    drawing.height += LegendRow.draw(
      [
        LegendRow(.line(Stroke(.text, 0.8, opacity: 0.35)), "one course; broken where not rated"),
        LegendRow(
          .banded(Stroke(.series(0), 2.4), Fill(.series(0), 0.2)),
          "mean of the rated, 95 % limits (t)"),
      ], 12, drawing.height, width: Picture.width - 24, in: &drawing)
    for group in groups {
      drawing.mayBreak()
      draw(group, in: &drawing)
    }
    drawing.height +=
      drawing.paragraph(
        "A triangle at an edge: the limit lies beyond. A mean stands at the mean day of its ratings. It is of those rated at the visit, not always the same people: who did well may be rated "
          + "more often, or less. Means at visits without a rating of anybody are left out.", 12,
        drawing.height, width: Picture.width - 24, size: 9.5, ink: .soft) + 4
    return drawing
  }

  private func draw(_ group: TrajectoryGroup, in drawing: inout Drawing) {
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

  // MARK: words

  private var finding: String {
    guard !isEmpty else { return "No course has a usable baseline." }
    let words = groups.prefix(Self.mostInWords).map { group in
      let means = zip(visits, group.visits).compactMap { visit, moments in
        moments.mean.map { "\(Digits.fixed($0, 1)) at \(visit.name) (n \(moments.n))" }
      }
      let start = group.baseline.mean.map { Digits.fixed($0, 1) } ?? "-"
      return "\(group.instrument): mean \(start) at baseline (n \(group.baseline.n))"
        + (means.isEmpty ? "" : ", ") + means.joined(separator: ", ") + "."
    }.joined(separator: " ")
    return groups.count > Self.mostInWords
      ? words + " \(groups.count) instruments in all." : words
  }

  private var caption: [String] {
    [
      "Courses with a usable baseline, at the rating that counts for each visit; a visit is counted "
        + "from the start of the course's last treatment. Limits: Student's t, courses taken as "
        + "independent."
    ]
  }

  private var meanSheet: Sheet {
    var sheet = Sheet(
      "Means",
      [
        .init("instrument", nil, .left), .init("visit", nil, .left),
        .init("days", "mean day"), .init("n"), .init("mean"), .init("sd", "SD"),
        .init("lower", "95 % from"),
        .init("upper", "to"),
      ])
    for group in groups {
      let rows =
        [("baseline", nil as Double?, group.baseline)]
        + visits.indices.map { (visits[$0].name, group.days[$0], group.visits[$0]) }
      for (name, day, moments) in rows {
        sheet.add([
          .text(group.instrument), .text(name), .days(day), .integer(moments.n),
          .optional(moments.mean) { .number($0, decimals: 2) },
          .optional(moments.sd) { .number($0, decimals: 2) },
          .optional(moments.limits?.lower) { .number($0, decimals: 2) },
          .optional(moments.limits?.upper) { .number($0, decimals: 2) },
        ])
      }
    }
    return sheet
  }

  private var lineSheet: Sheet {
    var sheet = Sheet(
      "Every course",
      [
        .init("instrument", nil, .left), .init("subject", nil, .left), .init("course"),
        .init("visit", nil, .left), .init("days", "day"), .init("total"),
      ])
    for group in groups {
      for line in group.lines {
        let head: [Cell] = [.text(group.instrument), .text(line.subject), .integer(line.course)]
        sheet.add(head + [.text("baseline"), .missing, .integer(line.baseline)])
        for (visit, point) in zip(visits, line.points) {
          guard let point else { continue }
          sheet.add(head + [.text(visit.name), .days(point.days), .integer(point.total)])
        }
      }
    }
    return sheet
  }
}

/// The courses on one instrument, as lines, and their means.
struct TrajectoryGroup {
  struct Line {
    let subject: String
    let course: Int
    let baseline: Int
    /// By visit, in days from the start of the last treatment; `nil`: not rated.
    let points: [(days: Double, total: Int)?]
  }

  let instrument: String
  let isLowBetter: Bool
  /// The total of remission, in points; `nil`: the set has none.
  let remission: Double?
  let lines: [Line]
  let baseline: Moments
  let visits: [Moments]
  /// The mean day of the ratings at each visit, at which its mean stands; `nil`: nobody is rated.
  let days: [Double?]
  /// The totals that there are.
  let range: ClosedRange<Double>

  init(_ table: ResponseTable, _ report: ResponseReport) {
    instrument = table.instrument
    let scale = report.plan.definitions.instrument(table.instrument)
    isLowBetter = scale?.better != .high
    remission = report.plan.yardstick(table.instrument)?.entry?.remission.map { Double($0) / 1000 }
    let lines = (report.courses ?? []).compactMap { course -> Line? in
      guard course.instrument == table.instrument, course.isUsable,
        let baseline = course.baseline?.total
      else { return nil }
      return Line(
        subject: course.subject, course: course.course, baseline: baseline,
        points: course.visits.map { visit in
          visit.rating.map { (elapsedDays(from: course.start, to: $0.time), $0.total) }
        })
    }
    self.lines = lines
    // Sorted, so that no order of the courses changes the last digit of a sum.
    baseline = Moments(lines.map(\.baseline).sorted().map(Double.init))
    visits = report.plan.visits.indices.map { visit in
      Moments(lines.compactMap { $0.points[visit]?.total }.sorted().map(Double.init))
    }
    days = report.plan.visits.indices.map { visit in
      Moments(lines.compactMap { $0.points[visit]?.days }.sorted()).mean
    }
    let totals = lines.flatMap { [$0.baseline] + $0.points.compactMap { $0?.total } }
    let low = scale?.total?.lowerBound ?? totals.min() ?? 0
    range = Double(min(low, totals.min() ?? low))...Double(max(totals.max() ?? low + 1, low + 1))
  }
}
