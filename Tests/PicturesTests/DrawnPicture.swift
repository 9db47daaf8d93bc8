import Bytes
import Foundation
import FoundationXML
import Testing

@testable import Pictures

/// An SVG read back: its elements in order, with attributes and text.
final class DrawnPicture: NSObject, XMLParserDelegate {
  struct Element {
    let name: String
    let attributes: [String: String]
    var text = ""

    /// An attribute that is a number.
    func number(_ name: String) -> Double { attributes[name].flatMap(Double.init) ?? .nan }
  }

  /// Why it could not be read.
  struct Broken: Error { let reason: String }

  private(set) var elements: [Element] = []
  private var open: [Int] = []
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    super.init()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = self
    guard parser.parse(), !elements.isEmpty else {
      throw Broken(
        reason: "\(String(describing: parser.parserError)): \(Array(bytes.prefix(300)).text)")
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if let last = open.last { elements[last].text += text }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { open.removeLast() }

  var root: Element { elements[0] }
  var texts: [Element] { elements.filter { $0.name == "text" } }

  /// The one element of a name, such as `desc`.
  func text(of name: String) -> String { elements.first { $0.name == name }?.text ?? "" }

  /// Marks that carry a name of what was measured.
  func marks(_ name: String) -> [Element] {
    elements.filter { $0.attributes["data-name"] == name }
  }

  /// Texts whose baseline is at the height of the one that reads so, from left to right, itself left
  /// out.
  func row(_ label: String, _ index: Int = 0) throws -> [Element] {
    let heads = texts.filter { $0.text == label && $0.attributes["text-anchor"] == "end" }
    let head = try #require(heads.indices.contains(index) ? heads[index] : nil, "no row \(label)")
    return texts.filter { $0.attributes["y"] == head.attributes["y"] && $0.text != label }
      .sorted { $0.number("x") < $1.number("x") }
  }

  /// Where a number of the axis below stands.
  func place(ofDay label: String) throws -> Double {
    try #require(
      texts.first {
        $0.text == label && $0.attributes["text-anchor"] == "middle"
          && $0.attributes["font-size"] == "10.5"
      }
    ).number("x")
  }

  /// The corners of a path along the axes, in order.
  static func corners(_ path: String) -> [(x: Double, y: Double)] {
    var corners: [(x: Double, y: Double)] = []
    var (letter, digits) = (Character("M"), "")
    func finish() {
      let numbers = digits.split(separator: " ").compactMap { Double($0) }
      let last = corners.last ?? (0, 0)
      switch letter {
      case "M", "L": if numbers.count == 2 { corners.append((numbers[0], numbers[1])) }
      case "H": if let x = numbers.first { corners.append((x, last.y)) }
      case "V": if let y = numbers.first { corners.append((last.x, y)) }
      default: break
      }
    }
    for character in path {
      if character.isLetter {
        finish()
        (letter, digits) = (character, "")
      } else {
        digits.append(character)
      }
    }
    finish()
    return corners
  }
}

/// What every picture has to keep.
extension DrawnPicture {
  private static let allowed: Set<String> = [
    "svg", "title", "desc", "metadata", "rect", "line", "circle", "path", "text",
  ]
  private static let attributes: Set<String> = [
    "xmlns", "id", "width", "height", "viewBox", "role", "aria-labelledby", "font-family", "x", "y",
    "x1", "y1", "x2", "y2", "cx", "cy", "r", "d", "fill", "fill-opacity", "stroke", "stroke-width",
    "stroke-opacity", "stroke-dasharray", "font-size", "font-weight", "text-anchor", "data-name",
  ]

  /// Holds the picture to the rules of form; `title` says which picture it is.
  func expectGoodForm(_ title: String, inPage: Bool = false) throws {
    #expect(root.name == "svg" && root.attributes["xmlns"] == "http://www.w3.org/2000/svg")
    let (width, height) = (root.number("width"), root.number("height"))
    #expect(
      root.attributes["viewBox"] == "0 0 \(root.attributes["width"] ?? "") "
        + "\(root.attributes["height"] ?? "")", "\(title)")
    for element in elements {
      #expect(Self.allowed.contains(element.name), "\(title): \(element.name)")
      let strange = Set(element.attributes.keys).subtracting(Self.attributes)
      #expect(strange.isEmpty, "\(title): \(strange)")
    }
    let ids = elements.compactMap { $0.attributes["id"] }
    let prefix = try #require(root.attributes["id"])
    #expect(Set(ids).count == ids.count && ids.allSatisfy { $0.hasPrefix(prefix) }, "\(title)")
    #expect(root.attributes["role"] == "img")
    let labels = (root.attributes["aria-labelledby"] ?? "").split(separator: " ").map(String.init)
    #expect(labels.count == 2 && labels.allSatisfy(ids.contains), "\(title)")
    #expect(!text(of: "title").isEmpty && !text(of: "desc").isEmpty, "\(title)")
    let metadata = try JSONDocument(Array(text(of: "metadata").utf8)).root
    #expect(metadata["definition"]?.text != nil && metadata["picture"]?.text != nil, "\(title)")
    expectCleanNumbers(title)
    expectApart(title, width, height)
  }

  private func expectCleanNumbers(_ title: String) {
    let drawn = elements.flatMap { element in
      ["x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "d", "width", "height", "viewBox"]
        .compactMap { element.attributes[$0] }
    }
    for text in drawn {
      let isClean = text.split { !"0123456789.-".contains($0) }.allSatisfy { number in
        let decimals = number.split(separator: ".", omittingEmptySubsequences: false)
        return number != "-0" && decimals.count <= 2
          && (decimals.count == 1 || (1...2).contains(decimals[1].count))
      }
      #expect(isClean, "\(title): \(text)")
    }
  }

  /// No text covers another one or leaves the picture, by the estimate of its width.
  private func expectApart(_ title: String, _ width: Double, _ height: Double) {
    let boxes = texts.map { element -> (text: String, box: Box) in
      let label = Drawing.Label(
        text: element.text, x: element.number("x"), y: element.number("y"),
        size: element.number("font-size"),
        anchor: element.attributes["text-anchor"].flatMap(Drawing.Anchor.init) ?? .start,
        isBold: element.attributes["font-weight"] == "bold")
      #expect(label.size >= 9, "\(title): \(label.text)")
      return (element.text, label.box)
    }
    for (text, box) in boxes {
      let isInside = box.left > -1 && box.right < width + 14 && box.top >= 0 && box.bottom <= height
      #expect(isInside, "\(title): \(text) lies outside: \(box) of \(width) x \(height)")
    }
    let order = boxes.sorted { $0.box.top < $1.box.top }
    for (place, one) in order.enumerated() {
      for other in order[(place + 1)...] {
        if other.box.top >= one.box.bottom - 0.5 { break }
        let isApart = one.box.right <= other.box.left + 0.5 || other.box.right <= one.box.left + 0.5
        #expect(isApart, "\(title): “\(one.text)” and “\(other.text)” cover each other")
      }
    }
  }

  private typealias Box = (left: Double, top: Double, right: Double, bottom: Double)
}
