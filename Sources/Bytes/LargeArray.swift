import Glibc

extension Array {
  /// Reserves room for an array of many megabytes, and asks the system for large pages behind it:
  /// then the first touch of each costs one interruption for two megabytes, not five hundred, and
  /// reading it here and there misses fewer translations. Room that is never touched takes none.
  package mutating func reserveLarge(_ capacity: Int) {
    reserveCapacity(capacity)
    let bytes = capacity * MemoryLayout<Element>.stride
    let page = 2 << 20
    guard bytes >= 2 * page else { return }
    unsafe withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let start = Int(bitPattern: base)
      let first = (start + page - 1) & ~(page - 1)
      let length = (start + bytes - first) & ~(page - 1)
      // Advice: where the system has none to take, nothing changes but the time.
      if length > 0 {
        _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: first), length, MADV_HUGEPAGE)
      }
    }
  }
}
