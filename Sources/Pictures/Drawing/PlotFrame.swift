import Reports

/// The place for data between two axes.
struct PlotFrame: Sendable {
  let x: Scale
  let y: Scale

  /// The size of the numbers at the ticks.
  static let tickSize = 10.5

  /// The axis of values: lines across that help the eye, numbers at the left, the title above.
  func drawValueAxis(
    _ ticks: [Double], _ title: String, in drawing: inout Drawing, label: (Double) -> String
  ) {
    for tick in ticks {
      let height = y.at(tick)
      drawing.line(x.start, height, x.end, height, Stroke(.grid))
      drawing.text(
        label(tick), x.start - 7, height + 3.7, size: Self.tickSize, .end, ink: .soft)
    }
    let room = max(40, x.end - 8)
    drawing.text(
      TextWidth.shortened(title, to: room, size: 11), 8, min(y.start, y.end) - 12, size: 11)
  }

  /// The axis below, with a title under its numbers.
  func drawBaseAxis(
    _ ticks: [Double], _ title: String, in drawing: inout Drawing,
    label: (Double) -> String = Digits.exact
  ) {
    let bottom = max(y.start, y.end)
    drawing.line(x.start, bottom, x.end, bottom, Stroke(.text))
    for tick in ticks {
      drawing.line(x.at(tick), bottom, x.at(tick), bottom + 4, Stroke(.text))
      drawing.text(
        label(tick), x.at(tick), bottom + 16, size: Self.tickSize, .middle, ink: .soft)
    }
    drawing.text(
      TextWidth.shortened(title, to: drawing.width - 16, size: 11), (x.start + x.end) / 2,
      bottom + 33, size: 11, .middle)
  }

  /// A line across at a value, with a text at its right end, outside.
  func drawReference(_ value: Double, _ text: String, in drawing: inout Drawing, name: String = "")
  {
    drawing.line(
      x.start, y.at(value), x.end, y.at(value), Stroke(.text, 1, dashes: [4, 3]), name: name)
    drawing.text(text, x.end + 6, y.at(value) + 3.5, size: 10)
  }
}

/// Curves that change at times and stay in between.
extension Outline {
  /// From a start through steps: at each time along to the new value, up to the end.
  static func stairs(
    from start: (time: Double, value: Double), _ steps: [(time: Double, value: Double)],
    through end: Double, in frame: PlotFrame
  ) -> Outline {
    var outline = Outline()
    outline.move(frame.x.at(start.time), frame.y.at(start.value))
    for step in steps {
      outline.across(to: frame.x.at(step.time))
      outline.along(to: frame.y.at(step.value))
    }
    if end > (steps.last?.time ?? start.time) {
      outline.across(to: frame.x.at(end))
    }
    return outline
  }

  /// What lies between two such curves over the same times; each value holds from its time on.
  static func band(
    _ rows: [(time: Double, low: Double, high: Double)], through end: Double, in frame: PlotFrame
  ) -> Outline {
    var outline = Outline()
    guard let first = rows.first else { return outline }
    let ends = rows.dropFirst().map(\.time) + [max(end, rows[rows.count - 1].time)]
    outline.move(frame.x.at(first.time), frame.y.at(first.high))
    for (place, row) in rows.enumerated() {
      if place > 0 { outline.along(to: frame.y.at(row.high)) }
      outline.across(to: frame.x.at(ends[place]))
    }
    for row in rows.reversed() {
      outline.along(to: frame.y.at(row.low))
      outline.across(to: frame.x.at(row.time))
    }
    outline.close()
    return outline
  }
}
