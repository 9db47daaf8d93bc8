import Bytes
package import Histories

/// A question to one subject's history whose answers add up over subjects.
///
/// Each projection takes a history and gives a value; values merge in the order in which subjects
/// are shown. Nothing else flows between subjects, so a cohort can be folded in parts.
package protocol Projection: Sendable {
  /// The answer.
  associatedtype Value: Sendable

  /// The answer of no subject.
  var nobody: Value { get }

  /// What is asked.
  var plan: AnalysisPlan { get }

  /// The answer of one subject, shown under a name.
  func project(_ history: History, shownAs name: String) -> Value

  /// Adds the answer of the subject whose history was loaded into a record to that of earlier ones.
  func add(_ record: inout CaseRecord, shownAs name: String, to value: inout Value)

  /// Adds the answer of a subject of whom nothing is used but the history.
  func addApart(_ record: CaseRecord, shownAs name: String, to value: inout Value)

  /// Adds the answer of later subjects.
  func merge(_ value: inout Value, with later: Value)
}

extension Projection {
  package func add(_ record: inout CaseRecord, shownAs name: String, to value: inout Value) {
    addApart(record, shownAs: name, to: &value)
  }

  package func addApart(_ record: CaseRecord, shownAs name: String, to value: inout Value) {
    merge(&value, with: project(record.history, shownAs: name))
  }

  /// The answer of all subjects of a registry.
  ///
  /// The subjects, in the order of their names, are cut into parts that threads fold each for
  /// itself; what they come to is merged in that order.
  ///
  /// - Parameters:
  ///   - places: the places of the subjects that are asked about; `nil`: all.
  ///   - parts: how many parts; no answer depends on it. More than cores, so that one that is held
  ///     up is not waited for long.
  ///   - least: the fewest subjects of a part.
  ///   - counted: is told, from any thread, of how many more subjects it has been asked.
  package func fold(
    _ registry: Registry, places: Range<Int>? = nil, parts: Int = 4 * Machine.cores,
    least: Int = 256, counted: (@Sendable (Int) -> Void)? = nil
  ) -> Value {
    let ranges = Machine.ranges(
      of: places ?? 0..<registry.count, parts: parts, least: least)
    let plan = plan
    var values = Machine.parts(ranges.count) { part in
      var value = nobody
      // One record for each log: what a thread writes to, and counts references to, is its own.
      var records = registry.logs.map { CaseRecord(empty: $0.emptyHistory, plan) }
      for place in ranges[part] {
        if let counted, place & 0xFF == 0xFF { counted(1 << 8) }
        let log = registry.log(of: place)
        guard records[log].load(place, of: registry) else { continue }
        add(&records[log], shownAs: registry.name(of: place), to: &value)
      }
      return value
    }
    var value = values.removeFirst()
    for later in values { merge(&value, with: later) }
    return value
  }
}
