import Glibc

/// Memory that columns stand in, as long as one of them is there.
@safe @usableFromInline
final class ColumnRoom: @unchecked Sendable {
  @usableFromInline private(set) var base: UnsafeMutableRawPointer
  @usableFromInline private(set) var bytes: Int
  /// What the system gave: `base` is the first place in it that begins a line of the processor's
  /// caches, so that few values lie across two.
  private var given: UnsafeMutableRawPointer

  private static let line = 64

  /// `nil` where there is no memory for it.
  @usableFromInline
  init?(bytes: Int) {
    let (size, isTooMuch) = bytes.addingReportingOverflow(Self.line)
    guard !isTooMuch, let given = unsafe malloc(size) else { return nil }
    unsafe self.given = given
    unsafe base = given.alignedUp(toMultipleOf: Self.line)
    self.bytes = bytes
    unsafe LargePages.advise(base, bytes: bytes)
  }

  /// Makes it larger; what stands there stays, though maybe elsewhere.
  @usableFromInline
  func grow(bytes: Int) {
    let before = unsafe base - given
    guard let grown = unsafe realloc(given, bytes + Self.line) else { fatalError("out of memory") }
    unsafe given = grown
    unsafe base = grown.alignedUp(toMultipleOf: Self.line)
    // Where a large piece is moved its pages are, and nothing lies differently in them.
    if unsafe base - grown != before {
      unsafe base.copyMemory(from: grown + before, byteCount: self.bytes)
    }
    self.bytes = bytes
    unsafe LargePages.advise(base, bytes: bytes)
  }

  deinit { unsafe free(given) }

  /// Hands a range over in parts, to several threads at once.
  @usableFromInline
  static func inParts(_ range: Range<Int>, _ lanes: Int, _ body: @Sendable (Range<Int>) -> Void) {
    let ranges = Machine.ranges(of: range, parts: lanes, least: 1 << 14)
    _ = Machine.parts(ranges.count) { body(ranges[$0]) }
  }
}

/// Places of a column that several threads change at once, each its own.
///
/// Places are checked, so nothing outside of the column is ever written; that no place is written by two
/// threads is the caller's to keep.
@safe @usableFromInline
struct SharedColumn<Element: BitwiseCopyable>: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutableBufferPointer<Element>

  @usableFromInline
  init(_ base: UnsafeMutableBufferPointer<Element>) { unsafe self.base = unsafe base }

  /// Changes the value in a place.
  @inlinable @inline(__always)
  func change(_ place: Int, _ body: (inout Element) -> Void) {
    precondition(unsafe place >= 0 && place < base.count)
    unsafe body(&base[place])
  }
}
