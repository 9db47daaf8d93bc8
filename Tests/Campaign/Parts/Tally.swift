/// What came out of a part of the campaign, in whole numbers.
package struct Tally: Sendable, Equatable {
  /// A point at which something was not as promised.
  package struct Failure: Sendable, Equatable {
    /// Which piece of the part it belongs to: that piece can be run alone.
    package let item: Int
    /// Where in that piece, in words.
    package let place: String
    /// What was wrong.
    package let finding: String
  }

  /// How many failures are kept in words; all are counted.
  private static let mostFailures = 5

  /// Faults that were tried, each with all that was checked afterwards.
  package private(set) var points = 0
  /// Points that left a state of the disk, or of the promises, that no earlier one of the same
  /// piece had left. Only these are looked at; the others are the same again.
  package var distinct = 0
  /// Batches that had been acknowledged before the fault and were looked for after it.
  package var acknowledged = 0
  /// Of those, batches that were not found.
  package var lost = 0
  /// Batches of which some lines were committed and others not.
  package var halves = 0
  /// Batches that were found whole and had not been acknowledged: allowed, one at a time.
  package var extra = 0
  /// Points at which anything was not as promised.
  package private(set) var wrong = 0
  /// Further counts, by what they are.
  package var details: [String: Int] = [:]
  /// The first failures.
  package private(set) var failures: [Failure] = []
  /// The number of the first point that went wrong, counted from 1.
  package private(set) var firstFailure: Int?

  /// The piece that is being run.
  package var item = 0
  /// Whether to stop at the first failure, and after how many points at the latest.
  private let limit: Int
  private let stopsAtFailure: Bool

  /// - Parameters:
  ///   - limit: the most points to run.
  ///   - stopsAtFailure: whether the first failure is enough.
  package init(limit: Int = .max, stopsAtFailure: Bool = false) {
    self.limit = limit
    self.stopsAtFailure = stopsAtFailure
  }

  /// Whether no further point is wanted.
  package var isDone: Bool { points >= limit || stopsAtFailure && wrong > 0 }

  /// Counts a point and what was found at it: nothing where all was as promised.
  package mutating func count(_ place: @autoclosure () -> String, _ findings: [String]) {
    points += 1
    guard let first = findings.first else { return }
    wrong += 1
    if firstFailure == nil { firstFailure = points }
    if failures.count < Self.mostFailures {
      failures.append(Failure(item: item, place: place(), finding: first))
    }
  }

  /// Adds what a later piece came to.
  package mutating func add(_ other: Tally) {
    if firstFailure == nil { firstFailure = other.firstFailure.map { $0 + points } }
    points += other.points
    distinct += other.distinct
    acknowledged += other.acknowledged
    lost += other.lost
    halves += other.halves
    extra += other.extra
    wrong += other.wrong
    details.merge(other.details, uniquingKeysWith: +)
    failures = Array((failures + other.failures).prefix(Self.mostFailures))
  }
}
