import Bytes

/// What an entry of REDCap's logging says was changed:
/// `[instance = 2], gad7_1 = '3', symptoms(2) = checked`.
///
/// Values stand between apostrophes that are not escaped; one ends where an apostrophe is followed by the
/// end or by the next field.
struct LoggedDetails: Equatable, Sendable {
  /// Which instance of a repeating form or event; 1 where none is named.
  private(set) var instance = 1
  /// Fields and their values; of a check box `field___code` and 1 or 0, as in a flat export.
  private(set) var fields: [(name: String, value: [UInt8])] = []

  static func == (left: LoggedDetails, right: LoggedDetails) -> Bool {
    left.instance == right.instance
      && left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.value == $1.value }
  }

  /// Reads the text; `nil` where it is no list of changes.
  init?(_ text: [UInt8]) {
    var at = 0
    Self.skipSpace(text, &at)
    if let end = Self.instanceEnd(text, at) {
      guard let number = Int(Array(text[(at + 12)..<end]).text), number >= 1 else { return nil }
      instance = number
      at = end + 1
      Self.skipComma(text, &at)
    }
    while at < text.count {
      guard let head = Self.head(text, at) else { return nil }
      at = head.next
      switch head.value {
      case .checked(let isChecked):
        fields.append((head.name, [isChecked ? 0x31 : 0x30]))
      case .quoted:
        guard let end = Self.valueEnd(text, at) else { return nil }
        fields.append((head.name, Array(text[at..<end])))
        at = end + 1
      }
      guard at == text.count || text[at] == UInt8(ascii: ",") else { return nil }
      Self.skipComma(text, &at)
    }
    if fields.isEmpty { return nil }
  }

  private enum Value { case checked(Bool), quoted }

  private static func instanceEnd(_ text: [UInt8], _ at: Int) -> Int? {
    guard text.span.has("[instance = ", at: at) else { return nil }
    return text[at...].firstIndex(of: UInt8(ascii: "]"))
  }

  private static func skipSpace(_ text: [UInt8], _ at: inout Int) {
    while at < text.count, text[at] <= 0x20 { at += 1 }
  }

  private static func skipComma(_ text: [UInt8], _ at: inout Int) {
    if at < text.count, text[at] == UInt8(ascii: ",") { at += 1 }
    skipSpace(text, &at)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte &- 0x30 <= 9 || byte == UInt8(ascii: "_")
  }

  /// `name = '` or `name(code) = checked` at a place; `nil` where something else stands there.
  private static func head(
    _ text: [UInt8], _ start: Int
  ) -> (name: String, value: Value, next: Int)? {
    var at = start
    while at < text.count, isNameByte(text[at]) { at += 1 }
    guard at > start else { return nil }
    var name = Array(text[start..<at]).text
    if text.span.has("(", at: at) {
      guard let close = text[at...].firstIndex(of: UInt8(ascii: ")")) else { return nil }
      let code = Array(text[(at + 1)..<close]).text.lowercased()
      name += "___" + code.map { $0 == "-" ? "_" : String($0) }.joined()
      for (word, isChecked) in [(" = checked" as StaticString, true), (" = unchecked", false)]
      where text.span.has(word, at: close + 1) {
        return (name, .checked(isChecked), close + 1 + word.utf8CodeUnitCount)
      }
      return nil
    }
    guard text.span.has(" = '", at: at) else { return nil }
    return (name, .quoted, at + 4)
  }

  /// Where the apostrophe stands that ends the value which begins at a place.
  private static func valueEnd(_ text: [UInt8], _ start: Int) -> Int? {
    var at = start
    while let quote = text.span.firstIndex(of: UInt8(ascii: "'"), in: at..<text.count) {
      var next = quote + 1
      if next == text.count { return quote }
      if text[next] == UInt8(ascii: ",") {
        skipComma(text, &next)
        if next == text.count || head(text, next) != nil { return quote }
      }
      at = quote + 1
    }
    return nil
  }
}
