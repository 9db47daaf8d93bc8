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

  /// The answer of one subject, shown under a name.
  func project(_ history: History, shownAs name: String) -> Value

  /// Adds the answer of later subjects.
  func merge(_ value: inout Value, with later: Value)
}

extension Projection {
  /// The answer of all subjects of a registry.
  package func fold(_ registry: Registry) -> Value {
    var value = nobody
    registry.forEach { name, history in
      merge(&value, with: project(history, shownAs: name))
    }
    return value
  }
}
