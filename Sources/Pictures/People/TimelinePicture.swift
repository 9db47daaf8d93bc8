import Bytes
import Definitions
import Events
import Histories
package import Projections
package import Reports

extension Picture {
  /// One patient in order.
  package static func timeline(
    _ timeline: TimelineProjection.Timeline, _ header: AnswerHeader, _ plan: AnalysisPlan
  ) -> Picture {
    TimelinePicture(timeline, header, plan).picture
  }
}

/// Draws one patient: scores on the index instrument above; below, each in a lane, treatments, relief
/// as an interval, and adverse events.
struct TimelinePicture {
  let timeline: TimelineProjection.Timeline
  let header: AnswerHeader
  let plan: AnalysisPlan
  /// Day 0: the first treatment, else the first rating, else the end of follow-up.
  let zero: Instant
  let x: Scale
  let ticks: [Double]
  private let scores: Scale
  private let scoreTicks: [Double]

  static let left = 112.0
  static let right = 694.0
  private static let top = 30.0
  private static let bottom = 230.0
  /// Ratings farther apart are not joined: nobody knows what was in between.
  static let longestBridge = 35.0

  init(
    _ timeline: TimelineProjection.Timeline, _ header: AnswerHeader, _ plan: AnalysisPlan
  ) {
    self.timeline = timeline
    self.header = header
    self.plan = plan
    let record = timeline.record
    let zero =
      record.treatments.first?.start ?? record.ratings.first?.time
      ?? record.history.followUp.end
    self.zero = zero
    let times =
      record.treatments.flatMap { [$0.start, $0.end] } + record.ratings.map(\.time)
      + timeline.safety.allAdverse.map(\.time) + [record.history.followUp.end]
    let days = times.map { elapsedDays(from: zero, to: $0) }
    let (first, last) = (min(0, days.min() ?? 0), max(7, days.max() ?? 7))
    let steps = Ticks.days(through: last - first, atMost: 7)
    let step = steps[1]
    let begin = (first / step).rounded(.down) * step
    ticks = (0...max(1, Int(((last - begin) / step).rounded(.up)))).map {
      begin + Double($0) * step
    }
    x = Scale(begin, ticks[ticks.count - 1], at: Self.left, Self.right)
    let scale = plan.definitions.instrument(record.instrument)?.total
    let totals = record.eligible.compactMap(\.total)
    let low = Double(min(scale?.lowerBound ?? 0, totals.min() ?? 0))
    let high = Double(max(totals.max() ?? 0, scale?.upperBound ?? 10))
    scoreTicks = Ticks.even(from: low, through: max(high, low + 1))
    scores = Scale(
      scoreTicks[0], scoreTicks[scoreTicks.count - 1], at: Self.bottom, Self.top)
  }

  private var record: CaseRecord { timeline.record }
  /// Shorter lines, in px, can't be told from dots.
  private static let shortestLine = 6.0

  func day(_ instant: Instant) -> Double { elapsedDays(from: zero, to: instant) }

  private var index: [CaseRecord.Rating] {
    record.ratings.filter {
      record.history.table.instruments.text($0.instrument) == record.instrument
    }
  }

  private var isEmpty: Bool { record.treatments.isEmpty && record.ratings.isEmpty }

  var picture: Picture {
    Picture(
      .timeline, header, title: "\(Visible.text(timeline.subject)): \(record.instrument) over time",
      finding: TimelineWords(self).finding, description: TimelineWords(self).description,
      caption: TimelineWords(self).caption, sheets: TimelineWords(self).sheets, drawing: drawing,
      isEmpty: isEmpty)
  }

  // MARK: drawing

  private var drawing: Drawing {
    var drawing = Drawing(width: Picture.width, height: 4)
    guard !isEmpty else {
      EmptyPlate.draw("Neither a treatment nor a rating.", in: &drawing)
      return drawing
    }
    var body = Drawing(width: Picture.width)
    drawScores(in: &body)
    TimelineLanes(self).draw(from: Self.bottom + 8, in: &body)
    let height = LegendRow.draw(
      legend, 12, drawing.height, width: Picture.width - 24, in: &drawing)
    drawing.add(body, down: drawing.height + height)
    drawing.height += height + body.height
    return drawing
  }

  private var legend: [LegendRow] {
    var rows = [LegendRow(.marker(.circle, .series(0)), "rating that counts")]
    if index.contains(where: { !$0.isEligible && $0.total != nil }) {
      rows.append(LegendRow(.marker(.ring, .soft), "rating that does not count"))
    }
    if !responseLines.isEmpty {
      rows.append(LegendRow(.line(Stroke(.text, 1.2, dashes: [4, 3])), "response, by course"))
    }
    return rows + TimelineLanes(self).legend
  }

  private func drawScores(in drawing: inout Drawing) {
    let frame = PlotFrame(x: x, y: scores)
    let better = plan.definitions.instrument(record.instrument)?.better == .high
    frame.drawValueAxis(
      scoreTicks, "\(record.instrument) score (\(better ? "higher" : "lower") is better)",
      in: &drawing, label: Digits.exact)
    if let remission = record.yardstick?.entry?.remission.map({ Double($0) / 1000 }) {
      drawing.line(
        x.start, scores.at(remission), x.end, scores.at(remission),
        Stroke(.text, 1, dashes: [1.5, 2.5]), name: "remission-line")
      drawing.text(
        "remission", x.end, scores.at(remission) + (better ? 11 : -3), size: 9.5, .end, ink: .soft)
    }
    // Of a course that has just begun a line would be a speck.
    for line in responseLines where x.at(line.to) - x.at(line.from) >= Self.shortestLine {
      drawing.line(
        x.at(line.from), scores.at(line.score), x.at(line.to), scores.at(line.score),
        Stroke(.text, 1.2, dashes: [4, 3]), name: "response-line")
    }
    drawRatings(in: &drawing)
  }

  /// The score at which each course responds, from its start to its window's end.
  var responseLines: [(from: Double, to: Double, score: Double)] {
    guard let response = record.yardstick?.entry?.response,
      let best = plan.definitions.instrument(record.instrument)?.bestTotal
    else { return [] }
    return timeline.relief.compactMap { unit in
      guard let baseline = unit.baseline?.total else { return nil }
      let way = Double(baseline - best) * Double(response.percent) / 100_000
      return (day(unit.start), day(unit.windowEnd), Double(baseline) - way)
    }
  }

  private func drawRatings(in drawing: inout Drawing) {
    var outline = Outline()
    var last: Double?
    for rating in record.eligible {
      guard let total = rating.total else { continue }
      let day = day(rating.time)
      let point = (x: x.at(day), y: scores.at(Double(total)))
      if let last, day - last <= Self.longestBridge {
        outline.line(point.x, point.y)
      } else {
        outline.move(point.x, point.y)
      }
      last = day
    }
    if !outline.steps.isEmpty {
      drawing.add(.path(outline), stroke: Stroke(.series(0), 1.2), name: "scores")
    }
    for rating in index where !rating.isEligible {
      guard let total = rating.total else { continue }
      Marker.ring.draw(
        x.at(day(rating.time)), scores.at(Double(total)), radius: 2.8, .soft, in: &drawing,
        name: "rating-not-counted")
    }
    for rating in record.eligible {
      guard let total = rating.total else { continue }
      Marker.circle.draw(
        x.at(day(rating.time)), scores.at(Double(total)), radius: 3, .series(0), in: &drawing,
        name: "rating")
    }
  }
}
