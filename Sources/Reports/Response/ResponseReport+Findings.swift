import Definitions
import Projections
import Statistics

/// Response in sentences. Every number is one of the tables'.
extension ResponseReport {
  /// A sentence for each instrument, that with most courses first, then who is not in them.
  package var findings: [Finding] {
    let flow = counts.tree
    guard flow.count("courses") > 0 else {
      return [
        Finding(
          .response, "Nobody who is asked about had a course: there is nothing to respond to.")
      ]
    }
    // The order would tell which of two numbers that are kept back is the larger.
    let order =
      minimum == nil
      ? tables.indices.sorted { (-tables[$0].courses, $0) < (-tables[$1].courses, $1) }
      : Array(tables.indices)
    var findings = order.map { Finding(.response, finding($0)) }
    if let words = notEvaluable(flow) { findings.append(Finding(.notEvaluable, words)) }
    if let words = betweenWords { findings.append(Finding(.betweenVisits, words)) }
    if !tables.isEmpty {
      findings.append(
        Finding(
          .denominators,
          "Shares of those who respond are of all that were rated at a visit, counted from the "
            + "start of the last treatment. Those still in relief are of the "
            + "\(plan.unit.rawValue)s that were in relief at the first rating, from the end of the "
            + "last treatment on. So one can be high and the other low."))
    }
    return findings
  }

  /// Who can't respond; `nil`: everybody can.
  private func notEvaluable(_ flow: CountTree) -> String? {
    let keys = [
      ("noBaseline", "no baseline"), ("lowBaseline", "one that is too good to improve from"),
    ]
    let told = keys.filter { flow.tells($0.0) }
      .map { "\(flow.said($0.0, "has", "have")) \($0.1)" }
    let isOpen = keys.contains { flow.shown($0.0) == nil }
    let rest = "How many \(told.isEmpty ? "" : "others ")have no baseline to improve from is "
    let closing = isOpen ? [rest + Finding.tooFew + "."] : []
    guard !told.isEmpty else { return closing.first }
    let head = flow.shown("courses") == nil ? "" : "of \(flow.said("courses", "course")) "
    let words = "\(head)\(told.joined(separator: " and ")): in none of these shares"
    return ([Finding.sentence(words)] + closing).joined(separator: " ")
  }

  /// How many ratings after treatment lie in the window of no visit, and count at none; `nil` where
  /// there are none or too few to be told.
  package var betweenWords: String? {
    let counts = tables.compactMap { table -> (count: Int, instrument: String)? in
      guard let count = betweenVisits(table), count > 0 else { return nil }
      return (count, table.instrument)
    }
    guard !counts.isEmpty else { return nil }
    let listed = counts.map { "\($0.count) on \($0.instrument)" }.joined(separator: ", ")
    let windows = plan.visits.map { visit in
      "\(visit.name) \(Visit.text(visit.from)) to \(Visit.text(visit.through))"
    }
    return "Ratings between the visits, which count at none: \(listed). The visits are "
      + "\(windows.joined(separator: ", ")); --visits gives others."
  }

  /// The visit that is told where one has to be: d7 where anybody is rated then, else the one at
  /// which most are, the earliest of several; `nil`: there is no visit.
  ///
  /// It follows from counts as they may be shown, so that the choice tells nothing beside them.
  package static func mainVisit(_ reports: [ResponseReport]) -> Int? {
    guard let visits = reports.first?.plan.visits, !visits.isEmpty else { return nil }
    let rated = visits.indices.map { visit -> (known: Int, isOpen: Bool) in
      let cells = reports.flatMap { report in
        report.tables.indices.map { report.counts($0, visit).counts.first?.cell }
      }
      return (
        cells.reduce(0) { if case .integer(let count)? = $1 { $0 + count } else { $0 } },
        cells.contains(.withheld)
      )
    }
    if let d7 = visits.firstIndex(where: { $0.name == "d7" }),
      rated[d7].known > 0 || rated[d7].isOpen
    {
      return d7
    }
    return visits.indices.max { (rated[$0].known, -$0) < (rated[$1].known, -$1) }
  }

  /// Why a visit is told that is not d7; empty where it is.
  package static func words(onMainVisit name: String, among names: [String]) -> String {
    guard name != "d7" else { return "" }
    return names.contains("d7")
      ? "Nobody is rated at d7; \(name) is the visit at which most are."
      : "\(name) is the visit at which most are rated."
  }

  /// A row for each instrument: who responds at a visit.
  ///
  /// - Parameter asked: the name of the visit; `nil`: the one that is told where none is asked for.
  package func overview(at asked: String?) -> Sheet? {
    let place =
      asked.map { name in plan.visits.firstIndex { $0.name == name } } ?? Self.mainVisit([self])
    guard let visit = place, !tables.isEmpty else { return nil }
    let name = plan.visits[visit].name
    var sheet = Sheet(
      "Response at \(name) on each instrument",
      [
        .init("instrument", nil, .left), .init("courses"), .init("rated"), .init("responders"),
        .init("ofRated", "of the rated"), .init("lower", "95 % from"), .init("upper", "to"),
      ])
    for place in tables.indices {
      let counts = counts(place, visit)
      let head: [Cell] = [
        .text(tables[place].instrument), self.counts.courses(place).cell,
        counts.counts.first?.cell ?? .missing,
      ]
      guard let share = counts.shares.first, let count = share.count else {
        sheet.add(head + [.text("no threshold"), .missing, .missing, .missing])
        continue
      }
      sheet.add(
        head
          + (share.isWithheld
            ? Array(repeating: .withheld, count: 4)
            : [.integer(count)] + Self.cells(counts.ofRated(count))))
    }
    let why = asked == nil ? Self.words(onMainVisit: name, among: plan.visits.map(\.name)) : ""
    if !why.isEmpty { sheet.notes = [why] }
    return sheet
  }

  /// `GAD-7, 12 courses: d1 0 of 9 respond (95 % limits 0.0 to 29.9 %), …`.
  private func finding(_ place: Int) -> String {
    let table = tables[place]
    let courses = counts.courses(place).cell
    let head =
      courses == .withheld
      ? "\(table.instrument): "
      : "\(table.instrument), \(courses.shown) \(courses == .integer(1) ? "course" : "courses"): "
    guard table.yardstick?.decides(.response) ?? false else {
      return head + "the set \(plan.set) has no threshold of response for it."
    }
    guard
      plan.visits.indices.contains(where: { counts(place, $0).shares.first?.isWithheld == false })
    else { return head + "who responds is \(Finding.tooFew)." }
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
