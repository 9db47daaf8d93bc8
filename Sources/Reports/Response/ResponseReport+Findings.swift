import Definitions
import Projections
import Statistics

/// Response in sentences. Every number is one of the tables'.
extension ResponseReport {
  /// A sentence for each instrument, that with most courses first, then who is not in them.
  package var findings: [String] {
    let flow = counts.tree
    guard flow.count("courses") > 0 else {
      return ["Nobody who is asked about had a course: there is nothing to respond to."]
    }
    // The order would tell which of two numbers that are kept back is the larger.
    let order =
      minimum == nil
      ? tables.indices.sorted { (-tables[$0].courses, $0) < (-tables[$1].courses, $1) }
      : Array(tables.indices)
    return order.map(finding) + [
      "Of \(flow.said("courses", "course")) \(flow.said("noBaseline")) have no baseline and "
        + "\(flow.said("lowBaseline")) one that is too good to improve from: they are in none of "
        + "these shares."
    ]
  }

  /// `GAD-7, 12 courses: d1 0 of 9 respond (95 % limits 0.0 to 29.9 %), …`.
  private func finding(_ place: Int) -> String {
    let table = tables[place]
    let courses = counts.courses(place).cell
    let head =
      "\(table.instrument), \(courses.shown) \(courses == .integer(1) ? "course" : "courses"): "
    guard table.yardstick?.decides(.response) ?? false else {
      return head + "the set \(plan.set) has no threshold of response for it."
    }
    let parts = plan.visits.indices.map { visit -> String in
      let counts = counts(place, visit)
      let name = plan.visits[visit].name
      guard let share = counts.shares.first, let count = share.count else { return "\(name) -" }
      if share.isWithheld { return "\(name) withheld" }
      let ofRated = counts.ofRated(count)
      guard let value = ofRated.value, let limits = ofRated.limits else {
        return "\(name) nobody rated"
      }
      return "\(name) \(count) of \(counts.rated), \(Cell.share(value).shown) "
        + "(\(Digits.fixed(limits.lower * 100, 1)) to \(Cell.share(limits.upper).shown))"
    }
    return head + "those who respond, of the rated, with 95 % limits: "
      + parts.joined(separator: "; ") + "."
  }
}
