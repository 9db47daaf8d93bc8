import Definitions
import Projections
import Reports
import Statistics

/// One plot of response: an instrument in one group, each visit a column of all courses with a usable
/// baseline.
struct ResponsePanel {
  let name: String
  let report: ResponseReport
  /// The place of the instrument's table in the answer.
  let table: Int
  /// How many courses a column is of; `nil`: withheld.
  var courses: Int? { report.counts.courses(table).shown }

  private static let left = 128.0
  private static let columnHeight = 170.0

  /// A part of a column, from below, and how it looks.
  static let parts: [(key: String, name: String, fill: Fill, stroke: Stroke?)] = [
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
  func counts(at visit: Int) -> [Int] {
    let counts = report.counts(table, visit)
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
    all.append(max(0, (courses ?? 0) - all.reduce(0, +)))
    return all
  }

  /// Draws the columns below what is there.
  func draw(in drawing: inout Drawing) {
    let top = drawing.height + 34
    let visits = report.plan.visits
    guard let courses = self.courses, courses > 0 else {
      drawing.height +=
        drawing.paragraph(
          "\(name): withheld", 12, drawing.height + 10, width: Picture.width - 24, ink: .soft)
        + 14
      return
    }
    let frame = PlotFrame(
      x: Scale(0, Double(visits.count), at: Self.left, Picture.width - 20),
      y: Scale(0, Double(courses), at: top + Self.columnHeight, top))
    frame.drawValueAxis(
      [0, 0.25, 0.5, 0.75, 1].map { $0 * Double(courses) },
      "\(name): share of all \(courses) courses with a usable baseline", in: &drawing
    ) { Digits.fixed($0 / Double(courses) * 100, 0) + " %" }
    let step = frame.x.at(1) - frame.x.at(0)
    let width = min(64, step * 0.62)
    let shownVisits = Self.legible(visits.count)
    for place in visits.indices {
      let middle = frame.x.at(Double(place) + 0.5)
      var below = 0
      for (part, count) in zip(Self.parts, counts(at: place)) where count > 0 {
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
    drawRows(frame, every: shownVisits, in: &drawing)
  }

  /// Of many visits only each so-and-so-many-th has numbers under it.
  private static func legible(_ visits: Int) -> Int { max(1, (visits + 6) / 7) }

  /// The numbers under the columns.
  private func drawRows(
    _ frame: PlotFrame, every: Int, in drawing: inout Drawing
  ) {
    let visits = report.plan.visits
    for row in rows {
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

  private var rows: [(name: String, values: [String])] {
    let visits = report.plan.visits.indices.map { report.counts(table, $0) }
    let rated = visits.map { counts in
      counts.counts.first { $0.key == "rated" }?.cell.shown ?? "-"
    }
    let shares = [0, 1].compactMap { place -> [(String, [String])]? in
      guard visits.allSatisfy({ $0.shares[place].count != nil }) else { return nil }
      return [
        (
          place == 0 ? "responded" : "in remission",
          visits.map { Self.text($0, place) { $0.isWithheld ? "–" : "\($0.count ?? 0)" } }
        ),
        (
          "% of rated",
          visits.map { counts in
            Self.text(counts, place) { share in
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
}
