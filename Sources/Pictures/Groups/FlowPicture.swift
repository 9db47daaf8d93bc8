import Definitions
import Projections
package import Reports

extension Picture {
  /// Who is in a figure about relief and who is not, and why.
  ///
  /// - Parameter isNarrow: whether all boxes stand under each other, no wider than a phone.
  package static func flow(_ answer: Answer<ReliefReport>, isNarrow: Bool = false) -> Picture {
    FlowPicture(answer, isNarrow: isNarrow).picture
  }
}

/// Draws the flow as boxes from top to bottom: who goes on stands in the middle, who leaves at the
/// side, with reasons that add up. Where it has to be narrow who leaves stands under who was there.
struct FlowPicture {
  private let answer: Answer<ReliefReport>
  private let tree: CountTree
  private let unit: String
  private let isNarrow: Bool
  private let firstRatingDays: Int

  private static let mainWidth = 250.0
  private static let sideWidth = 280.0
  private static let mainLeft = 60.0
  private static let sideLeft = 410.0
  /// A phone of 360 px without the margins of a page.
  private static let narrowWidth = 328.0

  init(_ answer: Answer<ReliefReport>, isNarrow: Bool) {
    self.answer = answer
    self.isNarrow = isNarrow
    tree = answer.whole?.flow ?? CountTree()
    unit = answer.whole?.plan.unit.rawValue ?? "course"
    firstRatingDays = answer.whole?.plan.definitions.windows.firstRatingDays ?? 7
  }

  private func line(_ key: String, _ label: String, isReason: Bool = false) -> FlowBox.Line {
    let entry = tree.entries.first { $0.key == key }
    return FlowBox.Line(label: label, cell: entry?.cell ?? .withheld, isReason: isReason)
  }

  /// Those of a whole that are not in a part, where both are shown.
  private func rest(_ whole: String, _ part: String, _ label: String) -> FlowBox.Line {
    guard let all = tree.shown(whole), let some = tree.shown(part) else {
      return FlowBox.Line(label: label, cell: .withheld)
    }
    return FlowBox.Line(label: label, cell: .integer(all - some))
  }

  /// Lines that count somebody, or may.
  private func present(_ lines: [FlowBox.Line]) -> [FlowBox.Line] {
    lines.filter { $0.cell != .integer(0) }
  }

  private var subjects: FlowBox { FlowBox(head: line("subjects", "people")) }
  private var untreated: FlowBox {
    FlowBox(head: rest("subjects", "withTreatment", "without a treatment"))
  }
  private var treated: FlowBox { FlowBox(head: line("withTreatment", "people with a treatment")) }
  private var units: FlowBox { FlowBox(head: line("units", "\(unit)s of theirs")) }

  private var excluded: FlowBox {
    FlowBox(
      head: rest("units", "analysed", "\(unit)s not analysed"),
      lines: present([
        line("noThreshold", "no threshold for the instrument"),
        line("noBaseline", "no baseline"), line("lowBaseline", "baseline too good to improve from"),
        line("noRating", "no rating within \(firstRatingDays) d"),
        line("noRatingNotYet", "follow-up ends sooner", isReason: true),
        line("noRatingMissed", "missed", isReason: true),
        line("notInRelief", "not in relief at the first rating"),
        line("notInReliefLate", "in relief later", isReason: true),
      ]))
  }

  private var analysed: FlowBox { FlowBox(head: line("analysed", "\(unit)s analysed: in relief")) }
  private var lost: FlowBox { FlowBox(head: line("lost", "lost relief, confirmed")) }

  private var censored: FlowBox {
    FlowBox(
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
    var drawing = Drawing(
      width: isNarrow ? Self.narrowWidth : Picture.width, height: isNarrow ? 2 : 8)
    if isEmpty {
      EmptyPlate.draw("Nobody is asked about.", in: &drawing)
    } else if isNarrow {
      drawNarrow(in: &drawing)
    } else {
      drawWide(in: &drawing)
    }
    return drawing
  }

  private func drawWide(in drawing: inout Drawing) {
    let middle = Self.mainLeft + Self.mainWidth / 2
    var top = drawing.height
    func main(_ box: FlowBox) -> Double {
      top + box.draw(Self.mainLeft, top, Self.mainWidth, isMain: true, in: &drawing)
    }
    func connect(_ bottom: Double, side: FlowBox?) {
      guard let side, !side.isEmpty else {
        drawing.arrow(middle, bottom, middle, bottom + 26)
        top = bottom + 26
        return
      }
      let height = side.draw(Self.sideLeft, bottom + 8, Self.sideWidth, in: &drawing)
      let level = bottom + 8 + min(18, height / 2)
      drawing.arrow(middle, level, Self.sideLeft, level)
      let end = bottom + max(26, height + 16)
      drawing.arrow(middle, bottom, middle, end)
      top = end
    }
    connect(main(subjects), side: untreated)
    connect(main(treated), side: nil)
    connect(main(units), side: excluded)
    let end = main(analysed)
    // Two boxes side by side end it.
    let split = end + 16
    let (left, right) = (Self.mainLeft - 40, Self.sideLeft - 60)
    drawing.line(middle, end, middle, split, Stroke(.text))
    drawing.line(left + 120, split, right + 140, split, Stroke(.text))
    drawing.arrow(left + 120, split, left + 120, split + 18)
    drawing.arrow(right + 140, split, right + 140, split + 18)
    let heights = [
      lost.draw(left, split + 18, 240, isMain: true, in: &drawing),
      censored.draw(right, split + 18, 280, isMain: true, in: &drawing),
    ]
    drawing.height = split + 18 + (heights.max() ?? 0) + 10
  }

  /// Who goes on stands at the left under each other, joined by a line from which others branch off.
  private func drawNarrow(in drawing: inout Drawing) {
    let (trunk, side) = (15.0, 36.0)
    func main(_ box: FlowBox) {
      drawing.height += box.draw(
        1, drawing.height, drawing.width - 2, isMain: true, in: &drawing)
    }
    func branch(_ boxes: [FlowBox], areLast: Bool = false) {
      let top = drawing.height
      var last = top
      for box in boxes {
        let start = drawing.height + 10
        let height = box.draw(
          side, start, drawing.width - side - 1, isMain: areLast, in: &drawing)
        last = start + min(18, height / 2)
        drawing.arrow(trunk, last, side, last)
        drawing.height = start + height
      }
      if areLast {
        drawing.line(trunk, top, trunk, last, Stroke(.text))
      } else {
        drawing.height += boxes.isEmpty ? 22 : 12
        drawing.arrow(trunk, top, trunk, drawing.height)
      }
    }
    main(subjects)
    branch(untreated.isEmpty ? [] : [untreated])
    main(treated)
    branch([])
    main(units)
    branch(excluded.isEmpty ? [] : [excluded])
    main(analysed)
    branch([lost, censored], areLast: true)
    drawing.height += 4
  }

  // MARK: words

  private var words: String {
    [subjects, untreated, treated, units, excluded, analysed, lost, censored].map(\.sentence)
      .joined(separator: " ")
  }

  private var finding: String {
    guard !isEmpty else { return "Nobody is asked about." }
    return
      "\(subjects.head.text); \(units.head.text), \(analysed.head.cell.shown) of them analysed: "
      + "\(lost.head.text), \(censored.head.cell.shown) without a loss seen."
  }

  private var caption: [String] {
    [
      "People are counted down to those with a treatment, \(unit)s below. Reasons that are set in "
        + "belong to the line above them."
    ]
  }
}
