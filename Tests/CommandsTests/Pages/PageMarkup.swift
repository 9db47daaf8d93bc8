import Bytes

/// A page taken apart by a reader that forgives nothing: every element is closed where it should be,
/// every attribute is quoted, every `<` and `&` of a text is a reference.
///
/// Browsers would guess at all of that, and guesses are how a name from a log becomes markup.
struct PageMarkup {
  /// What is wrong, and the bytes before it.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  /// An element with its attributes, its own text, and what stands within.
  final class Element {
    let name: String
    let attributes: [String: String]
    fileprivate(set) var children: [Element] = []
    fileprivate(set) var text = ""

    private func collect(into found: inout [Element]) {
      for child in children {
        found.append(child)
        child.collect(into: &found)
      }
    }

    init(_ name: String, _ attributes: [String: String]) {
      self.name = name
      self.attributes = attributes
    }

    /// All elements within, in the order of the page.
    private(set) lazy var all: [Element] = {
      var found: [Element] = []
      collect(into: &found)
      return found
    }()
    /// All elements of a name within.
    func all(_ name: String) -> [Element] { all.filter { $0.name == name } }
    /// The first of a name within.
    func first(_ name: String) -> Element? { all(name).first }
    /// The text of it and of everything within.
    var fullText: String { text + children.map(\.fullText).joined() }
  }

  /// What holds `html`.
  let root = Element("", [:])

  private static let void: Set<String> = ["meta", "br", "input", "hr", "link", "img"]
  private static let raw: Set<String> = ["script", "style"]
  private static let references = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"]

  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) throws(Fault) {
    self.bytes = bytes
    guard take(Self.doctype) else { throw fault("there is no doctype") }
    var open = [root]
    while at < bytes.count {
      if take(Self.endTag) {
        let name = takeName()
        guard take(Self.end), open.count > 1, open[open.count - 1].name == name else {
          throw fault("</\(name)> closes nothing")
        }
        open.removeLast()
      } else if bytes[at] == UInt8(ascii: "<") {
        at += 1
        let (element, isClosed) = try takeElement()
        open[open.count - 1].children.append(element)
        if Self.raw.contains(element.name) {
          element.text = takeRaw(element.name)
        } else if !isClosed, !Self.void.contains(element.name) {
          open.append(element)
        }
      } else {
        open[open.count - 1].text += try takeText(until: UInt8(ascii: "<"))
      }
    }
    guard open.count == 1 else { throw fault("<\(open[open.count - 1].name)> is not closed") }
  }

  private func fault(_ words: String) -> Fault {
    let before = Array(bytes[max(0, at - 80)..<min(bytes.count, at + 40)]).text
    return Fault(description: "\(words), near \(before)")
  }

  private mutating func take(_ text: [UInt8]) -> Bool {
    guard at + text.count <= bytes.count else { return false }
    for place in text.indices where bytes[at + place] != text[place] { return false }
    at += text.count
    return true
  }

  /// What a page is made of.
  private static let doctype = Array("<!DOCTYPE html>\n".utf8)
  private static let endTag = Array("</".utf8)
  private static let emptyEnd = Array("/>".utf8)
  private static let end = [UInt8(ascii: ">")]
  private static let space = [UInt8(ascii: " ")]
  private static let newLine = [UInt8(ascii: "\n")]
  private static let value = Array("=\"".utf8)
  private static let quote = [UInt8(ascii: "\"")]

  private mutating func takeName() -> String {
    let start = at
    while at < bytes.count, Self.isName[Int(bytes[at])] { at += 1 }
    return Array(bytes[start..<at]).text
  }

  /// Bytes of names.
  private static let isName = (UInt8.min...UInt8.max).map { (byte: UInt8) -> Bool in
    if byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":") { return true }
    let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    let letter = byte | 0x20
    return isDigit || (letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z"))
  }

  private mutating func takeElement() throws(Fault) -> (Element, isClosed: Bool) {
    let name = takeName()
    guard !name.isEmpty else { throw fault("a < that begins nothing") }
    var attributes: [String: String] = [:]
    while take(Self.space) || take(Self.newLine) {
      let attribute = takeName()
      if attribute.isEmpty { continue }
      guard attributes[attribute] == nil else { throw fault("\(attribute) is there twice") }
      if take(Self.value) {
        attributes[attribute] = try takeText(until: UInt8(ascii: "\""))
        guard take(Self.quote) else { throw fault("\(attribute) does not end") }
      } else {
        attributes[attribute] = ""
      }
    }
    if take(Self.emptyEnd) { return (Element(name, attributes), true) }
    guard take(Self.end) else { throw fault("<\(name) does not end") }
    return (Element(name, attributes), false)
  }

  private mutating func takeText(until end: UInt8) throws(Fault) -> String {
    var text: [UInt8] = []
    while at < bytes.count, bytes[at] != end {
      switch bytes[at] {
      case UInt8(ascii: "&"):
        guard let reference = Self.references.first(where: { bytes[at...].starts(with: $0.utf8) })
        else { throw fault("an & that is none of \(Self.references)") }
        at += reference.utf8.count
        text.append(contentsOf: Self.meaning(of: reference).utf8)
      case UInt8(ascii: "<"), UInt8(ascii: ">"): throw fault("a < or > within a text")
      default:
        let start = at
        while at < bytes.count, bytes[at] != end, !Self.isSpecial[Int(bytes[at])] { at += 1 }
        text += bytes[start..<at]
      }
    }
    return text.text
  }

  /// Bytes that mean something within a text.
  private static let isSpecial = (UInt8.min...UInt8.max).map { (byte: UInt8) -> Bool in
    byte == UInt8(ascii: "&") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
  }

  private static func meaning(of reference: String) -> String {
    switch reference {
    case "&amp;": "&"
    case "&lt;": "<"
    case "&gt;": ">"
    case "&quot;": "\""
    default: "'"
    }
  }

  private mutating func takeRaw(_ name: String) -> String {
    let start = at
    let end = Array("</\(name)>".utf8)
    while at < bytes.count,
      bytes[at] != UInt8(ascii: "<") || !bytes[at...].starts(with: end)
    { at += 1 }
    let text = Array(bytes[start..<at]).text
    at = min(bytes.count, at + end.count)
    return text
  }
}

extension PageMarkup {
  /// The tables under their captions, head first, as texts.
  var tables: [(caption: String, rows: [[String]])] {
    root.all("table").map { table in
      (
        table.first("caption")?.text ?? "",
        table.all("tr").map { row in row.children.map { $0.fullText } }
      )
    }
  }

  /// The rows of the first table of a caption, without its head.
  func rows(_ caption: String) -> [[String]] {
    tables.first { $0.caption == caption }.map { Array($0.rows.dropFirst()) } ?? []
  }
}
