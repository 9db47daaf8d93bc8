/// Writes JSON documents: members in the order in which they are written, no white space.
///
/// Doubles are written in the shortest digits that give the same double back, a whole one without
/// a fraction; what is not finite has no place in JSON and is a bug of the caller.
package struct JSONWriter {
  /// What has been written so far.
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false

  package init() {}

  /// Starts an object, as a member where `key` is given.
  package mutating func beginObject(_ key: StaticString? = nil) { begin(key, UInt8(ascii: "{")) }

  /// Ends the object.
  package mutating func endObject() { end(UInt8(ascii: "}")) }

  /// Starts an array, as a member where `key` is given.
  package mutating func beginArray(_ key: StaticString? = nil) { begin(key, UInt8(ascii: "[")) }

  /// Ends the array.
  package mutating func endArray() { end(UInt8(ascii: "]")) }

  /// An object as a member of that name.
  package mutating func object(_ key: StaticString? = nil, _ body: (inout JSONWriter) -> Void) {
    beginObject(key)
    body(&self)
    endObject()
  }

  /// An array as a member of that name.
  package mutating func array<Element>(
    _ key: StaticString? = nil, _ elements: some Sequence<Element>,
    _ body: (inout JSONWriter, Element) -> Void
  ) {
    beginArray(key)
    for element in elements { body(&self, element) }
    endArray()
  }

  /// A text, `null` where there is none.
  package mutating func string(_ key: StaticString? = nil, _ text: String?) {
    prefix(key)
    if let text { JSONString.append(text: text, to: &bytes) } else { bytes.append("null") }
  }

  /// A whole number, `null` where there is none.
  package mutating func integer(_ key: StaticString? = nil, _ number: Int?) {
    prefix(key)
    if let number { bytes.append(decimal: number) } else { bytes.append("null") }
  }

  /// A number, `null` where there is none.
  package mutating func double(_ key: StaticString? = nil, _ number: Double?) {
    prefix(key)
    if let number { Self.append(number, to: &bytes) } else { bytes.append("null") }
  }

  /// A truth value, `null` where there is none.
  package mutating func bool(_ key: StaticString? = nil, _ value: Bool?) {
    prefix(key)
    switch value {
    case true?: bytes.append("true")
    case false?: bytes.append("false")
    case nil: bytes.append("null")
    }
  }

  /// `null`.
  package mutating func null(_ key: StaticString? = nil) {
    prefix(key)
    bytes.append("null")
  }

  /// A value that is JSON already, as it stands there; `null` where there is none.
  package mutating func verbatim(_ key: StaticString? = nil, _ value: [UInt8]?) {
    prefix(key)
    if let value { bytes.append(contentsOf: value) } else { bytes.append("null") }
  }

  /// An instant in UTC with milliseconds, `null` where there is none.
  package mutating func instant(_ key: StaticString? = nil, _ instant: Instant?) {
    prefix(key)
    guard let instant else { return bytes.append("null") }
    bytes.append(UInt8(ascii: "\""))
    instant.append(to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  /// A whole number as a member whose name is data.
  package mutating func integer(named key: String, _ number: Int) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    JSONString.append(Array(key.utf8), to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(decimal: number)
    needsComma = true
  }

  /// The name of the next value, where it is data.
  package mutating func key(_ name: String) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    JSONString.append(text: name, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Ends a document that stands on a line of its own; another one may follow.
  package mutating func endLine() {
    bytes.append(0x0A)
    needsComma = false
  }

  /// Adds the shortest digits of `number`.
  package static func append(_ number: Double, to bytes: inout [UInt8]) {
    precondition(number.isFinite, "a number that is not finite was about to be printed")
    if number == number.rounded(), abs(number) < 9_007_199_254_740_992 {
      bytes.append(decimal: Int(number))
    } else {
      let digits = number.description
      bytes.append(text: digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits)
    }
  }

  private mutating func begin(_ key: StaticString?, _ bracket: UInt8) {
    prefix(key)
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func end(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func prefix(_ key: StaticString?) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
    guard let key else { return }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(key)
    bytes.append("\":")
  }
}
