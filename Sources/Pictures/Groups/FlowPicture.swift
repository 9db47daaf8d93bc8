import Projections
package import Reports

extension Picture {
  /// Who is in a figure about relief and who is not, and why.
  package static func flow(_ answer: Answer<ReliefReport>) -> Picture {
    FlowPicture(answer).picture
  }
}

/// Draws the flow as boxes from top to bottom: who goes on stands in the middle, who leaves at the
/// side, with reasons that add up.
struct FlowPicture {
  /// A count of the flow with what it is called.
  private struct Line {
    let label: String
    let cell: Cell
    var isReason = false

    var text: String { "\(cell.shown) \(label)" }
  }

  private struct Box {
    var head: Line
    var lines: [Line] = []
  }

  private let answer: Answer<ReliefReport>
  private let tree: CountTree
  private let unit: String

  private static let size = 11.0
  private static let lineHeight = 15.0
  private static let mainWidth = 250.0
  private static let sideWidth = 280.0
  private static let mainLeft = 60.0
  private static let sideLeft = 410.0

  init(_ answer: Answer<ReliefReport>) {
    self.answer = answer
    tree = answer.whole?.flow ?? CountTree()
    unit = answer.whole?.plan.unit.rawValue ?? "course"
  }

  private func line(_ key: String, _ label: String, isReason: Bool = false) -> Line {
    let entry = tree.entries.first { $0.key == key }
    return Line(label: label, cell: entry?.cell ?? .withheld, isReason: isReason)
  }

  /// Those of a whole that are not in a part, where both are shown.
  private func rest(_ whole: String, _ part: String, _ label: String) -> Line {
    guard let all = tree.shown(whole), let some = tree.shown(part) else {
      return Line(label: label, cell: .withheld)
    }
    return Line(label: label, cell: .integer(all - some))
  }

  /// Lines that count somebody, or may.
  private func present(_ lines: [Line]) -> [Line] { lines.filter { $0.cell != .integer(0) } }

  private var subjects: Box { Box(head: line("subjects", "people")) }
  private var untreated: Box { Box(head: rest("subjects", "withTreatment", "without a treatment")) }
  private var treated: Box { Box(head: line("withTreatment", "people with a treatment")) }
  private var units: Box { Box(head: line("units", "\(unit)s of theirs")) }

  private var excluded: Box {
    Box(
      head: rest("units", "analysed", "\(unit)s not analysed"),
      lines: present([
        line("noThreshold", "no threshold for the instrument"),
        line("noBaseline", "no baseline"), line("lowBaseline", "baseline too low to improve from"),
        line("noRating", "no rating within 7 d"),
        line("noRatingNotYet", "follow-up too short as yet", isReason: true),
        line("noRatingMissed", "missed", isReason: true),
        line("notInRelief", "not in relief at the first rating"),
        line("notInReliefLate", "in relief later", isReason: true),
      ]))
  }

  private var analysed: Box { Box(head: line("analysed", "\(unit)s analysed: in relief")) }
  private var lost: Box { Box(head: line("lost", "lost relief, confirmed")) }

  private var censored: Box {
    Box(
      head: line("censored", "loss not seen"),
      lines: present([
        line("censoredUnconfirmed", "a failing rating, unconfirmed"),
        line("censoredRetreated", "treated again in relief"),
        line("censoredExit", "exit in relief"),
        line("censoredEndOfFollowUp", "end of follow-up"),
      ]))
  }

  private var isEmpty: Bool { answer.whole == nil || tree.shown("subjects") == 0 }

  var picture: Picture {
    Picture(
      .flow, answer.header, title: "Who is in, and who is not", finding: finding,
      description: "Flow. " + words, caption: caption, sheets: [tree.sheet("Flow")],
      drawing: drawing, isEmpty: isEmpty)
  }

  // MARK: drawing

  private var drawing: Drawing {
    var drawing = Drawing(width: Picture.width, height: 8)
    guard !isEmpty else {
      EmptyPlate.draw("Nobody is asked about.", in: &drawing)
      return drawing
    }
    let middle = Self.mainLeft + Self.mainWidth / 2
    var top = drawing.height
    func main(_ box: Box, isLast: Bool = false) -> (top: Double, bottom: Double) {
      let height = draw(box, Self.mainLeft, top, Self.mainWidth, isMain: true, in: &drawing)
      return (top, top + height)
    }
    func connect(_ bottom: Double, side: Box?) {
      guard let side, side.head.cell != .integer(0) else {
        arrow(middle, bottom, middle, bottom + 26, in: &drawing)
        top = bottom + 26
        return
      }
      let height = draw(side, Self.sideLeft, bottom + 8, Self.sideWidth, in: &drawing)
      let level = bottom + 8 + min(18, height / 2)
      arrow(middle, level, Self.sideLeft, level, in: &drawing)
      let end = bottom + max(26, height + 16)
      arrow(middle, bottom, middle, end, in: &drawing)
      top = end
    }
    connect(main(subjects).bottom, side: untreated)
    connect(main(treated).bottom, side: nil)
    connect(main(units).bottom, side: excluded)
    let end = main(analysed).bottom
    // Two boxes side by side end it.
    let split = end + 16
    let (left, right) = (Self.mainLeft - 40, Self.sideLeft - 60)
    drawing.line(middle, end, middle, split, Stroke(.text))
    drawing.line(left + 120, split, right + 140, split, Stroke(.text))
    arrow(left + 120, split, left + 120, split + 18, in: &drawing)
    arrow(right + 140, split, right + 140, split + 18, in: &drawing)
    let heights = [
      draw(lost, left, split + 18, 240, isMain: true, in: &drawing),
      draw(censored, right, split + 18, 280, isMain: true, in: &drawing),
    ]
    drawing.height = split + 18 + (heights.max() ?? 0) + 10
    return drawing
  }

  /// Draws a box; returns its height.
  private func draw(
    _ box: Box, _ left: Double, _ top: Double, _ width: Double, isMain: Bool = false,
    in drawing: inout Drawing
  ) -> Double {
    let height = 18 + Self.lineHeight * Double(1 + box.lines.count)
    drawing.add(
      .box(x: left, y: top, width: width, height: height),
      stroke: Stroke(isMain ? .series(0) : .soft, isMain ? 1.4 : 1, dashes: isMain ? [] : [4, 3]),
      fill: Fill(.series(0), isMain ? 0.07 : 0))
    for (place, line) in ([box.head] + box.lines).enumerated() {
      let indent = place == 0 ? 10.0 : line.isReason ? 40 : 24
      drawing.text(
        TextWidth.shortened(line.text, to: width - indent - 8, size: Self.size, isBold: place == 0),
        left + indent, top + 20 + Self.lineHeight * Double(place), size: Self.size,
        isBold: place == 0)
    }
    return height
  }

  private func arrow(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, in drawing: inout Drawing
  ) {
    drawing.line(x1, y1, x2, y2, Stroke(.text))
    let points: [(x: Double, y: Double)] =
      x1 == x2
      ? [(x2 - 3.5, y2 - 7), (x2 + 3.5, y2 - 7), (x2, y2)]
      : [(x2 - 7, y2 - 3.5), (x2 - 7, y2 + 3.5), (x2, y2)]
    drawing.add(.path(.through(points, isClosed: true)), fill: Fill(.text))
  }

  // MARK: words

  private var words: String {
    ([subjects, untreated, treated, units, excluded, analysed, lost, censored].map { box in
      let reasons = Self.sentence(box.lines)
      return box.head.text + (reasons.isEmpty ? "" : ": " + reasons) + "."
    }).joined(separator: " ")
  }

  /// Reasons that are parts of others stand in brackets behind them, so that the rest adds up.
  private static func sentence(_ lines: [Line]) -> String {
    var words = ""
    for (place, line) in lines.enumerated() {
      if line.isReason {
        let isFirst = place == 0 || !lines[place - 1].isReason
        words += (isFirst ? " (" : ", ") + line.text
        let isLast = place + 1 == lines.count || !lines[place + 1].isReason
        if isLast { words += ")" }
      } else {
        words += (words.isEmpty ? "" : ", ") + line.text
      }
    }
    return words
  }

  private var finding: String {
    guard !isEmpty else { return "Nobody is asked about." }
    return
      "\(subjects.head.text); \(units.head.text), \(analysed.head.cell.shown) of them analysed: "
      + "\(lost.head.text), \(censored.head.cell.shown) without a loss seen."
  }

  private var caption: [String] {
    [
      "People are counted in the first two boxes, \(unit)s from the third on. Reasons that are set in "
        + "belong to the line above them."
    ]
  }
}
