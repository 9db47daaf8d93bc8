/// The inside of JSON strings: escapes read and written.
package enum JSONString {
  /// The text of `bytes[range]`, escapes resolved; the range must have been parsed before.
  package static func decode(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(range.count)
    var at = range.lowerBound
    while at < range.upperBound {
      guard bytes[at] == UInt8(ascii: "\\") else {
        text.append(bytes[at])
        at += 1
        continue
      }
      let letter = bytes[at + 1]
      at += 2
      switch letter {
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "u"):
        var scalar = UInt32(hexadecimal(bytes, at: at) ?? 0xFFFD)
        at += 4
        if scalar & 0xFC00 == 0xD800, bytes.span.has("\\u", at: at),
          let low = hexadecimal(bytes, at: at + 2), low & 0xFC00 == 0xDC00
        {
          scalar = 0x10000 + (scalar & 0x3FF) << 10 + UInt32(low & 0x3FF)
          at += 6
        }
        text.append(contentsOf: (Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
      default: text.append(letter)
      }
    }
    return text
  }

  /// Adds `text` as a JSON string with the escapes of RFC 8785, section 3.2.2.2: the shortest
  /// that there are, and none where none is needed.
  package static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""): bytes.append("\\\"")
      case UInt8(ascii: "\\"): bytes.append("\\\\")
      case 0x08: bytes.append("\\b")
      case 0x09: bytes.append("\\t")
      case 0x0A: bytes.append("\\n")
      case 0x0C: bytes.append("\\f")
      case 0x0D: bytes.append("\\r")
      case 0..<0x20:
        bytes.append("\\u00")
        bytes.append(contentsOf: Hexadecimal.encode([byte]).utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Adds `text` likewise: where it will stand, and again where something in it has to be escaped.
  package static func append(text: String, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: text.utf8)
    for at in start + 1..<bytes.count {
      let byte = bytes[at]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        bytes.removeLast(bytes.count - start)
        return append(Array(text.utf8), to: &bytes)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  static func hexadecimal(_ bytes: [UInt8], at offset: Int) -> UInt16? {
    guard offset + 4 <= bytes.count else { return nil }
    var unit: UInt16 = 0
    for byte in bytes[offset..<offset + 4] {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }
}

extension JSONNode {
  /// Adds the value without white space: numbers as they were written, strings with the shortest
  /// escapes, members in the order given.
  ///
  /// Nodes stand on the tape in the order in which they are written, so nesting costs no stack here
  /// either: a log may hold as many brackets as fit in a line.
  package func append(to bytes: inout [UInt8]) {
    var open: [(end: Int, bracket: UInt8)] = []
    var needsComma = false
    for place in index..<Int(document.nodes[index].next) {
      while let last = open.last, last.end == place {
        bytes.append(last.bracket)
        open.removeLast()
        needsComma = true
      }
      if needsComma { bytes.append(UInt8(ascii: ",")) }
      if place > index, document.nodes[place].keyStart >= 0 {
        JSONString.append(document.key(place), to: &bytes)
        bytes.append(UInt8(ascii: ":"))
      }
      let node = JSONNode(document: document, index: place)
      let end = Int(document.nodes[place].next)
      needsComma = false
      switch node.kind {
      case .null, .bool, .number:
        bytes.append(contentsOf: node.raw)
        needsComma = true
      case .string:
        JSONString.append(node.string ?? [], to: &bytes)
        needsComma = true
      case .array:
        bytes.append(UInt8(ascii: "["))
        open.append((end, UInt8(ascii: "]")))
      case .object:
        bytes.append(UInt8(ascii: "{"))
        open.append((end, UInt8(ascii: "}")))
      }
    }
    for last in open.reversed() { bytes.append(last.bracket) }
  }
}
