import Dispatch
import Glibc
import Synchronization

extension Machine {
  /// Computes the parts of something at the same time, on all cores; gives them in their order, so
  /// that no answer depends on who was done first.
  ///
  /// Parts know nothing of each other: a lock is taken once for each, to put it away. One part is
  /// computed where the caller stands.
  package static func parts<Part: Sendable>(
    _ count: Int, _ part: @Sendable (Int) -> Part
  ) -> [Part] {
    guard count > 1 else { return count == 1 ? [part(0)] : [] }
    let done = Mutex<[Part?]>(Array(repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { number in
      let part = part(number)
      done.withLock { $0[number] = part }
    }
    return done.withLock { $0.compactMap { $0 } }
  }

  /// Cuts what stands in a row into ranges of nearly equal length, as many as asked for, but none
  /// shorter than `least` where there is more than one.
  package static func ranges(
    of whole: Range<Int>, parts: Int, least: Int
  ) -> [Range<Int>] {
    let count = max(1, min(parts, whole.count / max(1, least)))
    return (0..<count).map { part in
      let start = whole.lowerBound + whole.count * part / count
      return start..<whole.lowerBound + whole.count * (part + 1) / count
    }
  }

  /// The time that processors have worked for this process so far, on all threads.
  package static var processorTime: Duration {
    .microseconds(Int64(clock()) * 1_000_000 / Int64(CLOCKS_PER_SEC))
  }
}
