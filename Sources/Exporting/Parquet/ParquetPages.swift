/// The pages of one column in one row group: a header each, levels where rows may have no value, and
/// the values. Data pages of version 1, encoding PLAIN, not compressed.
struct ParquetPages: Sendable {
  /// What the footer says about them.
  struct Chunk: Sendable {
    let column: ParquetColumn
    /// Where the first page stands in the file.
    var offset: Int
    /// Rows, with and without a value.
    let values: Int
    /// Bytes, headers of pages included.
    let size: Int
    /// Rows without a value.
    let missing: Int
    let bounds: (least: [UInt8], most: [UInt8])?
  }

  /// The pages.
  private(set) var bytes: [UInt8] = []
  let chunk: Chunk

  /// A page ends where it has so many bytes of values, or rows.
  private static let longestPage = 1 << 20
  private static let mostRows = 20_000

  init(_ column: ParquetColumn, _ values: ColumnValues, _ rows: Range<Int>) {
    var start = rows.lowerBound
    while start < rows.upperBound {
      let end = Self.end(of: values, from: start, rows.upperBound)
      Self.append(column, values, start..<end, to: &bytes)
      start = end
    }
    chunk = Chunk(
      column: column, offset: 0, values: rows.count, size: bytes.count,
      missing: rows.count { !values.isThere[$0] }, bounds: column.bounds(values, rows))
  }

  /// Where a page ends that begins at a row.
  private static func end(of values: ColumnValues, from start: Int, _ last: Int) -> Int {
    let most = min(last, start + mostRows)
    guard values.kind == .text else { return most }
    let limit = values.extent(start).lowerBound + longestPage
    var end = start + 1
    while end < most, values.ends[end] <= limit { end += 1 }
    return end
  }

  private static func append(
    _ column: ParquetColumn, _ values: ColumnValues, _ rows: Range<Int>, to bytes: inout [UInt8]
  ) {
    var page: [UInt8] = []
    if column.isOptional {
      let levels = levels(values.isThere[rows])
      ParquetColumn.append(UInt64(levels.count), 4, to: &page)
      page += levels
    }
    column.append(values, rows, to: &page)
    bytes += ThriftCompact.structure { header in
      header.int32(1, 0)
      header.int32(2, page.count)
      header.int32(3, page.count)
      header.structure(5) { data in
        data.int32(1, rows.count)
        data.int32(2, 0)
        data.int32(3, 3)
        data.int32(4, 3)
      }
    }
    bytes += page
  }

  /// Which rows have a value, as runs of the hybrid RLE encoding with one bit a value.
  private static func levels(_ isThere: ArraySlice<Bool>) -> [UInt8] {
    var bytes: [UInt8] = []
    var place = isThere.startIndex
    while place < isThere.endIndex {
      let end = isThere[place...].firstIndex(of: !isThere[place]) ?? isThere.endIndex
      ThriftCompact.append(varint: UInt64(end - place) << 1, to: &bytes)
      bytes.append(isThere[place] ? 1 : 0)
      place = end
    }
    return bytes
  }
}
