/// Writes structs in the compact protocol of Apache Thrift, which Parquet's metadata are in.
///
/// A field is a byte, the way from the last field's number above and the type below, then the value;
/// a struct ends with 0. Whole numbers are zigzag varints. Source: the Thrift repository,
/// doc/specs/thrift-compact-protocol.md. Only the types that Parquet's metadata have are here.
package struct ThriftCompact {
  /// What has been written so far.
  package private(set) var bytes: [UInt8] = []
  private var lastFields: [Int] = [0]

  /// Types as the protocol numbers them.
  private enum Kind: UInt8 {
    case yes = 1
    case no = 2
    case byte = 3
    case int32 = 5
    case int64 = 6
    case binary = 8
    case list = 9
    case structure = 12
  }

  /// The bytes of a struct that stands alone.
  package static func structure(_ fields: (inout ThriftCompact) -> Void) -> [UInt8] {
    var thrift = ThriftCompact()
    fields(&thrift)
    thrift.bytes.append(0)
    return thrift.bytes
  }

  /// A whole number of eight bits.
  package mutating func byte(_ field: Int, _ value: Int8) {
    head(field, .byte)
    bytes.append(UInt8(bitPattern: value))
  }

  /// A whole number of 32 bits.
  package mutating func int32(_ field: Int, _ value: Int) {
    head(field, .int32)
    varint(Self.zigzag(Int64(Int32(value))))
  }

  /// A whole number of 64 bits.
  package mutating func int64(_ field: Int, _ value: Int) {
    head(field, .int64)
    varint(Self.zigzag(Int64(value)))
  }

  /// A truth value, which is the type of its field.
  package mutating func bool(_ field: Int, _ value: Bool) { head(field, value ? .yes : .no) }

  /// Bytes, or a text as UTF-8.
  package mutating func binary(_ field: Int, _ value: [UInt8]) {
    head(field, .binary)
    varint(UInt64(value.count))
    bytes += value
  }

  /// A struct.
  package mutating func structure(_ field: Int, _ fields: (inout ThriftCompact) -> Void = { _ in })
  {
    head(field, .structure)
    element(fields)
  }

  /// A list of structs.
  package mutating func structures<Element>(
    _ field: Int, _ elements: [Element], _ fields: (inout ThriftCompact, Element) -> Void
  ) {
    head(field, .list)
    listHead(elements.count, .structure)
    for value in elements { element { fields(&$0, value) } }
  }

  /// A list of whole numbers of 32 bits.
  package mutating func int32s(_ field: Int, _ elements: [Int]) {
    head(field, .list)
    listHead(elements.count, .int32)
    for value in elements { varint(Self.zigzag(Int64(Int32(value)))) }
  }

  /// A list of texts.
  package mutating func texts(_ field: Int, _ elements: [String]) {
    head(field, .list)
    listHead(elements.count, .binary)
    for value in elements {
      varint(UInt64(value.utf8.count))
      bytes += value.utf8
    }
  }

  private mutating func element(_ fields: (inout ThriftCompact) -> Void) {
    lastFields.append(0)
    fields(&self)
    lastFields.removeLast()
    bytes.append(0)
  }

  private mutating func head(_ field: Int, _ kind: Kind) {
    let step = field - lastFields[lastFields.count - 1]
    precondition((1...15).contains(step), "fields are written in the order of their numbers")
    lastFields[lastFields.count - 1] = field
    bytes.append(UInt8(step) << 4 | kind.rawValue)
  }

  private mutating func listHead(_ count: Int, _ kind: Kind) {
    guard count >= 15 else { return bytes.append(UInt8(count) << 4 | kind.rawValue) }
    bytes.append(0xF0 | kind.rawValue)
    varint(UInt64(count))
  }

  private static func zigzag(_ value: Int64) -> UInt64 {
    UInt64(bitPattern: value << 1 ^ value >> 63)
  }

  private mutating func varint(_ value: UInt64) { Self.append(varint: value, to: &bytes) }

  /// Adds a number in groups of seven bits, the lowest first (unsigned LEB128).
  static func append(varint value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
