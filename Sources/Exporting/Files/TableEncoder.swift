/// Writes the rows of one table as the bytes of one file, part by part.
package protocol TableEncoder: Sendable {
  /// What stands before all rows.
  mutating func begin() -> [UInt8]

  /// The next rows, as far as they can be written already.
  mutating func encode(_ rows: RowBlock) -> [UInt8]

  /// What is left, and what stands behind all rows.
  mutating func end() -> [UInt8]

  /// The beginning once more, in as many bytes, where it says what is known only at the end; `nil`
  /// where it stays as it is.
  var finalBeginning: [UInt8]? { get }
}

extension TableEncoder {
  package var finalBeginning: [UInt8]? { nil }
}
