import Bytes

/// The values of one column, one below the other.
///
/// A row without a value has its place in `integers` or `numbers` too, or an empty text: rows are
/// found by counting.
package struct ColumnValues: Sendable {
  package let kind: ExportColumn.Kind
  /// Whether each row has a value.
  package private(set) var isThere: [Bool] = []
  /// Whole numbers; 1 and 0 for true and false; milliseconds of instants and days of dates, both
  /// since 1970-01-01.
  package private(set) var integers: [Int64] = []
  /// Doubles.
  package private(set) var numbers: [Double] = []
  /// All texts as UTF-8, one after the other.
  package private(set) var text: [UInt8] = []
  /// Where each text ends.
  package private(set) var ends: [Int] = []

  package init(_ kind: ExportColumn.Kind) { self.kind = kind }

  /// How many rows there are.
  package var count: Int { isThere.count }

  /// Where the text of a row stands.
  package func extent(_ row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }

  /// Adds a row without a value.
  package mutating func addMissing() {
    isThere.append(false)
    switch kind {
    case .text: ends.append(text.count)
    case .number: numbers.append(0)
    case .integer, .boolean, .timestamp, .date, .clockTime: integers.append(0)
    }
  }

  /// Adds a text.
  package mutating func add(_ value: String) {
    isThere.append(true)
    text.append(text: value)
    ends.append(text.count)
  }

  /// Adds a whole number, or what is kept as one.
  package mutating func add(_ value: Int64) {
    isThere.append(true)
    integers.append(value)
  }

  /// Adds a double.
  package mutating func add(_ value: Double) {
    precondition(value.isFinite, "a number that is not finite was about to be exported")
    isThere.append(true)
    numbers.append(value)
  }

  /// Adds the rows of another column of the same kind, all or some.
  package mutating func append(_ other: ColumnValues, _ rows: Range<Int>? = nil) {
    let rows = rows ?? 0..<other.count
    guard !rows.isEmpty else { return }
    isThere += other.isThere[rows]
    switch kind {
    case .text:
      let start = other.extent(rows.lowerBound).lowerBound
      let end = other.ends[rows.upperBound - 1]
      let shift = text.count - start
      text += other.text[start..<end]
      ends.reserveCapacity(ends.count + rows.count)
      for row in rows { ends.append(other.ends[row] + shift) }
    case .number: numbers += other.numbers[rows]
    case .integer, .boolean, .timestamp, .date, .clockTime: integers += other.integers[rows]
    }
  }

  /// Adds a number to the values of all rows from one on.
  mutating func shift(by offset: Int, from first: Int) {
    guard offset != 0 else { return }
    for row in first..<count where isThere[row] { integers[row] += Int64(offset) }
  }
}
