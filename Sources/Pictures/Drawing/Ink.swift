/// What something is drawn in.
///
/// The colours of series are those of Okabe and Ito (2008) that stand out from white and from black
/// by 3 to 1 or more (WCAG 2.2, 1.4.11). A colour never says anything alone: a dash pattern, a marker
/// or a text says the same.
package enum Ink: Equatable, Sendable {
  /// Text and axes; the colour of the text around it where the picture stands in a page.
  case text
  /// Text of less weight.
  case soft
  /// Lines that help the eye.
  case grid
  /// The ground of the picture.
  case paper
  /// A series, by its place; after the last the first comes again.
  case series(Int)

  /// A colour and how much of it covers what is below.
  struct Paint: Equatable {
    let color: String
    var opacity = 1.0
  }

  /// Blue, vermilion, bluish green, reddish purple.
  static let palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"]

  /// - Parameter inPage: whether the colours of a page around it hold, which may be dark.
  func paint(inPage: Bool) -> Paint {
    switch self {
    case .text: Paint(color: inPage ? "currentColor" : "#1A1A1A")
    case .soft: inPage ? Paint(color: "currentColor", opacity: 0.78) : Paint(color: "#4D4D4D")
    case .grid: inPage ? Paint(color: "currentColor", opacity: 0.16) : Paint(color: "#DEDEDE")
    case .paper: Paint(color: inPage ? "none" : "#FFFFFF")
    case .series(let place):
      Paint(color: Self.palette[place % Self.palette.count])
    }
  }
}

/// A line's ink, width in px, and dashes.
package struct Stroke: Equatable, Sendable {
  var ink: Ink
  var width: Double
  /// Lengths of dashes and gaps in turn; none: a line without gaps.
  var dashes: [Double] = []
  var opacity = 1.0

  init(_ ink: Ink, _ width: Double = 1, dashes: [Double] = [], opacity: Double = 1) {
    self.ink = ink
    self.width = width
    self.dashes = dashes
    self.opacity = opacity
  }

  /// The dash patterns of series, in their order.
  static let patterns: [[Double]] = [[], [7, 3], [2, 2.5], [9, 3, 2, 3], [5, 2, 2, 2, 2, 2]]

  /// The line of a series: no two of twenty have the same colour and the same dashes.
  static func series(_ place: Int, _ width: Double) -> Stroke {
    Stroke(.series(place), width, dashes: patterns[place % patterns.count])
  }
}

/// What fills a shape.
package struct Fill: Equatable, Sendable {
  var ink: Ink
  /// 1: nothing below is seen.
  var opacity: Double

  init(_ ink: Ink, _ opacity: Double = 1) {
    self.ink = ink
    self.opacity = opacity
  }
}
