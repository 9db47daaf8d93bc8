package import Bytes

/// The clocks that a writer needs, given to it from outside: no answer ever asks for the time.
package struct Timekeeper: Sendable {
  /// The time now, for `recordedtime`.
  package var now: @Sendable () -> Instant
  /// A clock that only runs forward, in seconds.
  package var seconds: @Sendable () -> Double
  /// Waits for so many milliseconds.
  package var sleep: @Sendable (Int) -> Void

  package init(
    now: @escaping @Sendable () -> Instant, seconds: @escaping @Sendable () -> Double,
    sleep: @escaping @Sendable (Int) -> Void
  ) {
    self.now = now
    self.seconds = seconds
    self.sleep = sleep
  }

  /// The machine's clocks.
  package static let system = Timekeeper(
    now: { Console().now() }, seconds: { Console().monotonicSeconds() },
    sleep: { Console().sleep(milliseconds: $0) })
}
