/// A column of plain values that several threads fill at once, each its own places.
///
/// ```
/// column     0 1 2 3 4 5 6 7 8 9 10 11
/// thread     a a a a a│b b b b│a a  a     no place is written by two of them
/// ```
///
/// Places are checked, so nothing outside of the column is ever written; that no place is
/// written by two threads is the caller's to keep. Good only while the column is filled.
@safe
package struct SharedColumn<Element: BitwiseCopyable>: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutableBufferPointer<Element>

  @usableFromInline
  init(_ base: UnsafeMutableBufferPointer<Element>) { unsafe self.base = unsafe base }

  /// How many places there are.
  @inlinable package var count: Int { unsafe base.count }

  /// Puts a value in its place.
  @inlinable @inline(__always)
  package func set(_ place: Int, _ value: Element) {
    precondition(place >= 0 && place < count)
    unsafe base[place] = value
  }

  /// Changes the value in a place that was set before.
  @inlinable @inline(__always)
  package func change(_ place: Int, _ body: (inout Element) -> Void) {
    precondition(place >= 0 && place < count)
    unsafe body(&base[place])
  }
}

extension Array where Element: BitwiseCopyable {
  /// A column of `count` values, on as many threads as `fill` likes. It must put one in every place,
  /// or the column must be thrown away.
  package static func shared(
    _ count: Int, _ fill: (SharedColumn<Element>) -> Void
  ) -> [Element] {
    unsafe Array(unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe fill(SharedColumn(UnsafeMutableBufferPointer(rebasing: buffer[0..<count])))
      filled = count
    }
  }
}
