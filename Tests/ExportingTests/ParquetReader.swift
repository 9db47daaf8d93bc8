/// A minimal reader of Parquet files, written from the format's specification for these tests and
/// from nothing that the writer is made of: flat schemas, data pages of version 1, PLAIN, no
/// compression.
struct ParquetReader {
  /// What is not as the specification says.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  /// A value of a row.
  enum Value: Equatable {
    case missing
    case bool(Bool)
    case int(Int64)
    case double(UInt64)
    case bytes([UInt8])
  }

  /// A column of the schema.
  struct Column {
    let name: String
    let type: Int64
    let isOptional: Bool
    let converted: Int64?
    let logical: ThriftValue?
  }

  /// What a row group says of one column.
  struct Chunk {
    let least: [UInt8]?
    let most: [UInt8]?
    let missing: Int64?
    let pages: Int
  }

  let columns: [Column]
  let rows: Int64
  let groups: [(rows: Int64, chunks: [Chunk])]
  let createdBy: String
  let metadata: [String: String]
  private(set) var values: [[Value]]

  init(_ file: [UInt8]) throws {
    let magic = Array("PAR1".utf8)
    guard file.count >= 12, Array(file.prefix(4)) == magic, Array(file.suffix(4)) == magic else {
      throw Fault(description: "PAR1 does not stand at both ends")
    }
    let length = Self.word(file, at: file.count - 8, 4)
    let start = file.count - 8 - Int(length)
    var thrift = ThriftReader(file, at: start)
    let footer = try thrift.structure()
    guard thrift.place == file.count - 8 else { throw Fault(description: "footer's length") }
    let schema = try footer.list(2)
    guard try schema[0].int(5) == Int64(schema.count - 1) else {
      throw Fault(description: "the root's num_children")
    }
    let columns = try schema.dropFirst().map { element in
      Column(
        name: try element.text(4), type: try element.int(1),
        isOptional: try element.int(3) == 1, converted: element.fields[6]?.whole,
        logical: element.fields[10])
    }
    var values: [[Value]] = columns.map { _ in [] }
    var groups: [(rows: Int64, chunks: [Chunk])] = []
    for group in try footer.list(4) {
      let count = try group.int(3)
      var chunks: [Chunk] = []
      var total: Int64 = 0
      for (index, chunk) in try group.list(1).enumerated() {
        let meta = try chunk.structure(3)
        guard try chunk.int(2) == meta.int(9), try meta.int(6) == meta.int(7),
          try meta.int(1) == columns[index].type, try meta.list(3)[0].string == columns[index].name
        else { throw Fault(description: "column \(index) of a group") }
        total += try meta.int(7)
        let found = try Self.pages(
          file, at: Int(meta.int(9)), size: Int(meta.int(7)), columns[index], rows: Int(count))
        values[index] += found.values
        let statistics = try meta.structure(12)
        chunks.append(
          Chunk(
            least: statistics.fields[6]?.bytes, most: statistics.fields[5]?.bytes,
            missing: statistics.fields[3]?.whole, pages: found.pages))
      }
      guard try group.int(2) == total else { throw Fault(description: "total_byte_size") }
      groups.append((count, chunks))
    }
    self.columns = columns
    self.groups = groups
    self.values = values
    rows = try footer.int(3)
    createdBy = try footer.text(6)
    metadata = try footer.list(5).reduce(into: [:]) { $0[try $1.text(1)] = try $1.text(2) }
    guard try footer.list(7).count == columns.count else {
      throw Fault(description: "an order for each column")
    }
  }

  private static func word(_ bytes: [UInt8], at place: Int, _ count: Int) -> UInt64 {
    (0..<count).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
  }

  private static func pages(
    _ file: [UInt8], at offset: Int, size: Int, _ column: Column, rows: Int
  ) throws -> (values: [Value], pages: Int) {
    var place = offset
    var values: [Value] = []
    var pages = 0
    while place < offset + size {
      var thrift = ThriftReader(file, at: place)
      let header = try thrift.structure()
      let data = try header.structure(5)
      guard try header.int(1) == 0, try header.int(2) == header.int(3), try data.int(2) == 0 else {
        throw Fault(description: "a page's header")
      }
      let body = thrift.place
      let count = Int(try data.int(1))
      place = body + Int(try header.int(3))
      values += try page(Array(file[body..<place]), column, count)
      pages += 1
    }
    guard place == offset + size, values.count == rows else {
      throw Fault(description: "\(column.name): \(values.count) values for \(rows) rows")
    }
    return (values, pages)
  }

  private static func page(
    _ bytes: [UInt8], _ column: Column, _ count: Int
  ) throws -> [Value] {
    var isThere = [Bool](repeating: true, count: count)
    var place = 0
    if column.isOptional {
      let length = Int(word(bytes, at: 0, 4))
      isThere = try levels(Array(bytes[4..<4 + length]), count)
      place = 4 + length
    }
    var values: [Value] = []
    var bit = 0
    for there in isThere {
      guard there else {
        values.append(.missing)
        continue
      }
      switch column.type {
      case 0:
        values.append(.bool(bytes[place + bit / 8] >> UInt8(bit % 8) & 1 == 1))
        bit += 1
      case 1:
        let number = Int32(truncatingIfNeeded: word(bytes, at: place, 4))
        values.append(.int(Int64(number)))
        place += 4
      case 2:
        values.append(.int(Int64(bitPattern: word(bytes, at: place, 8))))
        place += 8
      case 5:
        values.append(.double(word(bytes, at: place, 8)))
        place += 8
      case 6:
        let length = Int(word(bytes, at: place, 4))
        values.append(.bytes(Array(bytes[place + 4..<place + 4 + length])))
        place += 4 + length
      default: throw Fault(description: "type \(column.type)")
      }
    }
    guard place + (bit + 7) / 8 == bytes.count else { throw Fault(description: "rest of a page") }
    return values
  }

  /// The hybrid of runs and packed groups, one bit a value.
  private static func levels(_ bytes: [UInt8], _ count: Int) throws -> [Bool] {
    var levels: [Bool] = []
    var place = 0
    while place < bytes.count {
      var (head, shift) = (0, 0)
      repeat {
        head |= Int(bytes[place] & 0x7F) << shift
        shift += 7
        place += 1
      } while bytes[place - 1] & 0x80 != 0
      if head & 1 == 0 {
        levels += Array(repeating: bytes[place] == 1, count: head >> 1)
        place += 1
      } else {
        for _ in 0..<head >> 1 {
          levels += (0..<8).map { bytes[place] >> UInt8($0) & 1 == 1 }
          place += 1
        }
      }
    }
    guard levels.count >= count else { throw Fault(description: "too few levels") }
    return Array(levels.prefix(count))
  }
}
