import Glibc

/// Large pages: the first touch of each costs one interruption for two megabytes, not five hundred,
/// and reading here and there misses fewer translations.
enum LargePages {
  /// Asks for them behind room of many megabytes. It is advice: where the system has none, nothing
  /// changes but the time. Room that is never touched takes none.
  static func advise(_ base: UnsafeRawPointer, bytes: Int) {
    let page = 2 << 20
    guard bytes >= 2 * page else { return }
    let start = Int(bitPattern: base)
    let first = (start + page - 1) & ~(page - 1)
    let length = (start + bytes - first) & ~(page - 1)
    if length > 0 {
      _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: first), length, MADV_HUGEPAGE)
    }
  }
}

extension Array {
  /// Reserves room for an array of many megabytes, in large pages where the system has them.
  package mutating func reserveLarge(_ capacity: Int) {
    reserveCapacity(capacity)
    let bytes = capacity * MemoryLayout<Element>.stride
    unsafe withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { unsafe LargePages.advise(base, bytes: bytes) }
    }
  }
}
