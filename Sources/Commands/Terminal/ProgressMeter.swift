import EventLog
import Reports
import Synchronization

/// The line on standard error that says how far a command is.
///
/// It is written where the work would take more than a second, at most ten times a second, and erased
/// before anything else is written. Where standard error is no terminal, which somebody must have asked
/// for, each is a line of its own, one in five seconds.
final class ProgressMeter: Sendable {
  private struct State {
    /// What goes on, the last begun at the end, and since when.
    var works: [(work: WorkProgress, start: Double)] = []
    /// Whether a line stands on the screen.
    var isDrawn = false
    /// Whether the answer is on the screen by now, which says enough.
    var isOver = false
  }

  private let seconds: @Sendable () -> Double
  private let write: @Sendable (String) -> Void
  /// Columns of the terminal; `nil` where standard error is none.
  private let columns: @Sendable () -> Int?
  private let eraseOnInterrupt: @Sendable (Bool) -> Void
  private let state = Mutex(State())
  /// Until then nobody needs to look, in ms of the clock.
  private let quietUntil = Atomic<Int>(0)

  /// Between two updates on a terminal, in ms.
  private static let pause = 100
  /// Between two lines in a file, in ms.
  private static let longPause = 5_000
  /// Work that takes no longer is over before anybody has read a line, in s.
  private static let worthwhile = 1.0

  init(_ surroundings: Surroundings, isTerminal: Bool) {
    let size = surroundings.size
    seconds = surroundings.time.seconds
    columns = {
      guard isTerminal else { return nil }
      return size(2)?.columns ?? 80
    }
    let print = surroundings.write
    write = { text in _ = try? print(Array(text.utf8), 2) }
    let erase = surroundings.eraseOnInterrupt
    eraseOnInterrupt = { isDrawn in if isTerminal { erase(isDrawn) } }
  }

  /// Begins to watch a piece of work.
  func begin(_ work: WorkProgress) {
    let now = seconds()
    state.withLock { state in
      let place = work.isBeneath ? 0 : state.works.count
      state.works.insert((work, now), at: place)
    }
  }

  /// A look at work that went on; most looks find that it is too early.
  func look(at work: WorkProgress) {
    let now = seconds()
    guard Int(now * 1000) >= quietUntil.load(ordering: .relaxed) else { return }
    // One thread draws; what others have done is counted, and seen at the next look.
    state.withLockIfAvailable { draw(work, now, &$0) }
  }

  private func draw(_ work: WorkProgress, _ now: Double, _ state: inout State) {
    guard !state.isOver, let last = state.works.last else { return }
    // Of files that are read at the same time the one that moves is shown.
    let shown = last.work.isBeneath ? work : last.work
    guard let start = state.works.first(where: { $0.work === shown })?.start, now - start >= 0.1
    else { return }
    let line = ProgressLine(shown, seconds: now - start)
    guard state.isDrawn || (line.wholeTime ?? line.seconds) > Self.worthwhile else { return }
    if let columns = columns() {
      quietUntil.store(Int(now * 1000) + Self.pause, ordering: .relaxed)
      if !state.isDrawn { eraseOnInterrupt(true) }
      write("\r\u{1B}[K" + Visible.text(line.text(columns: columns)))
      state.isDrawn = true
    } else if line.seconds > Self.worthwhile {
      quietUntil.store(Int(now * 1000) + Self.longPause, ordering: .relaxed)
      write(Visible.text(line.text(columns: 120)) + "\n")
    }
  }

  /// A piece of work is over.
  func end(_ work: WorkProgress) {
    state.withLock { state in
      state.works.removeAll { $0.work === work }
      if state.works.isEmpty { erase(&state) }
    }
  }

  /// Makes room for something else on the screen.
  func erase() { state.withLock { erase(&$0) } }

  /// The answer is on the screen: nothing is written over it.
  func stop() {
    state.withLock { state in
      erase(&state)
      state.isOver = true
    }
  }

  private func erase(_ state: inout State) {
    guard state.isDrawn else { return }
    write("\r\u{1B}[K")
    state.isDrawn = false
    eraseOnInterrupt(false)
  }
}
