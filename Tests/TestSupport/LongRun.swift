import Foundation

/// Campaigns that take longer than a push should wait for.
package enum LongRun {
  /// Repetitions of a long campaign, `REPRIEVE_LONG`; `nil` where none is asked for.
  package static let repetitions = ProcessInfo.processInfo.environment["REPRIEVE_LONG"]
    .flatMap { Int($0) }

  /// How much is done: the first number, or as many times the second as are asked for.
  package static func pick(_ few: Int, _ many: Int) -> Int {
    repetitions.map { max(1, $0) * many } ?? few
  }
}
