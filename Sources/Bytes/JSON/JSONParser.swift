/// The one strict reader of JSON text (RFC 8259): bytes in, tape of nodes out.
///
/// It keeps its own stack, so depth is bounded by the text alone.
struct JSONParser {
  private let bytes: [UInt8]
  private var at = 0
  private var open: [Int] = []
  var nodes: [JSONDocument.Node] = []
  var depth = 0
  var hasWhiteSpace = false
  var loneSurrogate: Int?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads the whole text; afterwards `nodes` is complete.
  mutating func run() throws(JSONFault) {
    skipWhiteSpace()
    try value(key: nil)
    while let container = open.last {
      skipWhiteSpace()
      let isObject = nodes[container].kind == .object
      let closing = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
      let isFirst = nodes.count == container + 1
      if peek == closing {
        at += 1
        close(container)
        continue
      }
      if !isFirst {
        try expect(UInt8(ascii: ","))
        skipWhiteSpace()
      }
      var key: (range: Range<Int>, escaped: Bool)?
      if isObject {
        try expect(UInt8(ascii: "\""))
        key = try string()
        skipWhiteSpace()
        try expect(UInt8(ascii: ":"))
        skipWhiteSpace()
      }
      try value(key: key)
    }
    skipWhiteSpace()
    guard at == bytes.count else { throw fault }
  }

  private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }
  private var fault: JSONFault { JSONFault(.json, at: at) }

  private mutating func value(key: (range: Range<Int>, escaped: Bool)?) throws(JSONFault) {
    guard let first = peek else { throw fault }
    var node = JSONDocument.Node(kind: .null, start: Int32(at))
    if let key {
      node.keyStart = Int32(key.range.lowerBound)
      node.keyEnd = Int32(key.range.upperBound)
      node.keyIsEscaped = key.escaped
    }
    node.next = Int32(nodes.count + 1)
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      node.kind = first == UInt8(ascii: "{") ? .object : .array
      at += 1
      open.append(nodes.count)
      depth = max(depth, open.count)
      nodes.append(node)
      return
    case UInt8(ascii: "\""):
      at += 1
      let (range, escaped) = try string()
      node.kind = .string
      node.isEscaped = escaped
      node.start = Int32(range.lowerBound)
      node.end = Int32(range.upperBound)
    case UInt8(ascii: "t"): node.end = try literal("true", &node, .bool)
    case UInt8(ascii: "f"): node.end = try literal("false", &node, .bool)
    case UInt8(ascii: "n"): node.end = try literal("null", &node, .null)
    default:
      let start = at
      while let byte = peek, isNumberByte(byte) { at += 1 }
      guard NumberToken(bytes.span, in: start..<at) != nil else {
        throw JSONFault(.json, at: start)
      }
      node.kind = .number
      node.end = Int32(at)
    }
    nodes.append(node)
  }

  private mutating func close(_ container: Int) {
    nodes[container].end = Int32(at)
    nodes[container].next = Int32(nodes.count)
    open.removeLast()
  }

  private mutating func literal(
    _ text: StaticString, _ node: inout JSONDocument.Node, _ kind: JSONDocument.Kind
  ) throws(JSONFault) -> Int32 {
    guard bytes.span.has(text, at: at) else { throw fault }
    at += text.utf8CodeUnitCount
    node.kind = kind
    return Int32(at)
  }

  /// Reads a string whose opening quote has been read.
  private mutating func string() throws(JSONFault) -> (range: Range<Int>, escaped: Bool) {
    let start = at
    var escaped = false
    while true {
      var place = at
      var byte: UInt8 = 0
      while place < bytes.count {
        byte = bytes[place]
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
        place &+= 1
      }
      at = place
      guard place < bytes.count, byte >= 0x20 else { throw fault }
      if byte == UInt8(ascii: "\"") {
        at += 1
        return (start..<place, escaped)
      }
      escaped = true
      try escape()
    }
  }

  private mutating func escape() throws(JSONFault) {
    let start = at
    at += 1
    guard let letter = peek else { throw fault }
    at += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return
    case UInt8(ascii: "u"):
      let unit = try hexadecimal()
      if unit & 0xFC00 == 0xD800 {
        guard bytes.span.has("\\u", at: at) else { return noteLone(start) }
        let mark = at
        at += 2
        if try hexadecimal() & 0xFC00 != 0xDC00 {
          at = mark
          noteLone(start)
        }
      } else if unit & 0xFC00 == 0xDC00 {
        noteLone(start)
      }
    default: throw JSONFault(.json, at: start)
    }
  }

  private mutating func noteLone(_ offset: Int) {
    if loneSurrogate == nil { loneSurrogate = offset }
  }

  private mutating func hexadecimal() throws(JSONFault) -> UInt16 {
    guard let unit = JSONString.hexadecimal(bytes, at: at) else { throw fault }
    at += 4
    return unit
  }

  private mutating func expect(_ byte: UInt8) throws(JSONFault) {
    guard peek == byte else { throw fault }
    at += 1
  }

  private mutating func skipWhiteSpace() {
    let start = at
    var place = at
    while place < bytes.count {
      let byte = bytes[place]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
      place &+= 1
    }
    at = place
    if place > start { hasWhiteSpace = true }
  }

  private func isNumberByte(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") <= 9 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e")
  }
}
