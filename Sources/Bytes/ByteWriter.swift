/// Writes bytes one behind the other into memory of a size that is known beforehand.
///
/// What an array asks at every addition (is it shared, has it room) is asked once: lines are made of
/// seven pieces each, and a batch has a million lines.
@safe package struct ByteWriter: ~Copyable {
  private let target: UnsafeMutableRawBufferPointer
  /// How many bytes were written.
  package private(set) var count = 0

  fileprivate init(_ target: UnsafeMutableRawBufferPointer) { unsafe self.target = target }

  /// Room for `length` more bytes, taken.
  @inline(__always)
  private mutating func take(_ length: Int) -> UnsafeMutableRawPointer {
    let room = unsafe target.count &- count
    precondition(length >= 0 && length <= room, "more than was asked for")
    let place = unsafe target.baseAddress.unsafelyUnwrapped + count
    count &+= length
    return unsafe place
  }

  /// Adds one byte.
  @inline(__always)
  package mutating func put(_ byte: UInt8) {
    unsafe take(1).storeBytes(of: byte, as: UInt8.self)
  }

  /// Adds the bytes of a range.
  @inline(__always)
  package mutating func put(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
    guard !range.isEmpty else { return }
    let place = unsafe take(range.count)
    unsafe bytes.withUnsafeBytes { source in
      unsafe place.copyMemory(
        from: source.baseAddress.unsafelyUnwrapped + range.lowerBound, byteCount: range.count)
    }
  }

  /// Adds all bytes.
  @inline(__always)
  package mutating func put(_ bytes: Span<UInt8>) { put(bytes, 0..<bytes.count) }

  /// Adds the UTF-8 bytes of `text`.
  @inline(__always)
  package mutating func put(_ text: StaticString) {
    let place = unsafe take(text.utf8CodeUnitCount)
    unsafe place.copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
  }

  /// Adds a number as eight bytes, the least significant first.
  @inline(__always)
  package mutating func put(littleEndian number: UInt64) {
    unsafe take(8).storeBytes(of: number.littleEndian, as: UInt64.self)
  }

  /// Adds the digits of a number that is not negative and has `length` of them.
  @inline(__always)
  package mutating func put(decimal number: Int, length: Int) {
    let place = unsafe take(length)
    var rest = UInt64(truncatingIfNeeded: number)
    var at = length
    while at > 0 {
      at &-= 1
      unsafe place.storeBytes(
        of: UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10), toByteOffset: at,
        as: UInt8.self)
      rest /= 10
    }
  }

  /// Adds the 16 hexadecimal digits of a number, the most significant first.
  @inline(__always)
  package mutating func put(hexadecimal number: UInt64) {
    put(littleEndian: Hexadecimal.word(UInt32(truncatingIfNeeded: number &>> 32)))
    put(littleEndian: Hexadecimal.word(UInt32(truncatingIfNeeded: number)))
  }

  /// Adds the 32 bytes of a digest.
  @inline(__always)
  package mutating func put(_ digest: Digest) {
    let words = digest.words
    let place = unsafe take(32)
    unsafe place.storeBytes(of: words.0.bigEndian, toByteOffset: 0, as: UInt32.self)
    unsafe place.storeBytes(of: words.1.bigEndian, toByteOffset: 4, as: UInt32.self)
    unsafe place.storeBytes(of: words.2.bigEndian, toByteOffset: 8, as: UInt32.self)
    unsafe place.storeBytes(of: words.3.bigEndian, toByteOffset: 12, as: UInt32.self)
    unsafe place.storeBytes(of: words.4.bigEndian, toByteOffset: 16, as: UInt32.self)
    unsafe place.storeBytes(of: words.5.bigEndian, toByteOffset: 20, as: UInt32.self)
    unsafe place.storeBytes(of: words.6.bigEndian, toByteOffset: 24, as: UInt32.self)
    unsafe place.storeBytes(of: words.7.bigEndian, toByteOffset: 28, as: UInt32.self)
  }

  /// The XXH64 of the bytes from `start` on.
  package func sum(from start: Int) -> UInt64 {
    precondition(start >= 0 && start <= count)
    return unsafe XXH64.hash(
      UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(target)[start..<count]))
  }
}

extension Array where Element == UInt8 {
  /// The bytes that `body` writes, at most `capacity`.
  package init(writing capacity: Int, _ body: (inout ByteWriter) -> Void) {
    unsafe self.init(unsafeUninitializedCapacity: capacity) { buffer, count in
      var writer = unsafe ByteWriter(UnsafeMutableRawBufferPointer(buffer))
      body(&writer)
      count = writer.count
    }
  }
}

extension Int {
  /// How many decimal digits the number has, which must not be negative.
  package var decimalLength: Int {
    var length = 1
    var rest = self
    while rest >= 10 {
      rest /= 10
      length &+= 1
    }
    return length
  }
}
