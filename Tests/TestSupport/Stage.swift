import Bytes
import Commands
import EventLog
import Histories
import Synchronization

/// A world for commands without a process: streams in memory, a clock that stands still.
package final class Stage: Sendable {
  private struct State {
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var input: [UInt8] = []
    var sleeps = 0
  }

  /// What a command came to.
  package struct Outcome: Sendable {
    /// The exit code.
    package let code: Int32
    /// Standard output.
    package let output: [UInt8]
    /// Standard error, as text.
    package let errors: String

    /// Standard output, as text.
    package var text: String { output.text }
  }

  private let state = Mutex(State())
  private let disk: any Disk
  private let now: Instant
  private let environment: [String: String]
  /// Called whenever a command waits: it may change files, or throw the command out by closing
  /// standard output.
  private let onSleep: @Sendable (Int) -> Bool
  private let outputIsClosed = Mutex(false)
  private let cache: CachePlan
  /// What the streams are; `nil`: no terminal.
  private let terminal: StageTerminal?

  package init(
    disk: any Disk = SystemDisk(), now: Instant = Instant("2026-06-01T12:00:00Z")!,
    environment: [String: String] = [:], onSleep: @escaping @Sendable (Int) -> Bool = { _ in true },
    cache: CachePlan = .standard, terminal: StageTerminal? = nil
  ) {
    self.cache = cache
    self.terminal = terminal
    self.disk = disk
    self.now = now
    self.environment = environment
    self.onSleep = onSleep
  }

  /// Runs a command line.
  package func run(_ words: [String], input: String = "") -> Outcome {
    run(words, input: Array(input.utf8))
  }

  /// Runs a command line.
  package func run(_ words: [String], input: [UInt8]) -> Outcome {
    state.withLock { $0 = State(input: input) }
    let code = Program.run(words, in: surroundings)
    return state.withLock {
      Outcome(code: code, output: $0.output, errors: $0.errors.text)
    }
  }

  private var surroundings: Surroundings {
    var surroundings = Surroundings(
      disk: disk, time: timekeeper,
      read: { [self] count throws(DiskError) in
        state.withLock { state in
          let part = Array(state.input.prefix(count))
          state.input.removeFirst(part.count)
          return part
        }
      },
      hasInput: { [self] in state.withLock { !$0.input.isEmpty } },
      write: { [self] bytes, stream throws(DiskError) in
        if stream == 1, outputIsClosed.withLock({ $0 }) {
          throw DiskError("write", "standard output", 32)
        }
        state.withLock { state in
          if stream == 1 { state.output += bytes } else { state.errors += bytes }
        }
      },
      isTerminal: { [terminal] in terminal?.streams.contains($0) ?? false },
      size: { [terminal] stream in
        guard let terminal, terminal.streams.contains(stream) else { return nil }
        return (terminal.columns, terminal.rows)
      },
      startPager: { [terminal] command throws(DiskError) in
        guard let terminal else { throw DiskError("spawn", command, 2) }
        return terminal.pager(command)
      },
      variable: { [environment] in environment[$0] })
    surroundings.cache = cache
    surroundings.folder = terminal?.folder
    return surroundings
  }

  /// A clock that stands still; waiting takes no time.
  package var timekeeper: Timekeeper {
    Timekeeper(
      now: { [now] in now },
      seconds: { [self] in
        terminal?.seconds() ?? state.withLock { Double($0.sleeps) / 100 }
      },
      sleep: { [self] _ in
        let count = state.withLock { state in
          state.sleeps += 1
          return state.sleeps
        }
        if !onSleep(count) { outputIsClosed.withLock { $0 = true } }
      })
  }
}
