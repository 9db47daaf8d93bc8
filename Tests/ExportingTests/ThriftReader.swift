/// A value of the compact protocol of Apache Thrift, as it stands in a file.
indirect enum ThriftValue {
  case bool(Bool)
  case int(Int64)
  case bytes([UInt8])
  case list([ThriftValue])
  case structure([Int: ThriftValue])

  /// The fields of a struct by their numbers; none for all else.
  var fields: [Int: ThriftValue] {
    if case .structure(let fields) = self { fields } else { [:] }
  }

  var whole: Int64? { if case .int(let number) = self { number } else { nil } }
  var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
  var string: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  private func fault(_ field: Int, _ kind: String) -> ParquetReader.Fault {
    ParquetReader.Fault(description: "field \(field) is no \(kind)")
  }

  func int(_ field: Int) throws -> Int64 {
    guard let number = fields[field]?.whole else { throw fault(field, "number") }
    return number
  }

  func text(_ field: Int) throws -> String {
    guard let text = fields[field]?.string else { throw fault(field, "text") }
    return text
  }

  func list(_ field: Int) throws -> [ThriftValue] {
    guard case .list(let values)? = fields[field] else { throw fault(field, "list") }
    return values
  }

  func structure(_ field: Int) throws -> ThriftValue {
    guard case .structure? = fields[field] else { throw fault(field, "struct") }
    return fields[field]!
  }
}

/// Reads structs of the compact protocol.
struct ThriftReader {
  private let bytes: [UInt8]
  private(set) var place: Int

  init(_ bytes: [UInt8], at place: Int) {
    self.bytes = bytes
    self.place = place
  }

  mutating func structure() throws -> ThriftValue {
    var fields: [Int: ThriftValue] = [:]
    var number = 0
    while true {
      let head = try next()
      if head == 0 { return .structure(fields) }
      if head >> 4 == 0 {
        number = Int(try zigzag())
      } else {
        number += Int(head >> 4)
      }
      fields[number] = try value(head & 15)
    }
  }

  private mutating func value(_ kind: UInt8) throws -> ThriftValue {
    switch kind {
    case 1: return .bool(true)
    case 2: return .bool(false)
    case 3: return .int(Int64(Int8(bitPattern: try next())))
    case 4, 5, 6: return .int(try zigzag())
    case 8:
      let length = Int(try varint())
      guard place + length <= bytes.count else { throw ParquetReader.Fault(description: "length") }
      defer { place += length }
      return .bytes(Array(bytes[place..<place + length]))
    case 9:
      let head = try next()
      let count = head >> 4 == 15 ? Int(try varint()) : Int(head >> 4)
      return .list(try (0..<count).map { _ in try value(head & 15) })
    case 12: return try structure()
    default: throw ParquetReader.Fault(description: "type \(kind)")
    }
  }

  private mutating func next() throws -> UInt8 {
    guard place < bytes.count else { throw ParquetReader.Fault(description: "the end") }
    defer { place += 1 }
    return bytes[place]
  }

  private mutating func varint() throws -> UInt64 {
    var (number, shift): (UInt64, UInt64) = (0, 0)
    while true {
      let byte = try next()
      number |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return number }
      shift += 7
    }
  }

  private mutating func zigzag() throws -> Int64 {
    let number = try varint()
    return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
  }
}
