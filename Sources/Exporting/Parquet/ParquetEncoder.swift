import Bytes

/// A table as a Parquet file: row groups one after the other, then the footer.
///
/// ```
/// PAR1  group 0: pages of column 0, of column 1, …   group 1: …   footer  its length  PAR1
/// ```
///
/// Written from the format's specification (apache/parquet-format: README.md, Encodings.md,
/// parquet.thrift).
package struct ParquetEncoder: TableEncoder {
  /// Names and values that stand in the footer.
  package typealias Metadata = [(key: String, value: String)]

  private struct Group: Sendable {
    let chunks: [ParquetPages.Chunk]
    let rows: Int
  }

  private let columns: [ParquetColumn]
  private let metadata: Metadata
  private let rowsOfGroup: Int
  private var pending: RowBlock
  private var groups: [Group] = []
  private var size = 0

  private static let magic = Array("PAR1".utf8)

  /// - Parameters:
  ///   - columns: the columns, in their order.
  ///   - metadata: what the footer says besides the schema, such as where rows come from.
  ///   - rowsOfGroup: the rows of each row group but the last.
  package init(_ columns: [ExportColumn], _ metadata: Metadata, rowsOfGroup: Int = 131_072) {
    self.columns = columns.map(ParquetColumn.init)
    self.metadata = metadata
    self.rowsOfGroup = rowsOfGroup
    pending = RowBlock(columns.map(\.kind))
  }

  package mutating func begin() -> [UInt8] { counted(Self.magic) }

  package mutating func encode(_ rows: RowBlock) -> [UInt8] {
    pending.append(rows)
    var bytes: [UInt8] = []
    var start = 0
    while pending.count - start >= rowsOfGroup {
      bytes += group(start..<start + rowsOfGroup)
      start += rowsOfGroup
    }
    if start > 0 { pending = pending.part(start..<pending.count) }
    return bytes
  }

  package mutating func end() -> [UInt8] {
    var bytes = pending.count > 0 ? group(0..<pending.count) : []
    let footer = footer
    bytes += footer
    ParquetColumn.append(UInt64(footer.count), 4, to: &bytes)
    return bytes + Self.magic
  }

  private mutating func counted(_ bytes: [UInt8]) -> [UInt8] {
    size += bytes.count
    return bytes
  }

  /// Rows as a row group; columns are encoded side by side.
  private mutating func group(_ rows: Range<Int>) -> [UInt8] {
    let (columns, pending) = (columns, pending)
    let encoded = Machine.parts(columns.count) { column in
      ParquetPages(columns[column], pending.columns[column], rows)
    }
    var bytes: [UInt8] = []
    var chunks: [ParquetPages.Chunk] = []
    for pages in encoded {
      var chunk = pages.chunk
      chunk.offset = size
      chunks.append(chunk)
      bytes += counted(pages.bytes)
    }
    groups.append(Group(chunks: chunks, rows: rows.count))
    return bytes
  }

  // MARK: the footer

  /// As parquet-java takes it apart: name, version, build.
  private static let createdBy = "reprieve version \(Build.version) (build 1)"

  private var footer: [UInt8] {
    ThriftCompact.structure { file in
      file.int32(1, 1)
      file.structures(2, [nil] + columns.map { Optional($0) }) { element, column in
        if let column { return column.write(to: &element) }
        // The root, which some readers want to have a name.
        element.binary(4, Array("schema".utf8))
        element.int32(5, columns.count)
      }
      file.int64(3, groups.reduce(0) { $0 + $1.rows })
      file.structures(4, groups) { Self.write($1, to: &$0) }
      file.structures(5, metadata) { entry, pair in
        entry.binary(1, Array(pair.key.utf8))
        entry.binary(2, Array(pair.value.utf8))
      }
      file.binary(6, Array(Self.createdBy.utf8))
      // Bounds are in the order of the types: without this no reader may use those of texts.
      file.structures(7, columns) { order, _ in order.structure(1) }
    }
  }

  private static func write(_ group: Group, to thrift: inout ThriftCompact) {
    let size = group.chunks.reduce(0) { $0 + $1.size }
    thrift.structures(1, group.chunks) { column, chunk in
      column.int64(2, chunk.offset)
      column.structure(3) { write(chunk, to: &$0) }
    }
    thrift.int64(2, size)
    thrift.int64(3, group.rows)
    thrift.int64(5, group.chunks.first?.offset ?? 0)
    thrift.int64(6, size)
  }

  private static func write(_ chunk: ParquetPages.Chunk, to thrift: inout ThriftCompact) {
    thrift.int32(1, chunk.column.type)
    thrift.int32s(2, [0, 3])
    thrift.texts(3, [chunk.column.column.name])
    thrift.int32(4, 0)
    thrift.int64(5, chunk.values)
    thrift.int64(6, chunk.size)
    thrift.int64(7, chunk.size)
    thrift.int64(9, chunk.offset)
    thrift.structure(12) { statistics in
      statistics.int64(3, chunk.missing)
      guard let bounds = chunk.bounds else { return }
      statistics.binary(5, bounds.most)
      statistics.binary(6, bounds.least)
    }
  }
}
