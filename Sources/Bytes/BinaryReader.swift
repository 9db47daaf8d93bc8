/// Reads what a `BinaryWriter` wrote. Whatever the bytes are, nothing beyond them is read.
package struct BinaryReader: Sendable {
  /// There are fewer bytes than what should stand there takes.
  package struct Short: Error, Equatable, Sendable {
    package init() {}
  }

  /// All bytes.
  package let bytes: [UInt8]
  /// The byte to be read next.
  package private(set) var at: Int
  private let end: Int

  /// - Parameter range: the bytes that are read; `nil`: all.
  package init(_ bytes: [UInt8], in range: Range<Int>? = nil) {
    self.bytes = bytes
    let range = range ?? 0..<bytes.count
    at = min(max(0, range.lowerBound), bytes.count)
    end = min(range.upperBound, bytes.count)
  }

  /// How many bytes are left.
  package var left: Int { max(0, end - at) }

  /// Passes over bytes; returns where they are.
  package mutating func range(_ count: Int) throws(Short) -> Range<Int> {
    guard count >= 0, count <= left else { throw Short() }
    defer { at += count }
    return at..<at + count
  }

  /// Passes over `count` things of `size` bytes each; returns where they begin.
  package mutating func places(_ count: Int, of size: Int) throws(Short) -> Int {
    let (total, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow else { throw Short() }
    return try range(total).lowerBound
  }

  /// Reads a number of eight bytes.
  package mutating func take(_ type: UInt64.Type) throws(Short) -> UInt64 {
    let start = try range(8).lowerBound
    return bytes.span.word(at: start)
  }

  /// Reads a number of four bytes.
  package mutating func take(_ type: UInt32.Type) throws(Short) -> UInt32 {
    let start = try range(4).lowerBound
    let (low, high) = (
      UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8,
      UInt32(bytes[start + 2]) | UInt32(bytes[start + 3]) << 8
    )
    return low | high << 16
  }

  /// Reads a number of one byte.
  package mutating func take(_ type: UInt8.Type) throws(Short) -> UInt8 {
    let start = try range(1).lowerBound
    return bytes[start]
  }

  /// Reads a number of four bytes that counts something.
  package mutating func count() throws(Short) -> Int { Int(try take(UInt32.self)) }

  /// Reads a number of eight bytes that counts something.
  package mutating func size() throws(Short) -> Int {
    guard let size = Int(exactly: try take(UInt64.self)) else { throw Short() }
    return size
  }

  /// Reads a number with a sign.
  package mutating func signed() throws(Short) -> Int64 {
    Int64(bitPattern: try take(UInt64.self))
  }

  /// Reads bytes that stand behind their number.
  package mutating func counted() throws(Short) -> [UInt8] {
    let range = try range(try count())
    return Array(bytes[range])
  }
}
