public import Glibc

/// Reading bytes in place. Everything here is checked once per call, never once per byte,
/// and is what the rest of the package uses instead of pointers.
extension Span where Element == UInt8 {
  /// Whether `text` stands at `offset`. Always inlined: of a literal the length is then known, and
  /// the comparison is one of words.
  @inlinable @inline(__always)
  package func has(_ text: StaticString, at offset: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard offset >= 0, offset &+ length <= count else { return false }
    return unsafe withUnsafeBufferPointer { bytes in
      unsafe memcmp(bytes.baseAddress! + offset, text.utf8Start, length) == 0
    }
  }

  /// Whether the bytes of `range` are those of `text`.
  @inlinable @inline(__always)
  package func spells(_ text: StaticString, in range: Range<Int>) -> Bool {
    range.count == text.utf8CodeUnitCount && has(text, at: range.lowerBound)
  }

  /// The first place of `byte` in `range`, or `nil`.
  @inlinable
  package func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    guard !range.isEmpty else { return nil }
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return unsafe withUnsafeBufferPointer { bytes in
      let base = bytes.baseAddress!
      guard let hit = unsafe memchr(base + range.lowerBound, Int32(byte), range.count) else {
        return nil
      }
      return unsafe UnsafeRawPointer(hit) - UnsafeRawPointer(base)
    }
  }

  /// Eight bytes from `offset` as a little-endian number.
  @inlinable @inline(__always)
  package func word(at offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset &+ 8 <= count)
    return unsafe withUnsafeBytes { bytes in
      unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }

  /// Two bytes from `offset` as a little-endian number.
  @inlinable @inline(__always)
  package func pair(at offset: Int) -> UInt16 {
    UInt16(self[offset]) | UInt16(self[offset &+ 1]) &<< 8
  }

  /// Four bytes from `offset` as a little-endian number.
  @inlinable @inline(__always)
  package func half(at offset: Int) -> UInt32 {
    precondition(offset >= 0 && offset &+ 4 <= count)
    return unsafe withUnsafeBytes { bytes in
      unsafe UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
  }

  /// The bytes of `range`, copied.
  package func copy(_ range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return unsafe withUnsafeBufferPointer { unsafe [UInt8]($0[range]) }
  }

  /// All bytes, copied.
  package func copy() -> [UInt8] { copy(0..<count) }

  /// The bytes of `range` as text; bytes that are not UTF-8 become U+FFFD.
  package func text(_ range: Range<Int>) -> String {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return unsafe withUnsafeBufferPointer { bytes in
      unsafe String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }
  }

  /// Whether both hold the same bytes.
  package func equals(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    return unsafe withUnsafeBufferPointer { mine in
      unsafe other.withUnsafeBufferPointer { theirs in
        guard let left = mine.baseAddress, let right = theirs.baseAddress else { return true }
        return unsafe memcmp(left, right, mine.count) == 0
      }
    }
  }
}

extension Span where Element == UInt8 {
  /// Whether these bytes come before others, byte by byte.
  package func precedes(_ other: Span<UInt8>) -> Bool {
    let shared = Swift.min(count, other.count)
    let order = unsafe withUnsafeBufferPointer { mine in
      unsafe other.withUnsafeBufferPointer { theirs in
        guard let left = mine.baseAddress, let right = theirs.baseAddress else { return Int32(0) }
        return unsafe memcmp(left, right, shared)
      }
    }
    return order == 0 ? count < other.count : order < 0
  }
}

extension Array where Element == UInt8 {
  /// The UTF-8 bytes of a text.
  package init(text: String) { self = Array(text.utf8) }

  /// The bytes as text; bytes that are not UTF-8 become U+FFFD.
  package var text: String { String(decoding: self, as: UTF8.self) }

  /// Adds all bytes of `span`.
  package mutating func append(_ span: Span<UInt8>) {
    unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Adds the UTF-8 bytes of `text`.
  package mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { unsafe append(contentsOf: $0) }
  }

  /// Adds the UTF-8 bytes of `text`.
  package mutating func append(text: String) { append(contentsOf: text.utf8) }

  /// Adds a whole number in decimal digits.
  package mutating func append(decimal number: Int) {
    if number < 0 { append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    let start = count
    repeat {
      append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    self[start...].reverse()
  }
}

/// Whether `left` comes before `right`, byte by byte: the order in which subjects are shown.
package func bytesPrecede(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.lexicographicallyPrecedes(right)
}
