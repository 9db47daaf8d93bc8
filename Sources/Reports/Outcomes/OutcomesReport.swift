package import Bytes
package import Projections

/// All answers about one group of people together: relief, response, time between treatments, who they
/// are and what harmed them. What one of them keeps back, no other one tells.
package struct OutcomesReport: Report {
  /// How long relief lasted.
  package private(set) var relief: ReliefReport
  /// Responders and remission at each visit.
  package private(set) var response: ResponseReport
  /// Time between treatments.
  package private(set) var intervals: IntervalsReport
  /// Who they are, and what could have harmed them.
  package private(set) var cohort: CohortReport
  let plan: AnalysisPlan

  package init(
    relief: ReliefReport, response: ResponseReport, intervals: IntervalsReport,
    cohort: CohortReport, _ plan: AnalysisPlan
  ) {
    self.relief = relief
    self.response = response
    self.intervals = intervals
    self.cohort = cohort
    self.plan = plan
  }

  /// The fewest people that one of the answers is about, nobody left aside.
  package var people: Int {
    [relief.people, response.people, intervals.people, cohort.people].filter { $0 > 0 }.min() ?? 0
  }

  package mutating func summarise() {
    relief.summarise()
    response.summarise()
    intervals.summarise()
    cohort.summarise()
  }

  // MARK: what is kept back

  /// Where each answer's counts stand among the trees.
  private enum Tree {
    static let relief = 0
    static let response = 1
    static let gaps = 2
    static let why = 3
    static let cohort = 4
  }

  /// Where counts are rounded, the same people counted in several answers would tell more than
  /// rounding leaves open: no such rule is taken.
  package mutating func withhold(_ disclosure: inout Disclosure) {
    precondition(disclosure.rule.rounding == nil, "all answers together cannot be rounded")
    var counts = CountsTogether(trees)
    hideUntreated(in: &counts, disclosure)
    show(counts, &disclosure)
    relief.withhold(&disclosure)
    response.withhold(&disclosure)
    intervals.withhold(&disclosure)
    cohort.withhold(&disclosure)
    counts = CountsTogether(trees)
    link(&counts, disclosure.minimum)
    counts.withhold(under: disclosure.minimum)
    show(counts, &disclosure)
    // Gaps tell how many were treated, and how often.
    let told = [
      counts.place(Tree.gaps, "withTreatment"), counts.place(Tree.cohort, "treatments"),
    ]
    if told.contains(where: {
      $0.map { counts.trees[$0.tree].entries[$0.entry].isWithheld } ?? false
    }) {
      intervals.withholdGaps(&disclosure)
    }
  }

  private var trees: [CountTree] {
    [
      relief.flow ?? CountTree(), response.counts.tree, intervals.flow, intervals.why,
      cohort.counts.tree,
    ]
  }

  private mutating func show(_ counts: CountsTogether, _ disclosure: inout Disclosure) {
    relief.show(counts.trees[Tree.relief], &disclosure)
    response.show(counts.trees[Tree.response], &disclosure)
    intervals.show(counts.trees[Tree.gaps], why: counts.trees[Tree.why], &disclosure)
    cohort.show(counts.trees[Tree.cohort], &disclosure)
  }

  /// Gaps and curves tell how many were treated. Where few were not, it is the number of all that is
  /// kept back, in every answer.
  private func hideUntreated(in counts: inout CountsTogether, _ disclosure: Disclosure) {
    let trees = [Tree.relief, Tree.response, Tree.gaps, Tree.cohort]
    let isFew = trees.contains { tree in
      guard let all = counts.place(tree, "subjects"),
        let treated = counts.place(tree, "withTreatment")
      else { return false }
      let entries = counts.trees[tree].entries
      return disclosure.isSmall(entries[all.entry].count - entries[treated.entry].count)
    }
    guard isFew else { return }
    for tree in trees { counts.withhold(counts.place(tree, "subjects")) }
  }

  /// Which counts of the answers are the same number, and which add up to another's.
  private func link(_ counts: inout CountsTogether, _ minimum: Int) {
    for key in ["subjects", "withTreatment"] {
      for tree in [Tree.response, Tree.gaps, Tree.cohort] {
        counts.link(counts.place(Tree.relief, key), counts.place(tree, key), minimum)
      }
    }
    if isOneFlow(counts) {
      for entry in counts.trees[Tree.relief].entries {
        counts.link(
          counts.place(Tree.relief, entry.key), counts.place(Tree.cohort, entry.key), minimum)
      }
    } else {
      // Another way of counting the same people's courses: a difference would tell.
      for entry in counts.trees[Tree.relief].entries.dropFirst(3) {
        counts.withhold(counts.place(Tree.cohort, entry.key))
      }
      counts.link(
        counts.place(Tree.response, "courses"), counts.place(Tree.cohort, "units"), minimum)
    }
    for (one, other) in [
      ("units", "courses"), ("noBaseline", "noBaseline"), ("lowBaseline", "lowBaseline"),
    ] {
      counts.link(
        counts.place(Tree.relief, one), counts.place(Tree.response, other), minimum)
    }
    counts.add(
      [counts.place(Tree.why, "closed"), counts.place(Tree.gaps, "withTreatment")],
      upTo: counts.place(Tree.cohort, "treatments"))
  }

  /// Whether relief is measured over courses, all of them: then its flow is that of the cohort.
  private func isOneFlow(_ counts: CountsTogether) -> Bool {
    let flow = counts.trees[Tree.relief].entries
    let same = counts.trees[Tree.cohort].entries.prefix(flow.count)
    return plan.unit == .course && flow.map(\.count) == same.map(\.count)
  }

  // MARK: forms

  package func write(to json: inout JSONWriter) {
    json.object("relief") { relief.write(to: &$0) }
    json.object("response") { response.write(to: &$0) }
    json.object("intervals") { intervals.write(to: &$0) }
    json.object("cohort") { json in
      cohort.write(to: &json)
      json.object("extra") { cohort.writeExtra(to: &$0) }
    }
  }

  package var title: [String] { ["treatment outcomes"] }

  package func text(width: Int) -> [String] {
    relief.text(width: width) + response.text(width: width) + intervals.text(width: width)
      + cohort.text(width: width)
  }

  package var sheets: [Sheet] {
    relief.sheets + response.sheets + intervals.sheets + cohort.sheets
  }

  package var rows: Sheet? { nil }

  package var figures: [Figure] {
    relief.figures + response.figures + intervals.figures + cohort.figures
  }
}
