import Bytes
import Definitions
import Events
import Histories
import Projections

extension Harness {
  /// What lies between a replayed table and the answers, bend by bend: the log is read once for all.
  mutating func measureFolds(_ log: SimulatedLog) throws {
    if let wanted, !["group", "order", "fold"].contains(where: wanted.hasPrefix) { return }
    let histories = try Replay(SystemDisk(), Definitions.builtIn).histories(of: log.path)
    let registry = try Registry([histories])
    var counts = AnalysisPlan()
    counts.keepsUnits = false
    try measure(Group(histories: histories))
    try measure(Order(histories: histories))
    try measure(
      Fold(name: "fold: relief, counts", registry, ReliefProjection(counts)) { value, text in
        text.append(text: "\(value.flow)")
      })
    try measure(
      Fold(name: "fold: relief, units", registry, ReliefProjection(AnalysisPlan())) {
        $0.describe(to: &$1)
      })
    try measure(
      Fold(name: "fold: response", registry, ResponseProjection(AnalysisPlan())) { value, text in
        text.append(text: "\(value.flow)")
        for course in value.courses {
          text.append(text: "\(course.subject)|\(course.visits.map { $0.change ?? 0 })\n")
        }
      })
    try measure(
      Fold(name: "fold: intervals", registry, IntervalsProjection(AnalysisPlan())) { value, text in
        for gap in value.gaps { text.append(text: "\(gap.subject)|\(gap.days)|\(gap.kind)\n") }
      })
    try measure(
      Fold(name: "fold: cohort", registry, CohortProjection(AnalysisPlan())) { value, text in
        text.append(text: "\(value.flow)\(value.safety.events)")
        for row in value.subjects { text.append(text: "\(row.subject)|\(row.treatments)\n") }
      })
  }
}

/// Finds out which rows are whose, the table given.
struct Group: Bend {
  let name = "group"
  let histories: Histories

  func run(_ path: String) throws -> Grouping { Grouping(histories.table) }

  /// The rows of each subject.
  func describe(_ answer: Grouping, to text: inout [UInt8]) {
    for subject in 0..<Int32(histories.table.subjects.count) {
      text.append(text: "\(answer.rows(of: subject))\n")
    }
  }
}

/// Puts the subjects in the order in which they are shown.
struct Order: Bend {
  let name = "order"
  let histories: Histories

  func run(_ path: String) throws -> Registry { try Registry([histories]) }

  func describe(_ answer: Registry, to text: inout [UInt8]) {
    for place in 0..<answer.count { text.append(text: answer.name(of: place) + "\n") }
  }
}

/// Folds all subjects, the table and the grouping given.
struct Fold<Base: StratifiedProjection>: Bend {
  let name: String
  private let registry: Registry
  private let projection: Base
  private let words: (Base.Value, inout [UInt8]) -> Void

  init(
    name: String, _ registry: Registry, _ projection: Base,
    _ words: @escaping (Base.Value, inout [UInt8]) -> Void
  ) {
    self.name = name
    self.registry = registry
    self.projection = projection
    self.words = words
  }

  func run(_ path: String) throws -> Base.Value { projection.fold(registry) }

  func describe(_ answer: Base.Value, to text: inout [UInt8]) { words(answer, &text) }
}
