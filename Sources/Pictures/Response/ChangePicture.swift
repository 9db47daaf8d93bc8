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
  private let answer: Answer<ResponseReport>
  private let report: ResponseReport?
  private let place: Int
  private let visit: Visit
  /// Why it is about this visit; empty: it was named, or is d7.
  private let choice: String
  private let groups: [ChangeGroup]

  /// A bar that is worse than this is cut there, and marked.
  static let worst = 100.0
  /// Instruments beyond these are left to the description and the table.
  private static let mostInWords = 3
  private static let panelHeight = 230.0

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

  private var isEmpty: Bool { groups.allSatisfy(\.bars.isEmpty) }

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

  // MARK: words

  private var finding: String {
    guard !isEmpty else { return "No course can be shown." }
    let shown = groups.filter { !$0.bars.isEmpty }
    let words = shown.prefix(Self.mostInWords).map(\.words).joined(separator: " ")
    let more = shown.count > Self.mostInWords ? "\(shown.count) instruments in all." : ""
    return [words, more, choice].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// Who has no bar, and why.
  private var absentWords: String {
    let absent = absentRows.filter { $0.count > 0 }
    guard !absent.isEmpty else {
      return isEmpty ? "There is no course." : "Every course has a bar."
    }
    let total = absent.reduce(0) { $0 + $1.count }
    return "Not evaluable: \(total) ("
      + absent.map { "\($0.count) \($0.why)" }
      .joined(separator: ", ") + ")."
  }

  private var absentRows: [(why: String, count: Int)] {
    guard let report else { return [] }
    let courses = report.courses ?? []
    func unrated(_ reason: ResponseCourse.Unrated) -> Int {
      courses.count { $0.isUsable && $0.visits[place].unrated == reason }
    }
    let drawn = groups.reduce(0) { $0 + $1.bars.count }
    let usable = courses.count(where: \.isUsable)
    let reasons = [
      ("no baseline", courses.count { $0.baseline == nil }),
      ("low baseline", courses.count { $0.baseline != nil && !$0.isUsable }),
      ("retreated before the visit", unrated(.retreated)),
      ("follow-up too short", unrated(.followUpTooShort)), ("not rated", unrated(.missed)),
    ]
    let named = reasons.dropFirst(2).reduce(0) { $0 + $1.1 }
    return reasons + [("without a scale to hold it against", usable - drawn - named)]
  }

  private var caption: [String] {
    [
      "Change = 100 (score - baseline) / (baseline - best total), mirrored where higher is better: "
        + "-100 % is the best total there is. Visit \(visit.name): "
        + "\(Digits.exact(visit.fromDays)) to \(Digits.exact(visit.throughDays)) d after the start "
        + "of the course's last treatment, the rating closest to day "
        + "\(Digits.exact(visit.nominalDays))."
    ]
  }

  private var sheet: Sheet {
    var sheet = Sheet(
      "Change at \(visit.name)",
      [
        .init("place"), .init("subject", nil, .left), .init("course"),
        .init("instrument", nil, .left), .init("baseline"), .init("total"), .init("change"),
        .init("percent", "change in %"), .init("response"), .init("remission"), .init("seq"),
      ])
    for group in groups {
      for (place, bar) in group.bars.enumerated() {
        sheet.add([
          .integer(place + 1), .text(bar.subject), .integer(bar.course), .text(group.instrument),
          .integer(bar.baseline), .integer(bar.total), .integer(bar.total - bar.baseline),
          .number(bar.percent, decimals: 1), .optional(bar.isResponse) { .bool($0) },
          .optional(bar.isRemission) { .bool($0) }, .integer(bar.seq),
        ])
      }
    }
    return sheet
  }

  private var absentSheet: Sheet {
    var sheet = Sheet("Not evaluable", [.init("why", nil, .left), .init("n")])
    for row in absentRows { sheet.add([.text(row.why), .integer(row.count)]) }
    return sheet
  }
}

/// The courses on one instrument that have a rating at the visit, the worst first.
struct ChangeGroup {
  struct Bar {
    let subject: String
    let course: Int
    let baseline: Int
    let total: Int
    /// Below 0: better.
    let percent: Double
    let isResponse: Bool?
    let isRemission: Bool?
    let seq: Int
  }

  let instrument: String
  /// Courses with a usable baseline.
  let courses: Int
  let response: ThresholdSet.Response?
  let bars: [Bar]

  /// What came out, in a sentence.
  var words: String {
    let worse = bars.count { $0.percent > 0 }
    guard bars.contains(where: { $0.isResponse != nil }) else {
      return "\(instrument): \(bars.count) rated \(bars.count == 1 ? "course" : "courses"), "
        + "\(worse) worse than at baseline; the set "
        + "has no threshold of response."
    }
    let responders = bars.count { $0.isResponse == true }
    return
      "\(instrument): \(responders) of \(bars.count) rated \(bars.count == 1 ? "course" : "courses") "
      + "\(bars.count == 1 ? "responds" : "respond"), \(worse) \(worse == 1 ? "is" : "are") worse "
      + "than at baseline."
  }

  init(_ table: ResponseTable, _ report: ResponseReport, _ visit: Int) {
    instrument = table.instrument
    courses = table.courses
    response = report.plan.yardstick(table.instrument)?.entry?.response
    let best = report.plan.definitions.instrument(table.instrument)?.bestTotal
    let bars = (report.courses ?? []).compactMap { course -> Bar? in
      let result = course.visits[visit]
      guard course.instrument == table.instrument, course.isUsable, let best,
        let baseline = course.baseline?.total, let rating = result.rating, baseline != best
      else { return nil }
      return Bar(
        subject: course.subject, course: course.course, baseline: baseline, total: rating.total,
        percent: 100 * Double(rating.total - baseline) / abs(Double(baseline - best))
          * (baseline > best ? 1 : -1),
        isResponse: result.response, isRemission: result.remission, seq: rating.seq)
    }
    self.bars = bars.enumerated().sorted {
      ($1.element.percent, $0.offset) < ($0.element.percent, $1.offset)
    }.map(\.element)
  }
}
