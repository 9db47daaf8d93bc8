/// Where the events of a history stand that are asked for again and again, by kind, ascending.
package struct EventPlaces: Sendable {
  /// Of the intakes.
  package private(set) var intakes: [Int] = []
  /// Of the infusions.
  package private(set) var infusions: [Int] = []
  /// Of the doses.
  package private(set) var doses: [Int] = []
  /// Of the ratings.
  package private(set) var ratings: [Int] = []
  /// Of the first exit; -1: there is none.
  package private(set) var exit = -1

  package init() {}

  /// Forgets all of them; their room is used again.
  package mutating func removeAll() {
    intakes.removeAll(keepingCapacity: true)
    infusions.removeAll(keepingCapacity: true)
    doses.removeAll(keepingCapacity: true)
    ratings.removeAll(keepingCapacity: true)
    exit = -1
  }

  /// Notes where an event stands, behind all that were noted before.
  @inline(__always)
  package mutating func note(_ kind: EventKind, at place: Int) {
    switch kind {
    case .rating: ratings.append(place)
    case .dose: doses.append(place)
    case .infusion: infusions.append(place)
    case .intake: intakes.append(place)
    case .exit: if exit < 0 { exit = place }
    default: break
    }
  }
}
