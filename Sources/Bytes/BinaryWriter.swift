/// Numbers and bytes one after the other, the least significant byte first: what files beside a log
/// are made of.
package struct BinaryWriter: Sendable {
  /// What was written so far.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// How many bytes were written.
  package var count: Int { bytes.count }

  /// Forgets what was written, and keeps the room for it.
  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Adds a number in as many bytes as its type has.
  @inlinable
  package mutating func put<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
    unsafe withUnsafeBytes(of: number.littleEndian) { unsafe add($0) }
  }

  /// Adds four numbers of eight bytes at once.
  @inlinable
  package mutating func put(
    _ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64
  ) {
    let words = (
      first.littleEndian, second.littleEndian, third.littleEndian, fourth.littleEndian
    )
    unsafe withUnsafeBytes(of: words) { unsafe add($0) }
  }

  /// Adds bytes as they are.
  package mutating func put(raw more: [UInt8]) { bytes.append(contentsOf: more) }

  /// Adds bytes behind their number.
  package mutating func put(counted more: [UInt8]) {
    put(UInt32(more.count))
    bytes.append(contentsOf: more)
  }

  @usableFromInline
  mutating func add(_ more: UnsafeRawBufferPointer) { unsafe bytes.append(contentsOf: more) }
}
