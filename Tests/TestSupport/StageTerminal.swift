import Bytes
import Commands
import Synchronization

/// A terminal that somebody sits at, with a pager and a clock that moves whenever it is looked at.
package final class StageTerminal: Sendable {
  /// Columns and rows of the screen.
  package let columns: Int
  package let rows: Int
  /// Which of the streams it is: 0 input, 1 answers, 2 all else.
  package let streams: Set<Int32>
  /// The folder that the person is in; `nil`: none.
  package let folder: String?
  private let secondsPerLook: Double
  /// Bytes after which the pager is left.
  private let patience: Int
  private let pagerCode: Int32

  private struct State {
    var looks = 0
    var commands: [String] = []
    var paged: [UInt8] = []
  }
  private let state = Mutex(State())

  package init(
    columns: Int = 80, rows: Int = 24, streams: Set<Int32> = [0, 1, 2], folder: String? = nil,
    secondsPerLook: Double = 0, patience: Int = .max, pagerCode: Int32 = 0
  ) {
    self.columns = columns
    self.rows = rows
    self.streams = streams
    self.folder = folder
    self.secondsPerLook = secondsPerLook
    self.patience = patience
    self.pagerCode = pagerCode
  }

  /// What pagers were started as.
  package var commands: [String] { state.withLock { $0.commands } }
  /// What they were given.
  package var paged: String { state.withLock { $0.paged.text } }

  func seconds() -> Double {
    state.withLock { state in
      state.looks += 1
      return Double(state.looks) * secondsPerLook
    }
  }

  func pager(_ command: String) -> PagedOutput {
    state.withLock { $0.commands.append(command) }
    return PagedOutput(
      write: { [self] bytes throws(DiskError) in
        let isLeft = state.withLock { state in
          state.paged += bytes
          return state.paged.count > patience
        }
        if isLeft { throw DiskError("write", "pager", 32) }
      },
      finish: { [pagerCode] in pagerCode })
  }
}
