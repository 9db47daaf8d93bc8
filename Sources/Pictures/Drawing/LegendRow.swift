/// What signs mean, in rows above a plot.
struct LegendRow {
  /// What stands before a text.
  enum Sign: Sendable {
    case line(Stroke)
    case box(Fill, Stroke?)
    case marker(Marker, Ink)
    /// A line on a band.
    case banded(Stroke, Fill)
    /// A short line upright.
    case tick(Ink)
    /// A bar that goes on.
    case arrow(Ink)
  }

  let sign: Sign
  let text: String

  init(_ sign: Sign, _ text: String) {
    self.sign = sign
    self.text = text
  }

  static let size = 10.5
  private static let signWidth = 26.0
  private static let rowHeight = 17.0

  /// Draws entries side by side, in as many rows as they need. Returns the height that they take.
  static func draw(
    _ entries: [LegendRow], _ left: Double, _ top: Double, width: Double,
    in drawing: inout Drawing
  ) -> Double {
    var (x, row) = (left, 0.0)
    for entry in entries {
      let text = TextWidth.shortened(entry.text, to: width - signWidth - 6, size: size)
      let taken = signWidth + 6 + TextWidth.of(text, size: size)
      if x > left, x + taken > left + width {
        x = left
        row += 1
      }
      let middle = top + row * rowHeight + rowHeight / 2
      entry.drawSign(x, middle, in: &drawing)
      drawing.text(text, x + signWidth + 6, middle + 3.6, size: size)
      x += taken + 16
    }
    return entries.isEmpty ? 0 : (row + 1) * rowHeight
  }

  func drawSign(_ x: Double, _ y: Double, in drawing: inout Drawing) {
    let right = x + Self.signWidth
    switch sign {
    case .line(let stroke): drawing.line(x, y, right, y, stroke)
    case .box(let fill, let stroke):
      drawing.add(
        .box(x: x + 2, y: y - 5, width: Self.signWidth - 4, height: 10), stroke: stroke, fill: fill)
    case .marker(let marker, let ink): marker.draw(x + Self.signWidth / 2, y, ink, in: &drawing)
    case .banded(let stroke, let fill):
      drawing.add(.box(x: x, y: y - 5, width: Self.signWidth, height: 10), fill: fill)
      drawing.line(x, y, right, y, stroke)
    case .tick(let ink):
      let middle = x + Self.signWidth / 2
      drawing.line(middle, y - 4, middle, y + 4, Stroke(ink, 1.5))
    case .arrow(let ink):
      drawing.line(x, y, right - 6, y, Stroke(ink, 2))
      drawing.add(
        .path(.through([(right - 7, y - 4), (right, y), (right - 7, y + 4)], isClosed: true)),
        fill: Fill(ink))
    }
  }
}

/// Texts beside a plot that would stand at given heights, moved apart until none covers another.
enum LabelStack {
  /// The heights at which texts may stand, in the order given: each at least `gap` from the others,
  /// within the range where there is room, and no farther from its own than need be.
  static func spread(_ wanted: [Double], gap: Double, within range: ClosedRange<Double>) -> [Double]
  {
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    var heights = order.map { min(max(wanted[$0], range.lowerBound), range.upperBound) }
    for place in heights.indices.dropFirst() {
      heights[place] = max(heights[place], heights[place - 1] + gap)
    }
    if let last = heights.last, last > range.upperBound {
      heights[heights.count - 1] = range.upperBound
      for place in heights.indices.dropLast().reversed() {
        heights[place] = min(heights[place], heights[place + 1] - gap)
      }
    }
    var spread = wanted
    for (place, index) in order.enumerated() { spread[index] = heights[place] }
    return spread
  }
}
