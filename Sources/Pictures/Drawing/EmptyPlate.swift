/// What is drawn where there is nothing to draw: a frame that says so.
enum EmptyPlate {
  static func draw(_ words: String, in drawing: inout Drawing) {
    let (top, height) = (drawing.height + 6, 110.0)
    drawing.add(
      .box(x: 12, y: top, width: drawing.width - 24, height: height),
      stroke: Stroke(.soft, 1, dashes: [4, 4]))
    drawing.text(
      TextWidth.shortened(words, to: drawing.width - 48, size: 13), drawing.width / 2,
      top + height / 2 + 4, size: 13, .middle, ink: .soft)
    drawing.height = top + height + 12
  }
}
