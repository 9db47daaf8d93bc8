import Bytes
import Dispatch
import Synchronization

/// Reads the ranges of a log at once, each from the start of a line, and joins them.
///
/// ```
/// lane 0  lines 0 … 411     ends with line 411, recorded 09:00, no batch open
/// lane 1  lines 412 … 830   began with a header that says seq 412, recorded 09:00, alone
/// ```
///
/// A lane believes the header of its first line; joining checks that the lane before ended there.
struct LaneReader {
  private struct Lane: Sendable {
    let range: Range<Int>
    let start: ReadingState
  }

  private let disk: any Disk
  private let file: OpenFile
  private let size: Int

  init(_ disk: any Disk, _ file: OpenFile, size: Int) {
    self.disk = disk
    self.file = file
    self.size = size
  }

  /// Bytes below which another thread costs more than it saves.
  private static let smallestRange = 1 << 18

  /// Reads all ranges; `nil`, with nothing taken, where one thread must do it.
  func read<Consumer: ForkingConsumer>(
    into consumer: inout Consumer, lanes count: Int
  ) throws(LogProblem) -> ReadingState? {
    let count = min(count, size / Self.smallestRange)
    guard count > 1, let lanes = lanes(count) else { return nil }
    let results = Mutex<[Int: (ReadingState, Consumer)]>([:])
    let (disk, file) = (disk, file)
    // Taken out by their readers, so that each is held once.
    let forks = Mutex(
      consumer.forks(at: lanes.map(\.start.line), end: end(of: lanes)).map(Optional.some))
    DispatchQueue.concurrentPerform(iterations: lanes.count) { index in
      let lane = lanes[index]
      var state = lane.start
      guard var fork = forks.withLock({ $0[index].take() }) else { return }
      var cutter = LineCutter(disk, file, end: lane.range.upperBound)
      do throws(LogProblem) {
        try cutter.forEach(from: lane.range.lowerBound, leave: { fork.leave($0, at: $1) }) {
          line, place throws(LogProblem) in
          state.take(line, place, into: &fork)
          return state.fault == nil
        }
      } catch { return }
      results.withLock { $0[index] = (state, fork) }
    }
    return results.withLock { results in
      guard results.count == lanes.count,
        var (state, taken) = results.removeValue(forKey: 0)
      else { return nil }
      for index in 1..<lanes.count {
        // Taken out, so that what was joined is not held twice.
        guard let (later, fork) = results.removeValue(forKey: index),
          state.join(later, begunAt: lanes[index].start)
        else { return nil }
        taken.join(fork)
      }
      consumer = taken
      return state
    }
  }

  /// Behind the last line that the ranges can have.
  private func end(of lanes: [Lane]) -> Int {
    guard let last = lanes.last else { return 0 }
    return last.start.line + last.range.count / Self.shortestLine + 1
  }

  /// No line that says what every line must is shorter: the names of the members and a time with
  /// their marks are more.
  private static let shortestLine = 128

  /// Ranges of about equal size that begin with a line; `nil` where no line can be found.
  private func lanes(_ count: Int) -> [Lane]? {
    var starts = [Lane(range: 0..<0, start: ReadingState(nil))]
    for index in 1..<count {
      guard let lane = lane(near: size / count * index) else { return nil }
      let before = starts[starts.count - 1]
      // What a header says is only believed so far; but one that can't be true is no start.
      guard lane.range.lowerBound > before.range.lowerBound, lane.start.line > before.start.line,
        lane.start.line <= lane.range.lowerBound / Self.shortestLine
      else { return nil }
      starts.append(lane)
    }
    return starts.indices.map { index in
      let end = index + 1 < starts.count ? starts[index + 1].range.lowerBound : size
      return Lane(range: starts[index].range.lowerBound..<end, start: starts[index].start)
    }
  }

  /// The first whole, sealed line behind an offset.
  private func lane(near offset: Int) -> Lane? {
    let reach = 2 * (Seal.longestLine + 1)
    guard let bytes = try? disk.bytes(of: file, at: offset, count: reach),
      let before = bytes.span.firstIndex(of: 0x0A, in: 0..<bytes.count),
      let end = bytes.span.firstIndex(of: 0x0A, in: before + 1..<bytes.count)
    else { return nil }
    let line = Array(bytes[before + 1..<end])
    guard Seal.fault(of: line.span) == nil, let document = try? JSONDocument(line),
      let header = try? LineHeader(document), header.seq > 0
    else { return nil }
    let start = offset + before + 1
    return Lane(range: start..<start, start: ReadingState(at: header, offset: start))
  }
}
