import Bytes
import Reports

/// Writes a drawing as SVG 1.1: presentation attributes, no style sheet, no script; numbers with two
/// decimals at most; the same bytes every time.
struct SVGWriter {
  private(set) var bytes: [UInt8] = []
  private let inPage: Bool

  /// The fonts that are asked for.
  private static let fonts = "Helvetica, Arial, 'Liberation Sans', sans-serif"

  init(inPage: Bool) { self.inPage = inPage }

  /// Opens the root.
  ///
  /// - Parameters:
  ///   - width: the natural width, in px.
  ///   - height: the natural height.
  ///   - top: the height of its upper edge among what is drawn.
  mutating func begin(
    id: String, width: Double, height: Double, from top: Double = 0, title: String,
    description: String
  ) {
    write("<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"\(id)\"")
    write(" width=\"\(Self.number(width))\" height=\"\(Self.number(height))\"")
    let box = [0, top, width, height].map(Self.number).joined(separator: " ")
    write(" viewBox=\"\(box)\"")
    write(" role=\"img\" aria-labelledby=\"\(id)-title \(id)-desc\"")
    write(" font-family=\"\(Self.fonts)\">\n")
    write("<title id=\"\(id)-title\">\(Self.escaped(title))</title>\n")
    write("<desc id=\"\(id)-desc\">\(Self.escaped(description))</desc>\n")
    guard !inPage else { return }
    write("<rect x=\"0\" y=\"0\" width=\"\(Self.number(width))\"")
    write(" height=\"\(Self.number(height))\" fill=\"#FFFFFF\"/>\n")
  }

  /// Writes what programs want to know, as JSON.
  mutating func metadata(_ json: [UInt8]) {
    write("<metadata>\(Self.escaped(json: json.text))</metadata>\n")
  }

  mutating func end() { write("</svg>\n") }

  mutating func draw(_ drawing: Drawing) { draw(drawing.items[...]) }

  mutating func draw(_ items: ArraySlice<Drawing.Item>) {
    for item in items {
      switch item {
      case .mark(let mark): draw(mark)
      case .label(let label): draw(label)
      }
    }
  }

  private mutating func draw(_ label: Drawing.Label) {
    let paint = label.ink.paint(inPage: inPage)
    write("<text x=\"\(Self.number(label.x))\" y=\"\(Self.number(label.y))\"")
    write(" font-size=\"\(Self.number(label.size))\"")
    if label.isBold { write(" font-weight=\"bold\"") }
    if label.anchor != .start { write(" text-anchor=\"\(label.anchor.rawValue)\"") }
    write(" fill=\"\(paint.color)\"")
    if paint.opacity < 1 { write(" fill-opacity=\"\(Self.number(paint.opacity))\"") }
    write(">\(Self.escaped(label.text))</text>\n")
  }

  private mutating func draw(_ mark: Drawing.Mark) {
    switch mark.shape {
    case .line(let x1, let y1, let x2, let y2):
      write("<line x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\"")
      write(" x2=\"\(Self.number(x2))\" y2=\"\(Self.number(y2))\"")
    case .box(let x, let y, let width, let height):
      write("<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"")
      write(" width=\"\(Self.number(width))\" height=\"\(Self.number(height))\"")
    case .circle(let x, let y, let radius):
      write("<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\"")
      write(" r=\"\(Self.number(radius))\"")
    case .path(let outline):
      write("<path d=\"\(Self.text(of: outline))\"")
    }
    if !mark.name.isEmpty { write(" data-name=\"\(Self.escaped(mark.name))\"") }
    if let fill = mark.fill {
      let paint = fill.ink.paint(inPage: inPage)
      write(" fill=\"\(paint.color)\"")
      let opacity = fill.opacity * paint.opacity
      if opacity < 1 { write(" fill-opacity=\"\(Self.number(opacity))\"") }
    } else if case .line = mark.shape {
      // Nothing to fill.
    } else {
      write(" fill=\"none\"")
    }
    if let stroke = mark.stroke { write(stroke) }
    write("/>\n")
  }

  private mutating func write(_ stroke: Stroke) {
    let paint = stroke.ink.paint(inPage: inPage)
    write(" stroke=\"\(paint.color)\" stroke-width=\"\(Self.number(stroke.width))\"")
    let opacity = stroke.opacity * paint.opacity
    if opacity < 1 { write(" stroke-opacity=\"\(Self.number(opacity))\"") }
    guard !stroke.dashes.isEmpty else { return }
    write(" stroke-dasharray=\"\(stroke.dashes.map(Self.number).joined(separator: " "))\"")
  }

  private mutating func write(_ text: String) { bytes.append(text: text) }

  private static func text(of outline: Outline) -> String {
    outline.steps.map { step in
      switch step {
      case .move(let x, let y): "M\(number(x)) \(number(y))"
      case .line(let x, let y): "L\(number(x)) \(number(y))"
      case .across(let x): "H\(number(x))"
      case .along(let y): "V\(number(y))"
      case .close: "Z"
      }
    }.joined()
  }

  /// A coordinate with two decimals at most, without zeros at its end, never -0.
  static func number(_ value: Double) -> String {
    precondition(value.isFinite && abs(value) < 1e9, "a coordinate that no picture has")
    let hundredths = Int((value * 100).rounded())
    let size = hundredths.magnitude
    var text = hundredths < 0 ? "-\(size / 100)" : "\(size / 100)"
    if size % 100 != 0 {
      text +=
        size % 10 == 0
        ? ".\(size % 100 / 10)" : size % 100 < 10 ? ".0\(size % 100)" : ".\(size % 100)"
    }
    return text
  }

  /// Text of a document: what XML gives a meaning is written as a reference, what it can't hold is
  /// spelled out.
  static func escaped(_ text: String) -> String {
    TextWidth.legible(text).unicodeScalars.reduce(into: "") { append($1, to: &$0) }
  }

  /// JSON in a document, where it stays JSON: what is not to be seen, or no character of XML, can only
  /// stand within its strings, and is written as an escape of theirs.
  static func escaped(json: String) -> String {
    json.unicodeScalars.reduce(into: "") { escaped, scalar in
      let text = String(scalar)
      guard Visible.text(text) != text || scalar == "\u{FFFE}" || scalar == "\u{FFFF}" else {
        return append(scalar, to: &escaped)
      }
      for unit in text.utf16 {
        let digits = String(unit, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
    switch scalar {
    case "&": text += "&amp;"
    case "<": text += "&lt;"
    case ">": text += "&gt;"
    case "\"": text += "&quot;"
    default: text.unicodeScalars.append(scalar)
    }
  }
}
