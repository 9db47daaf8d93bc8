import Bytes
import Reports

/// The markup of a page, written so that nothing from a log can become markup.
///
/// Names of elements and attributes are part of the program; everything else is text, in which the
/// five characters that mean something are written as references, and what could turn the direction
/// of writing is spelled out. Source: HTML Living Standard, 13.1 (writing HTML documents).
package struct HTML {
  /// An attribute: its name, and its value; `nil`: it is there, and has none.
  package struct Attribute {
    let name: StaticString
    let value: String?

    package init(_ name: StaticString, _ value: String? = nil) {
      self.name = name
      self.value = value
    }
  }

  /// What has been written so far.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// An element that has content.
  package mutating func element(
    _ name: StaticString, _ attributes: [Attribute] = [], _ content: (inout HTML) -> Void
  ) {
    start(name, attributes)
    content(&self)
    bytes.append(contentsOf: "</".utf8)
    append(name)
    bytes.append(UInt8(ascii: ">"))
  }

  /// An element of text alone.
  package mutating func element(_ name: StaticString, _ text: String) {
    element(name, []) { $0.text(text) }
  }

  /// An element of text alone.
  package mutating func element(
    _ name: StaticString, _ attributes: [Attribute], _ text: String
  ) {
    element(name, attributes) { $0.text(text) }
  }

  /// An element that never has content, such as `meta`.
  package mutating func void(_ name: StaticString, _ attributes: [Attribute] = []) {
    start(name, attributes)
  }

  /// Text.
  package mutating func text(_ text: String) {
    for byte in Visible.text(text).utf8 { append(escaped: byte) }
  }

  /// Sentences: a number is not parted from its sign of percent, and an option of a command not after
  /// its dashes.
  package mutating func prose(_ text: String) {
    let words = text.replacing(" %", with: "\u{A0}%")
      .split(separator: " ", omittingEmptySubsequences: false)
    for (place, word) in words.enumerated() {
      if place > 0 { self.text(" ") }
      if word.hasPrefix("--") {
        element("span", [Attribute("class", "option")], String(word))
      } else {
        self.text(String(word))
      }
    }
  }

  /// A line end, where people read the markup.
  package mutating func line() { bytes.append(UInt8(ascii: "\n")) }

  /// Markup that was written elsewhere in the program: a picture, the style, the script.
  package mutating func markup(_ markup: [UInt8]) { bytes += markup }

  private mutating func start(_ name: StaticString, _ attributes: [Attribute]) {
    bytes.append(UInt8(ascii: "<"))
    append(name)
    for attribute in attributes {
      bytes.append(UInt8(ascii: " "))
      append(attribute.name)
      guard let value = attribute.value else { continue }
      bytes.append(contentsOf: "=\"".utf8)
      text(value)
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: ">"))
  }

  private mutating func append(_ name: StaticString) { bytes.append(text: name.description) }

  private mutating func append(escaped byte: UInt8) {
    switch byte {
    case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
    case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
    case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
    case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
    case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
    default: bytes.append(byte)
    }
  }
}
