/// A sign for a point, told from others by its shape.
enum Marker: CaseIterable, Sendable {
  case circle, square, triangle, diamond, ring, cross, plus, fallen

  /// Draws the sign.
  ///
  /// - Parameter radius: half of its width, in px.
  func draw(
    _ x: Double, _ y: Double, radius: Double = 3.5, _ ink: Ink, in drawing: inout Drawing,
    name: String = ""
  ) {
    let fill = Fill(ink)
    let line = Stroke(ink, 1.5)
    func shape(_ points: [(x: Double, y: Double)], filled: Bool = true) {
      drawing.add(
        .path(.through(points, isClosed: filled)), stroke: filled ? nil : line,
        fill: filled ? fill : nil, name: name)
    }
    switch self {
    case .circle: drawing.add(.circle(x: x, y: y, radius: radius), fill: fill, name: name)
    case .ring:
      drawing.add(
        .circle(x: x, y: y, radius: radius), stroke: line, fill: Fill(.paper), name: name)
    case .square:
      let half = radius * 0.9
      drawing.add(
        .box(x: x - half, y: y - half, width: 2 * half, height: 2 * half), fill: fill, name: name)
    case .triangle:
      let high = radius * 1.15
      shape([(x, y - high), (x + high, y + high * 0.8), (x - high, y + high * 0.8)])
    case .fallen:
      let high = radius * 1.15
      shape([(x, y + high), (x + high, y - high * 0.8), (x - high, y - high * 0.8)])
    case .diamond:
      let far = radius * 1.25
      shape([(x, y - far), (x + far, y), (x, y + far), (x - far, y)])
    case .cross:
      var outline = Outline()
      outline.move(x - radius, y - radius)
      outline.line(x + radius, y + radius)
      outline.move(x - radius, y + radius)
      outline.line(x + radius, y - radius)
      drawing.add(.path(outline), stroke: line, name: name)
    case .plus:
      var outline = Outline()
      outline.move(x - radius, y)
      outline.across(to: x + radius)
      outline.move(x, y - radius)
      outline.along(to: y + radius)
      drawing.add(.path(outline), stroke: line, name: name)
    }
  }
}
