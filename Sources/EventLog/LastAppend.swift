package import Bytes

/// The last append of a log that was not closed cleanly.
package enum LastAppend {
  /// Puts it on the medium, whatever became of an earlier writer's sync.
  ///
  /// A sync that fails may leave pages marked as written that are not: programs go on seeing the
  /// new bytes, and the next sync has nothing to do. So the same bytes are written again in their
  /// place and the length is set again before the sync. Earlier appends need nothing of the kind:
  /// no writer appends before the append that was last is on the medium.
  ///
  /// - Parameters:
  ///   - range: the bytes of the last append.
  ///   - file: the log, open for update and locked, whose committed prefix ends where `range` does.
  package static func settle(
    _ range: Range<Int>, of file: OpenFile, _ disk: any Disk
  ) throws(DiskError) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let count = min(1 << 20, range.upperBound - offset)
      let part = try disk.bytes(of: file, at: offset, count: count)
      guard !part.isEmpty else { throw DiskError("read", "", DiskError.inputOutput) }
      try disk.writeFully(file, at: offset, part)
      offset += part.count
    }
    try disk.truncate(file, to: range.upperBound)
    try disk.synchronize(file)
  }
}
