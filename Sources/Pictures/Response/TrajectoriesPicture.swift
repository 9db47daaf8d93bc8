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

  /// Instruments beyond these are left to the table.
  private static let mostInWords = 2

  init(_ answer: Answer<ResponseReport>) {
    self.answer = answer
    visits = answer.whole?.plan.visits ?? []
    groups =
      answer.whole.map { report in
        report.tables.map { TrajectoryGroup($0, report) }
      } ?? []
  }

  private var isEmpty: Bool { groups.isEmpty }
  private var tables: TrajectoriesTables { TrajectoriesTables(groups: groups, visits: visits) }

  var picture: Picture {
    Picture(
      .trajectories, answer.header,
      title: "Scores from baseline through the visits after each course", finding: finding,
      description: "Scores over time, a line for each course. " + finding, caption: caption,
      sheets: [tables.meanSheet, tables.lineSheet], drawing: drawing, isEmpty: isEmpty)
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
      TrajectoryPanel(visits: visits).draw(group, in: &drawing)
    }
    drawing.height +=
      drawing.paragraph(
        "A triangle at an edge: the limit lies beyond. A mean stands at the mean day of its ratings. It is of those rated at the visit, not always the same people: who did well may be rated "
          + "more often, or less. Means at visits without a rating of anybody are left out.", 12,
        drawing.height, width: Picture.width - 24, size: 9.5, ink: .soft) + 4
    return drawing
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
}
