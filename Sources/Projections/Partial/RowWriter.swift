import Bytes

/// Writes what one subject adds to an answer as a row: whole numbers, truth values and names in a
/// fixed order, one flat JSON array.
///
/// No row holds a number that was rounded: times are milliseconds, totals are points. So equal rows
/// are equal bytes, and rows can be counted.
package struct RowWriter {
  /// The elements so far, commas between them.
  private var bytes: [UInt8] = []

  package init() {}

  /// The row.
  package var row: [UInt8] { [UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")] }

  /// A whole number; `null` where there is none.
  package mutating func put(_ number: Int?) {
    comma()
    if let number { bytes.append(decimal: number) } else { bytes.append("null") }
  }

  /// A whole number; `null` where there is none.
  package mutating func put(_ number: Int64?) { put(number.map { Int($0) }) }

  /// A truth value as 0 or 1; `null` where nothing is known.
  package mutating func put(_ truth: Bool?) { put(truth.map { $0 ? 1 : 0 }) }

  /// A name; `null` where there is none.
  package mutating func put(_ text: String?) { put(text.map { Array($0.utf8) }) }

  /// A name as its bytes; `null` where there is none.
  package mutating func put(_ text: [UInt8]?) {
    comma()
    if let text { JSONString.append(text, to: &bytes) } else { bytes.append("null") }
  }

  /// The place of a value among all that it can be; `null` where there is none.
  package mutating func put<Value: CaseIterable & Equatable>(case value: Value?) {
    put(value.flatMap { Array(Value.allCases).firstIndex(of: $0) })
  }

  /// How many elements there are, then each.
  package mutating func list<Element>(
    _ elements: some Collection<Element>, _ body: (inout RowWriter, Element) -> Void
  ) {
    put(elements.count)
    for element in elements { body(&self, element) }
  }

  /// Elements that another row holds, as they stand there.
  package mutating func append(_ other: RowWriter) {
    guard !other.bytes.isEmpty else { return }
    comma()
    bytes += other.bytes
  }

  private mutating func comma() {
    if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
  }
}

extension RowWriter: Hashable, Sendable {}
