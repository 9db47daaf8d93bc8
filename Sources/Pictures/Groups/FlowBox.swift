import Reports

/// A box of a flow: a count, and under it the counts that it is made of.
struct FlowBox {
  /// A count of the flow with what it is called.
  struct Line {
    let label: String
    let cell: Cell
    /// Whether it is a part of the line above it.
    var isReason = false

    var text: String { "\(cell.shown) \(label)" }
  }

  var head: Line
  var lines: [Line] = []

  private static let size = 11.0
  private static let lineHeight = 15.0

  /// Whether nobody is in it, by a count that is shown.
  var isEmpty: Bool { head.cell == .integer(0) }

  /// Draws the box; returns its height.
  ///
  /// - Parameter isMain: whether who is in it goes on.
  func draw(
    _ left: Double, _ top: Double, _ width: Double, isMain: Bool = false,
    in drawing: inout Drawing
  ) -> Double {
    let height = 18 + Self.lineHeight * Double(1 + lines.count)
    drawing.add(
      .box(x: left, y: top, width: width, height: height),
      stroke: Stroke(isMain ? .series(0) : .soft, isMain ? 1.4 : 1, dashes: isMain ? [] : [4, 3]),
      fill: Fill(.series(0), isMain ? 0.07 : 0))
    for (place, line) in ([head] + lines).enumerated() {
      let indent = place == 0 ? 10.0 : line.isReason ? 40 : 24
      drawing.text(
        TextWidth.shortened(line.text, to: width - indent - 8, size: Self.size, isBold: place == 0),
        left + indent, top + 20 + Self.lineHeight * Double(place), size: Self.size,
        isBold: place == 0)
    }
    return height
  }

  /// The count in words, its reasons behind it. Reasons that are parts of others stand in brackets, so
  /// that the rest adds up.
  var sentence: String {
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
    return head.text + (words.isEmpty ? "" : ": " + words) + "."
  }
}

extension Drawing {
  /// An arrow along an axis, from one point to another.
  mutating func arrow(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    line(x1, y1, x2, y2, Stroke(.text))
    let points: [(x: Double, y: Double)] =
      x1 == x2
      ? [(x2 - 3.5, y2 - 7), (x2 + 3.5, y2 - 7), (x2, y2)]
      : [(x2 - 7, y2 - 3.5), (x2 - 7, y2 + 3.5), (x2, y2)]
    add(.path(.through(points, isClosed: true)), fill: Fill(.text))
  }
}
