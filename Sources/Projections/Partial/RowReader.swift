import Bytes

/// A row that does not say what it has to say: it was written by something else.
package struct RowFault: Error, Equatable, Sendable {
  /// The byte in the row where reading stopped.
  package let offset: Int
}

/// Reads a row element by element, in the order in which `RowWriter` wrote them.
package struct RowReader {
  private let bytes: [UInt8]
  private var at: Int

  /// - Parameter row: one flat JSON array without white space.
  package init(_ row: [UInt8]) throws(RowFault) {
    guard row.first == UInt8(ascii: "["), row.last == UInt8(ascii: "]"), row.count > 1 else {
      throw RowFault(offset: 0)
    }
    bytes = row
    at = 1
  }

  /// The row must end here.
  package func finish() throws(RowFault) {
    guard at == bytes.count - 1 || at == bytes.count else { throw RowFault(offset: at) }
  }

  /// A whole number; `nil` where there is none.
  package mutating func number() throws(RowFault) -> Int? {
    if takeNull() { return nil }
    let isNegative = bytes[at] == UInt8(ascii: "-")
    if isNegative { at += 1 }
    let start = at
    // Negative, so that the least number fits.
    var value = 0
    while bytes[at] &- UInt8(ascii: "0") <= 9 {
      let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = product.subtractingReportingOverflow(Int(bytes[at] - 48))
      guard !tooLarge, !overflow else { throw RowFault(offset: at) }
      value = sum
      at += 1
    }
    guard at > start, isNegative || value > .min else { throw RowFault(offset: at) }
    try endElement()
    return isNegative ? value : -value
  }

  /// A whole number that must be there.
  package mutating func whole() throws(RowFault) -> Int { try there(number()) }

  /// A number of things: 0 or more.
  package mutating func count() throws(RowFault) -> Int {
    let count = try whole()
    guard count >= 0 else { throw RowFault(offset: at) }
    return count
  }

  /// A truth value; `nil` where nothing is known.
  package mutating func truth() throws(RowFault) -> Bool? {
    guard let number = try number() else { return nil }
    guard number == 0 || number == 1 else { throw RowFault(offset: at) }
    return number == 1
  }

  /// A truth value that must be there.
  package mutating func fact() throws(RowFault) -> Bool { try there(truth()) }

  /// A name as its bytes; `nil` where there is none.
  package mutating func string() throws(RowFault) -> [UInt8]? {
    if takeNull() { return nil }
    guard bytes[at] == UInt8(ascii: "\"") else { throw RowFault(offset: at) }
    let start = at + 1
    at = start
    while bytes[at] != UInt8(ascii: "\"") {
      at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
      guard at < bytes.count else { throw RowFault(offset: at) }
    }
    let text = JSONString.decode(bytes, start..<at)
    at += 1
    try endElement()
    return text
  }

  /// A name; `nil` where there is none.
  package mutating func text() throws(RowFault) -> String? { try string()?.text }

  /// A name that must be there.
  package mutating func name() throws(RowFault) -> String { try there(text()) }

  /// One of the values that a type has; `nil` where there is none.
  package mutating func optionalCase<Value: CaseIterable>(
    of type: Value.Type
  ) throws(RowFault) -> Value? {
    guard let place = try number() else { return nil }
    let all = Array(Value.allCases)
    guard all.indices.contains(place) else { throw RowFault(offset: at) }
    return all[place]
  }

  /// One of the values that a type has.
  package mutating func oneCase<Value: CaseIterable>(
    of type: Value.Type
  ) throws(RowFault) -> Value { try there(optionalCase(of: type)) }

  /// As many elements as it says that there are.
  package mutating func list<Element>(
    _ body: (inout RowReader) throws(RowFault) -> Element
  ) throws(RowFault) -> [Element] {
    var elements: [Element] = []
    // A count that is not true ends at the end of the row.
    for _ in 0..<(try count()) { elements.append(try body(&self)) }
    return elements
  }

  private mutating func takeNull() -> Bool {
    guard at + 4 < bytes.count, bytes.span.has("null", at: at) else { return false }
    at += 4
    if bytes[at] == UInt8(ascii: ",") { at += 1 }
    return true
  }

  private mutating func endElement() throws(RowFault) {
    switch bytes[at] {
    case UInt8(ascii: ","): at += 1
    case UInt8(ascii: "]") where at == bytes.count - 1: break
    default: throw RowFault(offset: at)
    }
  }

  private func there<Value>(_ value: Value?) throws(RowFault) -> Value {
    guard let value else { throw RowFault(offset: at) }
    return value
  }
}
