package import Events
import Histories

/// Where every treated subject stands at the end of follow-up: the phase of the last treatment, and
/// whether follow-up goes on or why it ended. Each is in exactly one place.
package struct Disposition: Sendable {
  /// A place, and how many stand there.
  package struct Place: Sendable {
    /// The phase of the last treatment.
    package let phase: Phase
    /// Why follow-up ended; `nil`: the log goes no further.
    package let exit: ExitReason?
    package let count: Int
  }

  private var counts: [Int: Int] = [:]

  init() {}

  /// The disposition of one subject; of nobody where courses are built from no treatment.
  init(_ record: CaseRecord) {
    guard let last = record.treatments.last(where: \.isChosen), let phase = last.phase else {
      return
    }
    counts[Self.key(phase, record.history.followUp.exit)] = 1
  }

  /// Writes where one subject stands.
  func write(to row: inout RowWriter) {
    let place = places.first
    row.put(case: place?.phase)
    row.put(case: place?.exit)
  }

  /// The disposition of one subject that was written.
  init(_ row: inout RowReader) throws(RowFault) {
    let phase = try row.optionalCase(of: Phase.self)
    let exit = try row.optionalCase(of: ExitReason.self)
    if let phase { counts[Self.key(phase, exit)] = 1 }
  }

  /// Adds other subjects.
  mutating func add(_ other: Disposition) { counts.merge(other.counts, uniquingKeysWith: +) }

  /// All places by phase, those of the exit reasons first, as far as somebody stands there.
  package var places: [Place] {
    Phase.allCases.flatMap { phase in
      (ExitReason.allCases.map { Optional($0) } + [nil]).compactMap { exit -> Place? in
        counts[Self.key(phase, exit)].map { Place(phase: phase, exit: exit, count: $0) }
      }
    }
  }

  private static func key(_ phase: Phase, _ exit: ExitReason?) -> Int {
    let row = Phase.allCases.firstIndex(of: phase) ?? 0
    let column =
      exit.flatMap { ExitReason.allCases.firstIndex(of: $0) } ?? ExitReason.allCases.count
    return row * (ExitReason.allCases.count + 1) + column
  }
}
