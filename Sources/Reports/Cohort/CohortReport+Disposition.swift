import Events
import Projections

/// Where every treated subject stands.
extension CohortReport {
  /// Phases that sum to the treated, and within each the reasons that sum to the phase.
  static func tree(_ disposition: Disposition, treated: Int) -> CountTree {
    var tree = CountTree()
    let all = tree.add("treated", "treated", treated)
    for phase in Phase.allCases {
      let places = disposition.places.filter { $0.phase == phase }
      let sum = places.reduce(0) { $0 + $1.count }
      let parent = tree.add(phase.rawValue, "last in \(phase.rawValue)", sum, of: all)
      for place in places {
        tree.add(
          "\(phase.rawValue) \(place.exit?.rawValue ?? "followed")",
          place.exit?.rawValue ?? "followed on", place.count, of: parent, hasLine: false)
      }
    }
    return tree
  }
}
