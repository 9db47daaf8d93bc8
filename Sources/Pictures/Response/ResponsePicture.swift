import Definitions
import Projections
package import Reports
import Statistics

extension Picture {
  /// Responders by visit, of all courses with a usable baseline, the missing shown by reason.
  package static func response(_ answer: Answer<ResponseReport>) -> Picture {
    ResponsePicture(answer).picture
  }
}

/// Draws each visit as a column of fixed height: all courses with a usable baseline. What is not
/// rated is there, by reason.
struct ResponsePicture {
  /// One plot: an instrument in one group.
  private struct Panel {
    let name: String
    let report: ResponseReport
    let table: Int
    var courses: Int? { report.counts.courses(table).shown }
  }

  private let answer: Answer<ResponseReport>
  private let panels: [Panel]
  private let absent: [String]

  private static let left = 128.0
  private static let columnHeight = 170.0

  init(_ answer: Answer<ResponseReport>) {
    self.answer = answer
    let groups: [(String, ResponseReport?)] =
      answer.keys.isEmpty
      ? [("", answer.whole)] : answer.parts.map { (answer.name(of: $0.stratum), $0.body) }
    panels = groups.flatMap { name, report -> [Panel] in
      guard let report else { return [] }
      return report.tables.indices.map { place in
        let instrument = report.tables[place].instrument
        return Panel(
          name: name.isEmpty ? instrument : "\(name): \(instrument)", report: report, table: place)
      }
    }
    absent = groups.compactMap { name, report in
      guard let report else { return "\(name): withheld" }
      return report.tables.isEmpty && !name.isEmpty ? "\(name): no course to be shown" : nil
    }
  }

  var picture: Picture {
    Picture(
      .response, answer.header, title: "Response after the last treatment of each course",
      finding: finding, description: description, caption: caption, sheets: [sheet],
      drawing: drawing, isEmpty: panels.isEmpty)
  }

  // MARK: drawing

  /// A part of a column, from below, and how it looks.
  private static let parts: [(key: String, name: String, fill: Fill, stroke: Stroke?)] = [
    ("responders", "responded", Fill(.series(0)), nil),
    ("others", "rated, did not respond", Fill(.series(1), 0.28), Stroke(.series(1), 1)),
    (
      "rated", "rated; response withheld or undefined", Fill(.series(0), 0.15),
      Stroke(.series(0), 1)
    ),
    ("unratedRetreated", "treated again before", Fill(.text, 0.42), nil),
    ("unratedFollowUpTooShort", "follow-up too short", Fill(.text, 0.2), nil),
    ("unratedMissed", "missed", Fill(.text, 0.06), Stroke(.soft, 1, dashes: [3, 2])),
    ("withheld", "withheld", Fill(.paper), Stroke(.soft, 1, dashes: [1, 2.5])),
  ]

  /// How many courses each part of a column has, 0 parts too.
  private static func counts(_ panel: Panel, _ visit: Int) -> [Int] {
    let counts = panel.report.counts(panel.table, visit)
    func shown(_ key: String) -> Int {
      if case .integer(let count)? = counts.counts.first(where: { $0.key == key })?.cell {
        return count
      }
      return 0
    }
    let rated = shown("rated")
    let responders = counts.shares.first.flatMap { $0.isWithheld ? nil : $0.count }
    var all = [
      responders ?? 0, responders.map { rated - $0 } ?? 0, responders == nil ? rated : 0,
      shown("unratedRetreated"), shown("unratedFollowUpTooShort"), shown("unratedMissed"),
    ]
    all.append(max(0, (panel.courses ?? 0) - all.reduce(0, +)))
    return all
  }

  private var drawing: Drawing {
    var drawing = Drawing(width: Picture.width, height: 4)
    guard !panels.isEmpty else {
      EmptyPlate.draw("No course has a usable baseline.", in: &drawing)
      return drawing
    }
    let used = Self.parts.indices.filter { part in
      panels.contains { panel in
        panel.report.plan.visits.indices.contains { Self.counts(panel, $0)[part] > 0 }
      }
    }
    drawing.height += LegendRow.draw(
      used.map { LegendRow(.box(Self.parts[$0].fill, Self.parts[$0].stroke), name(ofPart: $0)) },
      12, drawing.height, width: Picture.width - 24, in: &drawing)
    for panel in panels {
      drawing.mayBreak()
      draw(panel, in: &drawing)
    }
    for words in absent {
      drawing.height +=
        drawing.paragraph(
          words, 12, drawing.height + 6, width: Picture.width - 24, ink: .soft) + 6
    }
    return drawing
  }

  /// What a part is called: nothing is said to be withheld where no rule keeps anything back.
  private func name(ofPart place: Int) -> String {
    guard Self.parts[place].key == "rated" else { return Self.parts[place].name }
    let isUndefined = panels.contains { panel in
      panel.report.plan.visits.indices.contains {
        panel.report.counts(panel.table, $0).shares.first?.count == nil
      }
    }
    let isWithheld = panels.contains { panel in
      panel.report.plan.visits.indices.contains {
        let share = panel.report.counts(panel.table, $0).shares.first
        return share?.count != nil && share?.isWithheld == true
      }
    }
    switch (isUndefined, isWithheld) {
    case (true, false): return "rated; the set has no threshold of response"
    case (false, true): return "rated; response withheld"
    default: return "rated; response withheld, or the set has no threshold of it"
    }
  }

  private func draw(_ panel: Panel, in drawing: inout Drawing) {
    let top = drawing.height + 34
    let visits = panel.report.plan.visits
    guard let courses = panel.courses, courses > 0 else {
      drawing.height +=
        drawing.paragraph(
          "\(panel.name): withheld", 12, drawing.height + 10, width: Picture.width - 24, ink: .soft)
        + 14
      return
    }
    let frame = PlotFrame(
      x: Scale(0, Double(visits.count), at: Self.left, Picture.width - 20),
      y: Scale(0, Double(courses), at: top + Self.columnHeight, top))
    frame.drawValueAxis(
      [0, 0.25, 0.5, 0.75, 1].map { $0 * Double(courses) },
      "\(panel.name): share of all \(courses) courses with a usable baseline", in: &drawing
    ) { Digits.fixed($0 / Double(courses) * 100, 0) + " %" }
    let step = frame.x.at(1) - frame.x.at(0)
    let width = min(64, step * 0.62)
    let shownVisits = Self.legible(visits.count)
    for place in visits.indices {
      let middle = frame.x.at(Double(place) + 0.5)
      var below = 0
      for (part, count) in zip(Self.parts, Self.counts(panel, place)) where count > 0 {
        drawing.add(
          .box(
            x: middle - width / 2, y: frame.y.at(Double(below + count)), width: width,
            height: frame.y.at(Double(below)) - frame.y.at(Double(below + count))),
          stroke: part.stroke, fill: part.fill, name: part.key)
        below += count
      }
      guard place % shownVisits == 0 else { continue }
      drawing.text(
        TextWidth.shortened(visits[place].name, to: step * Double(shownVisits) - 4, size: 11),
        middle, top + Self.columnHeight + 16, .middle)
    }
    drawing.line(
      frame.x.start, frame.y.at(0), frame.x.end, frame.y.at(0), Stroke(.text))
    drawing.height = top + Self.columnHeight + 22
    drawRows(panel, frame, every: shownVisits, in: &drawing)
  }

  /// Of many visits only each so-and-so-many-th has numbers under it.
  private static func legible(_ visits: Int) -> Int { max(1, (visits + 6) / 7) }

  /// The numbers under the columns.
  private func drawRows(
    _ panel: Panel, _ frame: PlotFrame, every: Int, in drawing: inout Drawing
  ) {
    let visits = panel.report.plan.visits
    for row in Self.rows(panel) {
      drawing.text(row.name, Self.left - 26, drawing.height + 11, size: 10.5, .end)
      for place in visits.indices where place % every == 0 {
        drawing.text(
          row.values[place], frame.x.at(Double(place) + 0.5), drawing.height + 11, size: 10.5,
          .middle)
      }
      drawing.height += 15
    }
    drawing.height += 8
  }

  private static func rows(_ panel: Panel) -> [(name: String, values: [String])] {
    let visits = panel.report.plan.visits.indices.map { panel.report.counts(panel.table, $0) }
    let rated = visits.map { counts in
      counts.counts.first { $0.key == "rated" }?.cell.shown ?? "-"
    }
    let shares = [0, 1].compactMap { place -> [(String, [String])]? in
      guard visits.allSatisfy({ $0.shares[place].count != nil }) else { return nil }
      return [
        (
          place == 0 ? "responded" : "in remission",
          visits.map { text($0, place) { $0.isWithheld ? "–" : "\($0.count ?? 0)" } }
        ),
        (
          "% of rated",
          visits.map { counts in
            text(counts, place) { share in
              guard !share.isWithheld, let value = counts.tally.ofRated(share.count ?? 0).value
              else { return "–" }
              return Digits.fixed(value * 100, 0)
            }
          }
        ),
      ]
    }.flatMap { $0 }
    return [("rated", rated)] + shares
  }

  private static func text(
    _ counts: VisitCounts, _ place: Int, _ words: (VisitCounts.Share) -> String
  ) -> String { words(counts.shares[place]) }

  // MARK: words

  private var finding: String {
    guard !panels.isEmpty else { return "No course has a usable baseline." }
    return panels.prefix(4).compactMap { panel -> String? in
      guard let courses = panel.courses, let visit = Self.firstShown(panel) else { return nil }
      let counts = panel.report.counts(panel.table, visit)
      let (tally, responders) = (counts.tally, counts.shares[0].count ?? 0)
      let name = panel.report.plan.visits[visit].name
      let share = tally.ofRated(responders).value.map { Digits.fixed($0 * 100, 0) + " %" }
      return "\(panel.name): at \(name) \(responders) responded, of \(tally.rated) rated"
        + (share.map { " (\($0))" } ?? "") + ", of \(courses) in all."
    }.joined(separator: " ") + (panels.count > 4 ? " \(panels.count) plots in all." : "")
  }

  /// The visit that is told, else the first whose responders may be shown.
  private static func firstShown(_ panel: Panel) -> Int? {
    let visits = panel.report.plan.visits
    let isShown = visits.indices.filter { visit in
      let share = panel.report.counts(panel.table, visit).shares[0]
      return !share.isWithheld && share.count != nil
    }
    let main = ResponseReport.mainVisit([panel.report])
    return isShown.first { $0 == main } ?? isShown.first
  }

  private var description: String {
    let columns = panels.map { panel -> String in
      let visits = panel.report.plan.visits.indices.map { visit in
        let counts = zip(Self.parts.indices, Self.counts(panel, visit)).filter { $0.1 > 0 }
          .map { "\($0.1) \(name(ofPart: $0.0))" }
        return "\(panel.report.plan.visits[visit].name): \(counts.joined(separator: ", "))"
      }
      return "\(panel.name), \(panel.courses.map(String.init) ?? "withheld") courses. "
        + visits.joined(separator: "; ") + "."
    }
    return ([finding] + columns + absent).joined(separator: " ")
  }

  private var caption: [String] {
    var lines = [
      "Each column is all courses with a usable baseline; who is not rated is missing, not left out. "
        + "A visit is counted from the start of the course's last treatment; the eligible rating "
        + "closest to its day counts."
    ]
    let flow =
      (answer.whole ?? panels.first?.report)?.counts.tree.entries
      .filter { $0.place == .line }.map { "\($0.cell.shown) \($0.label)" } ?? []
    if answer.keys.isEmpty { lines.append("n: " + flow.joined(separator: ", ") + ".") }
    return lines
  }

  private var sheet: Sheet {
    var sheet = Sheet(
      "Response by visit",
      [
        .init("group", nil, .left), .init("visit", nil, .left), .init("courses"), .init("rated"),
        .init("responders"), .init("remitters"), .init("ofRated", "of the rated"),
        .init("lower", "95 % from"), .init("upper", "to"), .init("ofAll", "of all"),
        .init("unratedRetreated", "retreated"), .init("unratedFollowUpTooShort", "too short"),
        .init("unratedMissed", "missed"),
      ])
    for panel in panels {
      for (place, visit) in panel.report.plan.visits.enumerated() {
        let counts = panel.report.counts(panel.table, place)
        func cell(_ key: String) -> Cell { counts.counts.first { $0.key == key }?.cell ?? .missing }
        func cell(_ share: VisitCounts.Share, _ value: (Int) -> Cell) -> Cell {
          share.isWithheld ? .withheld : share.count.map(value) ?? .missing
        }
        let (responders, remitters) = (counts.shares[0], counts.shares[1])
        let tally = counts.tally
        sheet.add([
          .text(panel.name), .text(visit.name), panel.report.counts.courses(panel.table).cell,
          cell("rated"), cell(responders) { .integer($0) }, cell(remitters) { .integer($0) },
          cell(responders) { .optional(tally.ofRated($0).value) { .share($0) } },
          cell(responders) { .optional(tally.ofRated($0).limits?.lower) { .share($0) } },
          cell(responders) { .optional(tally.ofRated($0).limits?.upper) { .share($0) } },
          cell(responders) { .optional(tally.ofAll($0).value) { .share($0) } },
          cell("unratedRetreated"), cell("unratedFollowUpTooShort"), cell("unratedMissed"),
        ])
      }
    }
    return sheet
  }
}
