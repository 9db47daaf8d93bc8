import Exporting
import TestSupport
import Testing

@Suite struct ParquetTests {
  @Test func `fields, lists and structs stand as the compact protocol has them`() {
    let bytes = ThriftCompact.structure { thrift in
      thrift.int32(1, 150)
      thrift.binary(2, Array("hi".utf8))
      thrift.int32s(3, [1, -1])
      thrift.bool(4, true)
      thrift.structure(6)
      thrift.int64(7, -1)
      thrift.byte(8, -2)
      thrift.bool(9, false)
    }
    // 150 is 300 in zigzag, 0xAC 0x02 as a varint; from field 4 to 6 is a way of two.
    #expect(
      bytes == [
        0x15, 0xAC, 0x02, 0x18, 2, 0x68, 0x69, 0x19, 0x25, 0x02, 0x01, 0x11, 0x2C, 0, 0x16, 0x01,
        0x13, 0xFE, 0x12, 0,
      ])
  }

  @Test func `a list of fifteen says its length behind its head`() {
    let bytes = ThriftCompact.structure { $0.texts(1, Array(repeating: "", count: 15)) }
    #expect(bytes == [0x19, 0xF8, 15] + Array(repeating: 0, count: 15) + [0])
  }

  private static let columns: [ExportColumn] = ExportColumn.Kind.allCases.flatMap { kind in
    [
      ExportColumn("\(kind)", kind, .optional, ""),
      ExportColumn("\(kind)_always", kind, .always, ""),
    ]
  }

  /// Random rows, and what a reader should find in them.
  private static func rows(
    _ count: Int, _ random: inout SeededGenerator
  ) -> (block: RowBlock, values: [[ParquetReader.Value]]) {
    var columns = columns.map { ColumnValues($0.kind) }
    var values: [[ParquetReader.Value]] = columns.map { _ in [] }
    for _ in 0..<count {
      for (index, column) in Self.columns.enumerated() {
        if column.presence == .optional, Int.random(in: 0..<3, using: &random) == 0 {
          columns[index].addMissing()
          values[index].append(.missing)
          continue
        }
        let number = Int64.random(in: -4_000_000_000...4_000_000_000, using: &random)
        switch column.kind {
        case .text:
          let text = String(repeating: "ä", count: Int.random(in: 0..<40, using: &random))
          columns[index].add(text)
          values[index].append(.bytes(Array(text.utf8)))
        case .number:
          let double = Double(number) / 7
          columns[index].add(double)
          values[index].append(.double(double.bitPattern))
        case .boolean:
          columns[index].add(number & 1)
          values[index].append(.bool(number & 1 == 1))
        case .date:
          columns[index].add(number % 1_000_000)
          values[index].append(.int(number % 1_000_000))
        case .timestamp, .clockTime:
          columns[index].add(number)
          values[index].append(.int(number * 1000))
        case .integer:
          columns[index].add(number)
          values[index].append(.int(number))
        }
      }
    }
    return (RowBlock(columns: columns), values)
  }

  @Test(arguments: [1, 2, 3]) func `what is written is read, in any parts and groups`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 1...300, using: &random)
    let rowsOfGroup = Int.random(in: 1...80, using: &random)
    let (block, values) = Self.rows(count, &random)
    var encoder = ParquetEncoder(Self.columns, [("key", "välue")], rowsOfGroup: rowsOfGroup)
    var file = encoder.begin()
    var start = 0
    while start < count {
      let end = min(count, start + Int.random(in: 1...90, using: &random))
      file += encoder.encode(block.part(start..<end))
      start = end
    }
    file += encoder.end()
    let read = try ParquetReader(file)
    #expect(read.values == values, "seed \(seed)")
    #expect(read.rows == Int64(count), "seed \(seed)")
    let full = Array(repeating: Int64(rowsOfGroup), count: count / rowsOfGroup)
    let rest = Int64(count % rowsOfGroup)
    #expect(read.groups.map(\.rows) == full + (rest > 0 ? [rest] : []), "seed \(seed)")
    #expect(read.metadata == ["key": "välue"])
  }

  @Test func `a table without a row has its columns, and no row group`() throws {
    var encoder = ParquetEncoder(Self.columns, [])
    let read = try ParquetReader(encoder.begin() + encoder.end())
    #expect(read.rows == 0)
    #expect(read.groups.isEmpty)
    #expect(read.columns.map(\.name) == Self.columns.map(\.name))
    #expect(read.columns.map(\.isOptional) == Self.columns.map { $0.presence == .optional })
  }

  @Test func `kinds are annotated in the old way and in the new`() throws {
    var encoder = ParquetEncoder(Self.columns, [])
    let read = try ParquetReader(encoder.begin() + encoder.end())
    func column(_ name: String) throws -> ParquetReader.Column {
      try #require(read.columns.first { $0.name == name })
    }
    #expect(try column("text").converted == 0)
    #expect(try column("text").logical?.fields[1] != nil)
    #expect(try column("date").converted == 6)
    #expect(try column("date").logical?.fields[6] != nil)
    #expect(try column("timestamp").converted == 10)
    let timestamp = try #require(try column("timestamp").logical?.fields[8])
    guard case .bool(true)? = timestamp.fields[1] else {
      Issue.record("a timestamp is adjusted to UTC")
      return
    }
    // The unit is microseconds.
    #expect(timestamp.fields[2]?.fields[2] != nil)
    // A clock time is not adjusted, which the old way cannot say.
    #expect(try column("clockTime").converted == nil)
    #expect(try column("integer").logical == nil)
  }

  /// Bounds of one column of a file with one row group.
  private static func chunk(
    _ kind: ExportColumn.Kind, _ add: (inout ColumnValues) -> Void
  ) throws -> ParquetReader.Chunk {
    var values = ColumnValues(kind)
    add(&values)
    var encoder = ParquetEncoder([ExportColumn("x", kind, .optional, "")], [])
    let file = encoder.begin() + encoder.encode(RowBlock(columns: [values])) + encoder.end()
    return try #require(try ParquetReader(file).groups.first?.chunks.first)
  }

  @Test func `bounds are the least and the greatest value, and what is missing is counted`() throws
  {
    let numbers = try Self.chunk(.integer) { column in
      for number: Int64 in [5, -3, 7] { column.add(number) }
      column.addMissing()
    }
    #expect(numbers.least == [0xFD] + Array(repeating: 0xFF, count: 7))
    #expect(numbers.most == [7, 0, 0, 0, 0, 0, 0, 0])
    #expect(numbers.missing == 1)
    let texts = try Self.chunk(.text) { column in
      for text in ["b", "ä", "a"] { column.add(text) }
    }
    // By bytes: ä begins with 0xC3.
    #expect(texts.least == [0x61])
    #expect(texts.most == Array("ä".utf8))
  }

  @Test func `zero as a bound has the sign that holds both zeros`() throws {
    let zeros = try Self.chunk(.number) { column in
      column.add(0.0)
      column.add(-0.0)
    }
    #expect(zeros.least == [0, 0, 0, 0, 0, 0, 0, 0x80])
    #expect(zeros.most == [0, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func `a long text is no bound, and a column without a value has none`() throws {
    let long = try Self.chunk(.text) { $0.add(String(repeating: "x", count: 65)) }
    #expect(long.least == nil && long.most == nil && long.missing == 0)
    let none = try Self.chunk(.date) { $0.addMissing() }
    #expect(none.least == nil && none.most == nil && none.missing == 1)
  }

  @Test func `texts that are long together are cut into pages`() throws {
    let texts = try Self.chunk(.text) { column in
      for _ in 0..<5 { column.add(String(repeating: "x", count: 400_000)) }
    }
    // Two of them are less than 1 MiB, three are more.
    #expect(texts.pages == 3)
  }

  @Test func `who wrote it is said as readers take it apart`() throws {
    var encoder = ParquetEncoder(Self.columns, [])
    let read = try ParquetReader(encoder.begin() + encoder.end())
    let pattern = /^reprieve version [0-9]+\.[0-9]+\.[0-9]+ \(build [0-9a-z]+\)$/
    #expect(read.createdBy.wholeMatch(of: pattern) != nil, "\(read.createdBy)")
  }
}
