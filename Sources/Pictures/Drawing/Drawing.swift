/// What is drawn, in px from the upper left corner, from the back to the front.
///
/// Marks stay values until the picture is written, so that tests can ask where everything is.
struct Drawing: Sendable {
  /// Where a text stands about its point.
  enum Anchor: String, Sendable { case start, middle, end }

  /// A line of text. `y` is that of its baseline.
  struct Label: Equatable, Sendable {
    var text: String
    var x: Double
    var y: Double
    var size = 11.0
    var anchor = Anchor.start
    var ink = Ink.text
    var isBold = false

    /// The box that the text lies in, by the estimate of its width.
    var box: (left: Double, top: Double, right: Double, bottom: Double) {
      let width = TextWidth.of(text, size: size, isBold: isBold)
      let left =
        switch anchor {
        case .start: x
        case .middle: x - width / 2
        case .end: x - width
        }
      return (left, y - 0.76 * size, left + width, y + 0.22 * size)
    }
  }

  /// A shape.
  struct Mark: Equatable, Sendable {
    enum Shape: Equatable, Sendable {
      case line(x1: Double, y1: Double, x2: Double, y2: Double)
      case box(x: Double, y: Double, width: Double, height: Double)
      case circle(x: Double, y: Double, radius: Double)
      case path(Outline)
    }

    var shape: Shape
    var stroke: Stroke?
    var fill: Fill?
    /// What it is, for programs that read the picture; empty: nothing that was measured.
    var name = ""
  }

  /// A mark or a text.
  enum Item: Equatable, Sendable {
    case mark(Mark)
    case label(Label)
  }

  /// The natural width, in px.
  let width: Double
  /// The natural height, in px; grows with what is added by whoever adds it.
  var height: Double
  private(set) var items: [Item] = []
  /// Where it may be cut in two: before which item, and at which height. All before it lies above.
  private(set) var breaks: [(item: Int, height: Double)] = []

  init(width: Double, height: Double = 0) {
    self.width = width
    self.height = height
  }

  /// The texts, in the order in which they are written.
  var labels: [Label] {
    items.compactMap { if case .label(let label) = $0 { label } else { nil } }
  }

  /// The marks of a name.
  func marks(named name: String) -> [Mark] {
    items.compactMap { if case .mark(let mark) = $0, mark.name == name { mark } else { nil } }
  }

  /// Says that what has been drawn stands by itself, and so does what comes below.
  mutating func mayBreak() {
    guard !items.isEmpty else { return }
    breaks.append((items.count, height))
  }

  /// The drawing cut where it may be, no part higher than asked for if that can be: the items of each
  /// part, and from which height to which it goes.
  func parts(noHigherThan most: Double) -> [(items: ArraySlice<Item>, top: Double, bottom: Double)]
  {
    var parts: [(items: ArraySlice<Item>, top: Double, bottom: Double)] = []
    var start = (item: 0, height: 0.0)
    var last = start
    for place in breaks + [(items.count, height)] {
      if place.height - start.height > most, last.item > start.item {
        parts.append((items[start.item..<last.item], start.height, last.height))
        start = last
      }
      last = place
    }
    parts.append((items[start.item...], start.height, height))
    return parts
  }

  mutating func add(
    _ shape: Mark.Shape, stroke: Stroke? = nil, fill: Fill? = nil, name: String = ""
  ) {
    items.append(.mark(Mark(shape: shape, stroke: stroke, fill: fill, name: name)))
  }

  /// Adds all of another drawing, so much lower.
  mutating func add(_ other: Drawing, down: Double) {
    for item in other.items {
      switch item {
      case .mark(var mark):
        mark.shape = mark.shape.moved(down: down)
        items.append(.mark(mark))
      case .label(var label):
        label.y += down
        items.append(.label(label))
      }
    }
  }

  /// A straight line.
  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ stroke: Stroke, name: String = ""
  ) {
    add(.line(x1: x1, y1: y1, x2: x2, y2: y2), stroke: stroke, name: name)
  }

  /// A text; nothing where it is empty.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, size: Double = 11, _ anchor: Anchor = .start,
    ink: Ink = .text, isBold: Bool = false
  ) {
    guard !text.isEmpty else { return }
    let text = TextWidth.legible(text)
    items.append(
      .label(
        Label(text: text, x: x, y: y, size: size, anchor: anchor, ink: ink, isBold: isBold)))
  }

  /// Running text in lines of a width. Returns the height that it takes.
  mutating func paragraph(
    _ text: String, _ x: Double, _ y: Double, width: Double, size: Double = 11,
    ink: Ink = .text, isBold: Bool = false
  ) -> Double {
    let lines = TextWidth.lines(text, width: width, size: size, isBold: isBold)
    for (place, line) in lines.enumerated() {
      self.text(
        line, x, y + size + Double(place) * size * 1.35, size: size, ink: ink, isBold: isBold)
    }
    return Double(lines.count) * size * 1.35
  }
}

extension Drawing.Mark.Shape {
  /// The shape, so much lower.
  fileprivate func moved(down: Double) -> Self {
    switch self {
    case .line(let x1, let y1, let x2, let y2):
      .line(x1: x1, y1: y1 + down, x2: x2, y2: y2 + down)
    case .box(let x, let y, let width, let height):
      .box(x: x, y: y + down, width: width, height: height)
    case .circle(let x, let y, let radius): .circle(x: x, y: y + down, radius: radius)
    case .path(let outline): .path(outline.moved(down: down))
    }
  }
}

/// The outline of a path: points that are joined by lines along the axes or across.
struct Outline: Equatable, Sendable {
  enum Step: Equatable, Sendable {
    case move(x: Double, y: Double)
    case line(x: Double, y: Double)
    case across(x: Double)
    case along(y: Double)
    case close
  }

  private(set) var steps: [Step] = []

  mutating func move(_ x: Double, _ y: Double) { steps.append(.move(x: x, y: y)) }
  mutating func line(_ x: Double, _ y: Double) { steps.append(.line(x: x, y: y)) }
  mutating func across(to x: Double) { steps.append(.across(x: x)) }
  mutating func along(to y: Double) { steps.append(.along(y: y)) }
  mutating func close() { steps.append(.close) }

  /// The outline, so much lower.
  fileprivate func moved(down: Double) -> Outline {
    var outline = self
    outline.steps = steps.map { step in
      switch step {
      case .move(let x, let y): .move(x: x, y: y + down)
      case .line(let x, let y): .line(x: x, y: y + down)
      case .along(let y): .along(y: y + down)
      case .across, .close: step
      }
    }
    return outline
  }

  /// Points joined by straight lines.
  static func through(_ points: [(x: Double, y: Double)], isClosed: Bool = false) -> Outline {
    var outline = Outline()
    for (place, point) in points.enumerated() {
      place == 0 ? outline.move(point.x, point.y) : outline.line(point.x, point.y)
    }
    if isClosed { outline.close() }
    return outline
  }
}
