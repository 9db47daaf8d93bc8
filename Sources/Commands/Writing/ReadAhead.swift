import Dispatch
import Events
import Recording
import Synchronization

/// Reads the batches of a stream. Where they are large, the next one is read and looked at on another
/// thread while this one is written; what is answered, and in which order, is the same.
final class ReadAhead: Sendable {
  /// A batch as it was given, and as it was read.
  struct Batch: Sendable {
    let given: InputLines.Batch
    let read: DraftBatch
  }

  private struct State: Sendable {
    var input: InputLines
    /// What was read ahead.
    var next: Result<Batch?, CommandError>?
  }

  /// Smaller batches are over before another thread has begun.
  private static let worthwhile = 4096

  private let state: Mutex<State>
  private let scanner: DraftScanner
  private let size: Int?
  private let group = DispatchGroup()

  /// - Parameter size: lines in a batch; `nil`: all are one.
  init(_ input: InputLines, _ scanner: DraftScanner, size: Int?) {
    state = Mutex(State(input: input))
    self.scanner = scanner
    self.size = size
  }

  /// The next batch; `nil` at the end.
  func next() throws(CommandError) -> Batch? {
    group.wait()
    let batch = try state.withLock { state throws(CommandError) in
      if let ready = state.next {
        state.next = nil
        return try ready.get()
      }
      return try Self.read(&state.input, scanner, size, after: nil)
    }
    // A batch that is not full was all that stood ready: its producer may wait for the answer.
    if let batch, let size, batch.given.lines.count == size, size >= Self.worthwhile {
      DispatchQueue.global().async(group: group) { [self] in
        state.withLock { state in
          do throws(CommandError) {
            state.next = .success(try Self.read(&state.input, scanner, size, after: batch.given))
          } catch { state.next = .failure(error) }
        }
      }
    }
    return batch
  }

  private static func read(
    _ input: inout InputLines, _ scanner: DraftScanner, _ size: Int?, after last: InputLines.Batch?
  ) throws(CommandError) -> Batch? {
    guard let given = try input.next(size, after: last) else { return nil }
    return Batch(given: given, read: DraftBatch(given.lines, scanner))
  }
}
