import Bytes
import Events
import Projections
import Statistics

/// All counts of `cohort`, which add up: the flow, Table 1, and what could have harmed them.
struct CohortCounts: Sendable {
  /// The places of a term of adverse events.
  private struct Term {
    let events: Int
    let subjects: Int
    let serious: Int
  }

  private(set) var tree: CountTree
  private let subjects: Int
  private let treated: Int
  private let courses: Int
  /// How many have each number of Table 1.
  private var measures: [Int] = []
  /// The levels of each characteristic; those without one stand behind them where they have a
  /// place of their own.
  private var levels: [[Int]] = []
  /// Counts of safety by their names.
  private var safety: [String: Int] = [:]
  private var terms: [Term] = []
  /// Where the treated stand: the phase of the last treatment, and how follow-up ended; `nil`: all
  /// of the phase.
  private var standing: [(phase: Phase, exit: String?, place: Int)] = []

  init(_ value: CohortProjection.Value, _ baseline: BaselineTable) {
    let flow = ReliefReport.tree(
      value.flow, unit: "course", people: ReliefReport.people(value.units))
    func place(_ key: String) -> Int { flow.entries.firstIndex { $0.key == key } ?? 0 }
    (subjects, treated, courses) = (place("subjects"), place("withTreatment"), place("units"))
    tree = flow
    add(value.safety)
    add(baseline)
    add(value.disposition)
  }

  private mutating func add(
    _ key: String, _ count: Int, of parent: Int?, isPart: Bool = false, partition: Int? = nil,
    people: Int? = nil
  ) -> Int {
    tree.add(
      key, key, count, of: parent, isPart: isPart, partition: partition, people: people,
      place: .elsewhere)
  }

  private mutating func add(_ baseline: BaselineTable) {
    for (number, breakdown) in baseline.breakdowns.enumerated() {
      let whole = breakdown.characteristic.isAboutTreatment ? treated : subjects
      var counts = breakdown.levels.map(\.count)
      if !breakdown.characteristic.isAboutTreatment { counts.append(breakdown.missing) }
      levels.append(
        counts.map { add("level", $0, of: whole, isPart: true, partition: number + 1) })
    }
    let place = baseline.breakdowns.firstIndex { $0.characteristic == .instrument }
    for measure in baseline.measures {
      switch measure.quantity {
      case .age, .failedTrials: measures.append(add("measured", measure.moments.n, of: subjects))
      case .firstDose:
        let dose = add("measured", measure.moments.n, of: treated)
        tree.share(dose, of: subjects)
        measures.append(dose)
      // Means tell how many treatments and courses there are.
      case .treatments: measures.append(safety["treatments"] ?? subjects)
      case .courses: measures.append(courses)
      case .followed: measures.append(treated)
      case .baseline(let instrument):
        let level = place.flatMap { place in
          baseline.breakdowns[place].levels.firstIndex { $0.level == instrument }
            .map { levels[place][$0] }
        }
        measures.append(add("measured", measure.moments.n, of: level))
      }
    }
  }

  /// The name of the count of those whose last treatment is of a phase.
  static func standing(_ phase: Phase) -> String { "standing \(phase.rawValue)" }

  private mutating func add(_ disposition: Disposition) {
    for phase in Phase.allCases {
      let parts = disposition.places.filter { $0.phase == phase }
      let sum = parts.reduce(0) { $0 + $1.count }
      let whole = add(
        Self.standing(phase), sum, of: treated, isPart: true, partition: 1_000)
      standing.append((phase, nil, whole))
      for part in parts {
        let place = add("standing", part.count, of: whole, isPart: true)
        standing.append((phase, part.exit?.rawValue ?? "followed on", place))
      }
    }
  }

  /// Where the treated stand, as it may be shown.
  var disposition: [(phase: Phase, exit: String?, cell: Cell)] {
    standing.map { ($0.phase, $0.exit, tree.entries[$0.place].cell) }
  }

  private mutating func add(_ totals: SafetyTotals) {
    safety["subjects"] = subjects
    safety["courses"] = courses
    func put(_ key: String, _ count: Int, of parent: String?, people: Int? = nil) {
      safety[key] = add(key, count, of: parent.flatMap { safety[$0] }, people: people)
    }
    put("subjectsWithAdverse", totals.subjectsWithAdverse, of: "subjects")
    put("treatments", totals.treatments, of: nil, people: tree.entries[treated].count)
    put("treatmentsWithAdverse", totals.treatmentsWithAdverse, of: "treatments")
    put("adverseEvents", totals.events, of: nil, people: totals.subjectsWithAdverse)
    put("seriousEvents", totals.seriousEvents, of: "adverseEvents")
    put("subjectsAskedAboutSuicide", totals.subjectsAsked, of: "subjects")
    put("subjectsWithFlag", totals.subjectsWithFlag, of: "subjectsAskedAboutSuicide")
    put("subjectsWithRise", totals.subjectsWithRise, of: "subjectsWithFlag")
    put("comparableCourses", totals.comparableCourses, of: "courses")
    put("reliablyWorseCourses", totals.worseCourses, of: "comparableCourses")
    for (key, tally) in [
      ("highestCadss", totals.dissociation), ("highestSystolic", totals.systolic),
      ("highestDiastolic", totals.diastolic),
    ] {
      put(key, tally.count, of: "treatments", people: tally.subjects)
    }
    // So is who had several treatments, courses or events.
    for (part, whole) in [
      (treated, safety["treatments"]), (treated, courses),
      (safety["subjectsWithAdverse"] ?? subjects, safety["adverseEvents"]),
      (safety["treatmentsWithAdverse"] ?? subjects, safety["adverseEvents"]),
    ] {
      guard let whole, tree.entries[part].count <= tree.entries[whole].count else { continue }
      tree.share(part, of: whole)
    }
    for (_, count) in totals.terms {
      let events = add(
        "term", count.events, of: safety["adverseEvents"], isPart: true, partition: 1,
        people: count.subjects)
      let serious = add("term serious", count.serious, of: events)
      if let all = safety["seriousEvents"] {
        tree.share(serious, of: all, isPart: true, partition: 1)
      }
      let people = add("term subjects", count.subjects, of: safety["subjectsWithAdverse"])
      // Who has two of a term is what events have beside people.
      tree.share(people, of: events)
      terms.append(Term(events: events, subjects: people, serious: serious))
    }
  }

  /// Keeps back what is about too few, and what would give it away.
  mutating func withhold(by rule: ReleaseRule) { tree.withhold(by: rule) }

  /// Whether counts are rounded: then nothing else that is computed from them may be shown.
  var isRounded: Bool { tree.rule != nil }

  /// Takes the counts as they may be shown.
  mutating func show(_ tree: CountTree) { self.tree = tree }

  /// The number of all subjects, as it may be shown.
  var allSubjects: Cell { tree.entries[subjects].cell }

  /// A count of safety by its name, as it may be shown.
  func safety(_ key: String) -> Cell { safety[key].map { tree.entries[$0].cell } ?? .missing }

  /// The counts of a term as they may be shown, all of them or none: events, subjects with one,
  /// serious events.
  func term(_ place: Int) -> (events: Int, subjects: Int, serious: Int)? {
    let term = terms[place]
    guard let events = tree.entries[term.events].shown,
      let subjects = tree.entries[term.subjects].shown,
      let serious = tree.entries[term.serious].shown
    else { return nil }
    return (events, subjects, serious)
  }

  /// How many have a measure, as it may be shown.
  func number(measure place: Int) -> Cell {
    isWithheld(measure: place) ? .withheld : tree.entries[measures[place]].cell
  }

  /// Whether the numbers of a measure, and how many have it, may not be shown.
  func isWithheld(measure place: Int) -> Bool {
    let entry = tree.entries[measures[place]]
    // Means of treatments and of courses tell how many people have none.
    let untreatedToo = [safety["treatments"], courses].contains(measures[place]) ? [treated] : []
    return ([measures[place], subjects] + entry.shares.map(\.whole) + untreatedToo)
      .contains { tree.entries[$0].isWithheld }
  }

  /// The counts of a characteristic's levels, as they may be shown.
  func levels(_ place: Int) -> [Cell] { levels[place].map { tree.entries[$0].cell } }

  /// Subjects who were not treated, as they may be shown.
  var untreated: Cell {
    guard let all = tree.entries[subjects].shown, let treated = tree.entries[treated].shown,
      !isRounded
    else { return .withheld }
    return .integer(all - treated)
  }
}
