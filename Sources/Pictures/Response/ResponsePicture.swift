import Definitions
import Projections
package import Reports
import Statistics

extension Picture {
  /// Responders by visit, of all courses with a usable baseline, the missing shown by reason; `nil`
  /// where the visit that is asked for is none of the answer's.
  package static func response(
    _ answer: Answer<ResponseReport>, _ question: PictureQuestion
  ) -> Picture? {
    let picture = ResponsePicture(answer, question)
    return picture.hasVisit ? picture.picture : nil
  }
}

/// Draws each visit as a column of fixed height: all courses with a usable baseline. What is not
/// rated is there, by reason.
struct ResponsePicture {
  private let answer: Answer<ResponseReport>
  private let question: PictureQuestion
  private let panels: [ResponsePanel]
  private let absent: [String]

  init(_ answer: Answer<ResponseReport>, _ question: PictureQuestion) {
    self.answer = answer
    self.question = question
    let groups: [(String, ResponseReport?)] =
      answer.keys.isEmpty
      ? [("", answer.whole)] : answer.parts.map { (answer.name(of: $0.stratum), $0.body) }
    panels = groups.flatMap { name, report -> [ResponsePanel] in
      guard let report else { return [] }
      return report.tables.indices.map { place in
        let instrument = report.tables[place].instrument
        return ResponsePanel(
          name: name.isEmpty ? instrument : "\(name): \(instrument)", report: report, table: place)
      }
    }
    absent = groups.compactMap { name, report in
      guard let report else { return "\(name): withheld" }
      return report.tables.isEmpty && !name.isEmpty ? "\(name): no course to be shown" : nil
    }
  }

  /// Whether there is the visit that was asked for.
  var hasVisit: Bool {
    guard let visit = question.visit, let report = panels.first?.report else { return true }
    return report.plan.visits.contains { $0.name == visit }
  }

  var picture: Picture {
    Picture(
      .response, answer.header, title: "Response after the last treatment of each course",
      finding: finding, description: description, caption: caption,
      sheets: [ResponsePanel.sheet(panels)],
      drawing: drawing, isEmpty: panels.isEmpty)
  }

  // MARK: drawing

  private var drawing: Drawing {
    var drawing = Drawing(width: Picture.width, height: 4)
    guard !panels.isEmpty else {
      EmptyPlate.draw("No course has a usable baseline.", in: &drawing)
      return drawing
    }
    let used = ResponsePanel.parts.indices.filter { part in
      panels.contains { panel in
        panel.report.plan.visits.indices.contains { panel.counts(at: $0)[part] > 0 }
      }
    }
    drawing.height += LegendRow.draw(
      used.map {
        LegendRow(
          .box(ResponsePanel.parts[$0].fill, ResponsePanel.parts[$0].stroke), name(ofPart: $0))
      },
      12, drawing.height, width: Picture.width - 24, in: &drawing)
    for panel in panels {
      drawing.mayBreak()
      panel.draw(in: &drawing)
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
    guard ResponsePanel.parts[place].key == "rated" else { return ResponsePanel.parts[place].name }
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

  // MARK: words

  private var finding: String {
    guard !panels.isEmpty else { return "No course has a usable baseline." }
    return panels.prefix(4).compactMap { panel -> String? in
      guard let courses = panel.courses, let visit = firstShown(panel) else { return nil }
      let counts = panel.report.counts(panel.table, visit)
      let (tally, responders) = (counts.tally, counts.shares[0].count ?? 0)
      let name = panel.report.plan.visits[visit].name
      let share = tally.ofRated(responders).value.map { Digits.fixed($0 * 100, 0) + " %" }
      return "\(panel.name): at \(name) \(responders) responded, of \(tally.rated) rated"
        + (share.map { " (\($0))" } ?? "") + ", of \(courses) in all."
    }.joined(separator: " ") + (panels.count > 4 ? " \(panels.count) plots in all." : "")
  }

  /// The visit that is told, else the first whose responders may be shown.
  private func firstShown(_ panel: ResponsePanel) -> Int? {
    let visits = panel.report.plan.visits
    let isShown = visits.indices.filter { visit in
      let share = panel.report.counts(panel.table, visit).shares[0]
      return !share.isWithheld && share.count != nil
    }
    let main = question.place(among: visits.map(\.name), of: [panel.report])
    return isShown.first { $0 == main } ?? isShown.first
  }

  private var description: String {
    let columns = panels.map { panel -> String in
      let visits = panel.report.plan.visits.indices.map { visit in
        let counts = zip(ResponsePanel.parts.indices, panel.counts(at: visit)).filter { $0.1 > 0 }
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
    if answer.keys.isEmpty {
      lines.append("n: " + flow.joined(separator: ", ") + ".")
      if let between = answer.whole?.betweenWords { lines.append(between) }
    }
    return lines
  }
}
