package import Bytes

/// The CloudEvents attributes of an event, held to section 1: everything but what `data` says.
package enum Envelope {
  /// The members that only the log sets.
  package static let setByLog = ["seq", "recordedtime", "first", "last", "xxh64"]
  /// The producer's members that section 1 names, in the order in which they are written.
  package static let named = ["id", "source", "actor", "type", "subject", "time", "data"]

  static let timeForm =
    "RFC 3339 with Z or an offset, such as 2026-01-05T10:00:00Z or 2026-01-05T11:00:00.250+01:00"
  static let subjectForm =
    "a pseudonym: 1 to 64 letters, digits, '.', '_', '-', starting with a letter or digit, not log"

  /// Checks all attributes of a parsed line, those that only the log sets left out.
  ///
  /// Throws `Refusal` for the first attribute, in the order of section 1, that is wrong.
  package static func check(_ root: JSONNode) throws(Refusal) {
    if let version = root["specversion"], version.text != "1.0" {
      throw Refusal("specversion", .format, found: version, expected: "\"1.0\"")
    }
    let id = try requireText(root, "id")
    let scalars = String(decoding: id, as: UTF8.self).unicodeScalars
    guard (1...128).contains(scalars.count), !scalars.contains(where: isControl) else {
      throw Refusal(
        "id", .format, found: root["id"], expected: "1 to 128 characters, no control characters")
    }
    let source = try requireText(root, "source")
    guard isURIReference(source.span, 0..<source.count) else {
      throw Refusal(
        "source", .format, found: root["source"],
        expected: "a URI reference such as /clinic/tampa/ehr")
    }
    if let actor = root["actor"] {
      guard let text = actor.string else {
        throw Refusal("actor", .type, found: actor, expected: "a text")
      }
      guard !text.isEmpty else {
        throw Refusal("actor", .format, found: actor, expected: "a text that is not empty")
      }
    }
    guard try !requireText(root, "type").isEmpty else {
      throw Refusal("type", .format, found: root["type"], expected: "a type such as rating")
    }
    guard isSubject(try requireText(root, "subject")) else {
      throw Refusal("subject", .format, found: root["subject"], expected: subjectForm)
    }
    let time = try requireText(root, "time")
    guard Instant(time.span, in: 0..<time.count) != nil else {
      throw Refusal("time", .format, found: root["time"], expected: timeForm)
    }
    guard let data = root["data"] else {
      throw Refusal("data", .missing, expected: "data is required")
    }
    guard data.kind == .object else {
      throw Refusal("data", .type, found: data, expected: "an object")
    }
    for (name, value) in root.members where !isKnown(name) { try checkOther(name.text, value) }
  }

  /// Whether `check` would have nothing to say of the attributes before `data`, `time` left out, of a
  /// plain line in canonical order; `false` says nothing: a full parse decides.
  ///
  /// - Parameter sourceIsKnown: whether its source was found good before.
  static func isInOrder(
    _ line: Span<UInt8>, _ parts: CanonicalParts, sourceIsKnown: Bool = false
  ) -> Bool {
    (1...128).contains(parts.id.count) && !parts.type.isEmpty && parts.actor?.isEmpty != true
      && isSubject(line, parts.subject)
      && (sourceIsKnown || isURIReference(line, parts.source))
  }

  private static func isSubject(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard (1...64).contains(range.count), isAlphanumeric(line[range.lowerBound]),
      !line.spells("log", in: range)
    else { return false }
    for at in range where !isAlphanumeric(line[at]) {
      let byte = line[at]
      guard byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      else { return false }
    }
    return true
  }

  /// Whether a text is a pseudonym: `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`, and not `log`.
  package static func isSubject(_ text: [UInt8]) -> Bool {
    isSubject(text.span, 0..<text.count)
  }

  private static func requireText(_ root: JSONNode, _ name: String) throws(Refusal) -> [UInt8] {
    guard let value = root[name] else {
      throw Refusal(name, .missing, expected: "\(name) is required")
    }
    guard let text = value.string else {
      throw Refusal(name, .type, found: value, expected: "a text")
    }
    return text
  }

  private static func isKnown(_ name: [UInt8]) -> Bool {
    (named + setByLog + ["specversion"]).contains { Array($0.utf8) == name }
  }

  private static func checkOther(_ name: String, _ value: JSONNode) throws(Refusal) {
    if name == "data_base64" {
      throw Refusal(name, .notAllowed, found: value, expected: "data as JSON")
    }
    guard (1...20).contains(name.utf8.count), name.utf8.allSatisfy(isLowerAlphanumeric) else {
      throw Refusal(
        name, .format, foundText: name, expected: "an attribute name of 1 to 20 of a-z and 0-9")
    }
    switch value.kind {
    case .string, .bool: break
    case .number:
      guard let token = value.number, token.isWhole else {
        throw Refusal(name, .type, found: value, expected: "a text, true, false or a whole number")
      }
      guard let number = token.whole, Int32(exactly: number) != nil else {
        throw Refusal(name, .range, found: value, expected: "a whole number of 32 bits")
      }
    case .null, .array, .object:
      throw Refusal(name, .type, found: value, expected: "a text, true, false or a whole number")
    }
    if name == "datacontenttype" {
      guard let type = value.text else {
        throw Refusal(name, .type, found: value, expected: "application/json")
      }
      let media = type.lowercased().split(separator: ";")[0...].first.map(String.init) ?? ""
      let trimmed = media.filter { $0 != " " }
      guard trimmed == "application/json" || trimmed == "text/json" || trimmed.hasSuffix("+json")
      else { throw Refusal(name, .notAllowed, found: value, expected: "application/json") }
    }
  }

  /// Characters and escapes of RFC 3986; not empty.
  private static func isURIReference(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var at = range.lowerBound
    while at < range.upperBound {
      let byte = text[at]
      if byte == UInt8(ascii: "%") {
        guard at + 2 < range.upperBound, isHexadecimal(text[at + 1]), isHexadecimal(text[at + 2])
        else { return false }
        at += 3
      } else {
        guard isAlphanumeric(byte) || isMark(byte) else { return false }
        at += 1
      }
    }
    return !range.isEmpty
  }

  /// Reserved and unreserved characters that are neither letters nor digits.
  private static func isMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"),
      UInt8(
        ascii: "&")...UInt8(
        ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "?"),
      UInt8(ascii: "@"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLowerAlphanumeric(byte) || byte &- UInt8(ascii: "A") < 26
  }

  private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
  }
}
