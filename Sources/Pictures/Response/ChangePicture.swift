import Definitions
import Projections
package import Reports

extension Picture {
  /// The change of each course at a visit, sorted; `nil` without such a visit.
  package static func change(
    _ answer: Answer<ResponseReport>, _ question: PictureQuestion
  ) -> Picture? {
    ChangePicture(answer, question)?.picture
  }
}

/// Draws the change of each course at one visit as a bar, the best at the right; who can't be shown
/// stands beside it in numbers.
struct ChangePicture {
  let answer: Answer<ResponseReport>
  let report: ResponseReport?
  let place: Int
  let visit: Visit
  /// Why it is about this visit; empty: it was named, or is d7.
  let choice: String
  let groups: [ChangeGroup]

  /// A bar that is worse than this is cut there, and marked.
  static let worst = 100.0
  /// Instruments beyond these are left to the description and the table.
  static let mostInWords = 3
  static let panelHeight = 230.0

  /// `nil` where there is no such visit.
  init?(_ answer: Answer<ResponseReport>, _ question: PictureQuestion) {
    self.answer = answer
    report = answer.whole
    let visits = answer.whole?.plan.visits ?? []
    let names = visits.map(\.name)
    let reports = [answer.whole].compactMap { $0 }
    guard let place = question.place(among: names, of: reports) else { return nil }
    self.place = place
    choice = question.words(on: place, among: names)
    visit = visits[place]
    groups =
      report.map { report in
        report.tables.map { ChangeGroup($0, report, place) }
      } ?? []
  }

  var isEmpty: Bool { groups.allSatisfy(\.bars.isEmpty) }

  var picture: Picture {
    Picture(
      .change, answer.header,
      title: "Change from baseline at \(visit.name), course by course",
      finding: finding,
      description: "Change at \(visit.name). "
        + groups.filter { !$0.bars.isEmpty }.map(\.words).joined(separator: " ") + " "
        + absentWords,
      caption: caption, sheets: [sheet, absentSheet], drawing: drawing, isEmpty: isEmpty)
  }

  private var drawing: Drawing {
    var drawing = Drawing(width: Picture.width, height: 4)
    guard !isEmpty else {
      EmptyPlate.draw("No course has a usable baseline and a rating at this visit.", in: &drawing)
      return drawing
    }
    let bars = groups.flatMap(\.bars)
    var legend: [LegendRow] = []
    if bars.contains(where: { $0.isResponse == true }) {
      legend.append(LegendRow(.box(Fill(.series(0)), nil), "response"))
    }
    if bars.contains(where: { $0.isResponse == false }) {
      legend.append(
        LegendRow(.box(Fill(.series(1), 0.28), Stroke(.series(1), 1)), "no response"))
    }
    if bars.contains(where: { $0.isRemission == true }) {
      legend.append(LegendRow(.marker(.diamond, .text), "in remission"))
    }
    if groups.contains(where: { $0.bars.contains { $0.isResponse == nil } }) {
      legend.append(LegendRow(.box(Fill(.text, 0.25), nil), "the set has no threshold"))
    }
    if groups.contains(where: { $0.bars.contains { $0.percent > Self.worst } }) {
      legend.append(LegendRow(.marker(.triangle, .text), "worse than 100 %, cut"))
    }
    drawing.height += LegendRow.draw(
      legend, 12, drawing.height, width: Picture.width - 24, in: &drawing)
    for group in groups where !group.bars.isEmpty {
      drawing.mayBreak()
      draw(group, in: &drawing)
    }
    drawing.height += drawing.paragraph(
      absentWords, 12, drawing.height + 4, width: Picture.width - 24, size: 10.5)
    drawing.height += 8
    return drawing
  }

  private func draw(_ group: ChangeGroup, in drawing: inout Drawing) {
    let top = drawing.height + 34
    let most = group.bars.map { min(Self.worst, $0.percent) }.max() ?? 0
    let high = max(25, (most / 25).rounded(.up) * 25)
    let frame = PlotFrame(
      x: Scale(0, Double(max(group.bars.count, 8)), at: 56, Picture.width - 128),
      y: Scale(-100, high, at: top + Self.panelHeight, top))
    let ticks = Ticks.even(from: -100, through: high, atMost: high > 50 ? 8 : 6)
      .filter { $0 >= -100 && $0 <= high }
    frame.drawValueAxis(
      ticks, "\(group.instrument): change in % of what can be improved; down is better",
      in: &drawing
    ) { Digits.fixed($0, 0) + " %" }
    for (place, bar) in group.bars.enumerated() { draw(bar, place, frame, in: &drawing) }
    drawing.line(
      frame.x.start, frame.y.at(0), frame.x.end, frame.y.at(0), Stroke(.text))
    if let response = group.response {
      let value = -Double(response.percent) / 1000
      drawing.line(
        frame.x.start, frame.y.at(value), frame.x.end, frame.y.at(value),
        Stroke(.text, 1.2, dashes: [4, 3]), name: "response-line")
      drawing.text("response:", frame.x.end + 6, frame.y.at(value) - 2, size: 10)
      drawing.text(response.text, frame.x.end + 6, frame.y.at(value) + 10, size: 10)
    }
    let words =
      "\(group.bars.count) of \(group.courses) \(group.courses == 1 ? "course" : "courses") with a "
      + "usable baseline, sorted by their change"
    drawing.text(
      words, (frame.x.start + frame.x.end) / 2, top + Self.panelHeight + 22, size: 11, .middle)
    drawing.height = top + Self.panelHeight + 34
  }

  private func draw(
    _ bar: ChangeGroup.Bar, _ place: Int, _ frame: PlotFrame, in drawing: inout Drawing
  ) {
    let left = frame.x.at(Double(place))
    let step = frame.x.at(Double(place) + 1) - left
    let gap = step > 4 ? min(step * 0.18, 4) : 0
    let zero = frame.y.at(0)
    let end = frame.y.at(min(bar.percent, Self.worst))
    let isResponse = bar.isResponse == true
    let isUndefined = bar.isResponse == nil
    drawing.add(
      .box(
        x: left + gap / 2, y: min(zero, end), width: step - gap, height: max(abs(zero - end), 2)),
      stroke: isResponse || isUndefined || step < 3 ? nil : Stroke(.series(1), 1),
      fill: isResponse
        ? Fill(.series(0))
        : isUndefined ? Fill(.text, 0.25) : Fill(.series(1), step < 3 ? 0.45 : 0.28), name: "bar")
    let middle = left + step / 2
    if bar.isRemission == true {
      let radius = min(3.2, max(1.2, step / 2.4))
      Marker.diamond.draw(
        middle, end + (bar.percent > 0 ? -7 : 7), radius: radius, .text, in: &drawing,
        name: "remission")
    }
    if bar.percent > Self.worst {
      Marker.triangle.draw(
        middle, end - 6, radius: min(3.5, max(1.5, step / 2)), .text, in: &drawing, name: "cut")
    }
  }
}
