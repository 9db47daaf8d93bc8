import Bytes
package import EventLog
import Events

extension Replay {
  /// Begins to follow a log: what is known of all of its subjects now, and the same for updates.
  ///
  /// Taken from the cache beside the log where that holds; else all of the log is read, and the
  /// cache is written as for any question. Of views, all lines are followed.
  ///
  /// Throws `LogProblem`.
  package func live(
    of path: String
  ) throws(LogProblem) -> (histories: Histories, live: LiveHistories) {
    try live(path, believing: true)
  }

  /// - Parameter cached: whether what lies beside the log is believed.
  func live(
    _ path: String, believing cached: Bool
  ) throws(LogProblem) -> (histories: Histories, live: LiveHistories) {
    let keeper = keeper(of: path)
    if cached, let keeper, let histories = keeper.histories(about: nil),
      let cache = keeper.cache(of: histories.reading)
    {
      return (histories, LiveHistories(self, path, cache, histories.reading.status))
    }
    let (histories, rows) = try histories(of: path, keptBy: keeper)
    let reading = histories.reading
    let written = try? SegmentWriter(rows, .standard, lanes: Machine.cores)
      .write(to: .memory, number: 0)
    let file = try disk.openLog(path, .read)
    defer { disk.close(file) }
    guard let now = try? disk.status(file), now.device == reading.status.device,
      now.inode == reading.status.inode, let written,
      let segment = CacheSegment(written.bytes, written.mark),
      let last = CacheManifest.lastLine(disk, file, end: reading.finding.committedBytes)
    else { throw .notAFile("\(path) was replaced or cut while it was read: ask again") }
    let manifest = CacheManifest(
      reading, last, unknownTypes: histories.unknownTypes, segments: [written.mark])
    return (
      histories, LiveHistories(self, path, HistoryCache(manifest, [segment]), reading.status)
    )
  }
}
