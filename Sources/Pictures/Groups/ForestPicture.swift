import Definitions
import Projections
package import Reports

extension Picture {
  /// Who meets the criterion at a visit, in each group of `--by`; `nil` without such a visit.
  package static func forest(
    _ answer: Answer<ResponseReport>, _ question: PictureQuestion
  ) -> Picture? {
    let plan = answer.whole?.plan ?? answer.parts.lazy.compactMap(\.body?.plan).first
    let reports = answer.whole.map { [$0] } ?? answer.parts.compactMap(\.body)
    let names = plan?.visits.map(\.name) ?? []
    guard let plan, let visit = question.place(among: names, of: reports) else { return nil }
    let choice = question.words(on: visit, among: names)
    let criterion = ForestRows.label(of: plan.criterion)
    return ForestPicture(
      answer.header, title: "\(criterion) at \(plan.visits[visit].name) by group",
      rows: ForestRows.ofResponse(answer, visit, plan), scale: .shares, keys: answer.keys,
      caption: [
        "\(criterion) at \(plan.visits[visit].name), of the courses rated then; limits: Wilson, 95 %, "
          + "courses taken as independent. The dashed line is everybody. A difference between groups "
          + "is not tested here: see compare."
      ] + (choice.isEmpty ? [] : [choice])
    ).picture
  }

  /// How long relief lasted in each group of `--by`.
  package static func forest(_ answer: Answer<ReliefReport>) -> Picture {
    ForestPicture(
      answer.header, title: "Median duration of relief by group",
      rows: ForestRows.ofRelief(answer), scale: .days, keys: answer.keys,
      caption: [
        "Points: median of the Kaplan-Meier estimate with loss dated at R, which is late by design, "
          + "and its 95 % limits (log-log); n.r. and an arrow: not reached; an arrow alone: beyond the axis. Boxes: the interval that the "
          + "median lies in. The dashed line is everybody. Groups are tested in compare."
      ]
    ).picture
  }
}

/// Draws groups under each other: a name, how many, the estimate with its limits, in text and as a
/// line.
struct ForestPicture {
  /// What the axis is of.
  enum Axis { case shares, days }

  let header: AnswerHeader
  let title: String
  let rows: [ForestRow]
  let scale: Axis
  let caption: [String]
  /// What stands over the names: the keys, where several are put together.
  let groupHead: String

  static let plotLeft = 352.0
  static let plotRight = 700.0
  static let rowHeight = 21.0
  /// More groups without anybody are counted, not named.
  static let mostAbsent = 6

  init(
    _ header: AnswerHeader, title: String, rows: [ForestRow], scale: Axis, keys: [String],
    caption: [String]
  ) {
    groupHead = keys.count > 1 ? keys.joined(separator: " · ") : "group"
    self.header = header
    self.title = title
    self.rows = rows
    self.scale = scale
    self.caption = caption
  }

  /// A median that is not reached is an answer: the row is shown with how many it is of.
  var isEmpty: Bool {
    rows.allSatisfy { $0.estimate == nil && ($0.isWithheld || ($0.total ?? 0) == 0) }
  }

  var picture: Picture {
    Picture(
      .forest, header, title: title, finding: finding, description: "\(title). " + words,
      caption: caption, sheets: [sheet], drawing: drawing, isEmpty: isEmpty)
  }

  private var drawing: Drawing {
    var drawing = Drawing(width: Picture.width, height: 4)
    guard !isEmpty else {
      EmptyPlate.draw("No group has an estimate.", in: &drawing)
      return drawing
    }
    if scale == .days {
      drawing.height += LegendRow.draw(
        [
          LegendRow(.marker(.square, .series(0)), "Kaplan-Meier median, 95 % limits"),
          LegendRow(.box(Fill(.series(0), 0.22), nil), "Turnbull: the median lies within"),
          LegendRow(.marker(.diamond, .text), "everybody"),
        ], 12, drawing.height, width: Picture.width - 24, in: &drawing)
    }
    let axis = axis
    let x = Scale(0, axis.last ?? 1, at: Self.plotLeft, Self.plotRight)
    let top = drawing.height
    let heads =
      scale == .shares
      ? ("n of rated", "share (95 % limits)") : ("lost of n", "median d (95 % limits)")
    drawing.text(
      TextWidth.shortened(groupHead, to: 130, size: 10.5), 12, top + 16, size: 10.5, ink: .soft)
    drawing.text(heads.0, 204, top + 16, size: 10.5, .end, ink: .soft)
    drawing.text(heads.1, 342, top + 16, size: 10.5, .end, ink: .soft)
    drawing.height = top + 24
    drawing.line(12, drawing.height, Self.plotRight, drawing.height, Stroke(.grid))
    for section in sections { draw(section.name, section.rows, x, in: &drawing) }
    drawAxis(axis, x, in: &drawing)
    return drawing
  }

  /// A section: its name, its rows over the line of everybody, and who has no row.
  private func draw(
    _ name: String, _ rows: [ForestRow], _ x: Scale, in drawing: inout Drawing
  ) {
    if !name.isEmpty {
      drawing.text(
        TextWidth.shortened(name, to: Picture.width - 24, size: 11, isBold: true), 12,
        drawing.height + 17, isBold: true)
      drawing.height += 22
    }
    let shown = rows.filter { !$0.isEmpty }
    if let whole = rows.first(where: \.isWhole), let value = whole.estimate {
      drawing.line(
        x.at(value), drawing.height, x.at(value),
        drawing.height + Double(shown.count) * Self.rowHeight, Stroke(.text, 1, dashes: [4, 3]),
        name: "reference")
    }
    for row in shown { draw(row, x, in: &drawing) }
    let absent = rows.filter(\.isEmpty)
    guard !absent.isEmpty else { return }
    let words =
      absent.contains { $0.total == nil }
      ? "The set has no threshold for it."
      : absent.count > Self.mostAbsent
        ? "\(absent.count) groups have none; they are in the table."
        : "None: " + absent.map(\.label).joined(separator: ", ") + "."
    drawing.height +=
      drawing.paragraph(
        words, 12, drawing.height + 2, width: Picture.width - 24, size: 9.5, ink: .soft) + 6
  }

  private func draw(_ row: ForestRow, _ x: Scale, in drawing: inout Drawing) {
    let middle = drawing.height + Self.rowHeight / 2
    let count = row.countText
    let room = 204 - TextWidth.of(count, size: 10.5) - 20
    drawing.text(
      TextWidth.shortened(row.label, to: room, size: 10.5, isBold: row.isWhole), 12, middle + 3.7,
      size: 10.5, isBold: row.isWhole)
    drawing.text(count, 204, middle + 3.7, size: 10.5, .end)
    drawing.text(row.valueText(scale), 342, middle + 3.7, size: 10.5, .end)
    drawing.height += Self.rowHeight
    if let interval = row.interval {
      let end = interval.through.map(x.at) ?? x.end
      let start = x.at(interval.after)
      drawing.add(
        .box(x: start, y: middle - 8, width: max(end - start, 1.5), height: 16),
        fill: Fill(.series(0), 0.22), name: "turnbull-median")
    }
    guard let estimate = row.estimate else { return }
    let stroke = Stroke(row.isWhole ? .text : .series(0), row.isWhole ? 1.2 : 1.8)
    if row.hasLimits {
      let left = x.at(row.lower ?? x.from)
      let isOpen = row.upper == nil || (row.upper ?? 0) > x.through
      let right = isOpen ? x.end : x.at(row.upper ?? x.through)
      drawing.line(left, middle, right, middle, stroke, name: "limits")
      if row.lower == nil { arrow(left, middle, toward: -1, stroke.ink, in: &drawing) }
      if isOpen { arrow(right, middle, toward: 1, stroke.ink, in: &drawing) }
    }
    if row.isWhole {
      Marker.diamond.draw(x.at(estimate), middle, radius: 5, .text, in: &drawing, name: "estimate")
    } else {
      Marker.square.draw(
        x.at(estimate), middle, radius: 4, .series(0), in: &drawing, name: "estimate")
    }
  }

  /// That a limit lies farther on.
  private func arrow(
    _ x: Double, _ y: Double, toward sign: Double, _ ink: Ink, in drawing: inout Drawing
  ) {
    drawing.add(
      .path(
        .through([(x, y - 4), (x + sign * 7, y), (x, y + 4)], isClosed: true)), fill: Fill(ink),
      name: "arrow")
  }

  /// The numbers of the axis, from 0 on.
  private var axis: [Double] {
    switch scale {
    case .shares: return [0, 0.25, 0.5, 0.75, 1]
    case .days:
      // Limits that lie far out are cut, so that the estimates keep their place.
      let points =
        rows.flatMap { [$0.estimate, $0.interval?.after].compactMap { $0 } }.max() ?? 28
      let far = rows.compactMap(\.upper).max() ?? points
      return Ticks.days(through: max(7, min(far, 2.5 * points)))
    }
  }

  private func drawAxis(_ ticks: [Double], _ x: Scale, in drawing: inout Drawing) {
    let bottom = drawing.height + 4
    drawing.line(x.start, bottom, x.end, bottom, Stroke(.text))
    for tick in ticks {
      drawing.line(x.at(tick), bottom, x.at(tick), bottom + 4, Stroke(.text))
      drawing.text(
        scale == .shares ? Digits.fixed(tick * 100, 0) + " %" : Digits.exact(tick), x.at(tick),
        bottom + 16, size: 10.5, .middle, ink: .soft)
    }
    drawing.text(
      scale == .shares ? "of the rated" : "days since the end of the last treatment (t0)",
      (x.start + x.end) / 2, bottom + 33, .middle)
    drawing.height = bottom + 44
  }
}
