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
