/// How a column of a table is stored in Parquet: physical type, annotations, encoding.
///
/// Source of all numbers: the Parquet format's `parquet.thrift` (enums `Type`, `ConvertedType`,
/// `FieldRepetitionType`, union `LogicalType`). Both the old annotation and the new one are written,
/// since readers look at either.
struct ParquetColumn: Sendable {
  let column: ExportColumn

  /// Physical types.
  private enum Physical: Int {
    case boolean = 0
    case int32 = 1
    case int64 = 2
    case double = 5
    case bytes = 6
  }

  private var physical: Physical {
    switch column.kind {
    case .text: .bytes
    case .integer, .timestamp, .clockTime: .int64
    case .number: .double
    case .boolean: .boolean
    case .date: .int32
    }
  }

  /// The number of the physical type.
  var type: Int { physical.rawValue }

  /// Whether a row may have no value: then levels say which have one.
  var isOptional: Bool { column.presence == .optional }

  /// Writes the element of the schema.
  func write(to thrift: inout ThriftCompact) {
    thrift.int32(1, type)
    thrift.int32(3, isOptional ? 1 : 0)
    thrift.binary(4, Array(column.name.utf8))
    switch column.kind {
    case .text:
      thrift.int32(6, 0)
      thrift.structure(10) { $0.structure(1) }
    case .date:
      thrift.int32(6, 6)
      thrift.structure(10) { $0.structure(6) }
    case .timestamp, .clockTime:
      // Microseconds, which all readers know; adjusted to UTC or, of clock times, not.
      let isUTC = column.kind == .timestamp
      if isUTC { thrift.int32(6, 10) }
      thrift.structure(10) { logical in
        logical.structure(8) { timestamp in
          timestamp.bool(1, isUTC)
          timestamp.structure(2) { $0.structure(2) }
        }
      }
    case .integer, .number, .boolean: break
    }
  }

  /// Adds the values of rows in the encoding PLAIN; those that have none are left out.
  func append(_ values: ColumnValues, _ rows: Range<Int>, to bytes: inout [UInt8]) {
    switch column.kind {
    case .boolean:
      // Packed, the lowest bit first.
      var bit = 8
      for row in rows where values.isThere[row] {
        if bit == 8 {
          bytes.append(0)
          bit = 0
        }
        if values.integers[row] != 0 { bytes[bytes.count - 1] |= 1 << UInt8(bit) }
        bit += 1
      }
    case .text:
      for row in rows where values.isThere[row] {
        let extent = values.extent(row)
        Self.append(UInt64(extent.count), 4, to: &bytes)
        bytes.append(contentsOf: values.text[extent])
      }
    default:
      for row in rows where values.isThere[row] { append(word(values, row), to: &bytes) }
    }
  }

  /// A value of a column of numbers as the bits that are stored.
  private func word(_ values: ColumnValues, _ row: Int) -> UInt64 {
    switch column.kind {
    case .number: values.numbers[row].bitPattern
    case .timestamp, .clockTime: UInt64(bitPattern: values.integers[row] * 1000)
    default: UInt64(bitPattern: values.integers[row])
    }
  }

  private func append(_ word: UInt64, to bytes: inout [UInt8]) {
    Self.append(word, physical == .int32 ? 4 : 8, to: &bytes)
  }

  /// Adds the lower bytes of a word, the lowest first.
  static func append(_ word: UInt64, _ count: Int, to bytes: inout [UInt8]) {
    for shift in 0..<count { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * shift))) }
  }

  /// Longer texts are no bounds: a statistic is there to be read without the column.
  private static let longestBound = 64

  /// The least and the greatest value of some rows as they are stored; `nil` where there is none, or
  /// where a text is too long to be one.
  func bounds(_ values: ColumnValues, _ rows: Range<Int>) -> (least: [UInt8], most: [UInt8])? {
    var (least, most): (Int?, Int?) = (nil, nil)
    for row in rows where values.isThere[row] {
      if least.map({ precedes(values, row, $0) }) ?? true { least = row }
      if most.map({ precedes(values, $0, row) }) ?? true { most = row }
    }
    guard let least, let most else { return nil }
    if column.kind == .text {
      let (low, high) = (values.extent(least), values.extent(most))
      guard low.count <= Self.longestBound, high.count <= Self.longestBound else { return nil }
      return (Array(values.text[low]), Array(values.text[high]))
    }
    if column.kind == .boolean {
      return ([UInt8(values.integers[least])], [UInt8(values.integers[most])])
    }
    var (low, high): ([UInt8], [UInt8]) = ([], [])
    append(word(values, least), to: &low)
    append(word(values, most), to: &high)
    // Zeros are equal and may stand on either side of a bound: -0 is the least, +0 the greatest.
    if column.kind == .number, values.numbers[least] == 0 { low[7] = 0x80 }
    if column.kind == .number, values.numbers[most] == 0 { high[7] = 0 }
    return (low, high)
  }

  /// The order of the values; of texts that of their bytes.
  private func precedes(_ values: ColumnValues, _ left: Int, _ right: Int) -> Bool {
    switch column.kind {
    case .number: values.numbers[left] < values.numbers[right]
    case .text:
      values.text[values.extent(left)].lexicographicallyPrecedes(
        values.text[values.extent(right)])
    default: values.integers[left] < values.integers[right]
    }
  }
}
