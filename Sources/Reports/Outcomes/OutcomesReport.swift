package import Bytes
package import Projections

/// All answers about one group of people together: relief, response, time between treatments, who they
/// are and what harmed them. What one of them keeps back, no other one tells.
package struct OutcomesReport: Report {
  /// How long relief lasted.
  package var relief: ReliefReport
  /// Responders and remission at each visit.
  package var response: ResponseReport
  /// Time between treatments.
  package var intervals: IntervalsReport
  /// Who they are, and what could have harmed them.
  package var cohort: CohortReport
  let plan: AnalysisPlan
  /// The visit at which everybody has the first rating that relief looks at, as a place in the list;
  /// `nil`: there is none.
  let firstVisit: Int?

  package init(
    relief: ReliefReport, response: ResponseReport, intervals: IntervalsReport,
    cohort: CohortReport, _ plan: AnalysisPlan
  ) {
    self.relief = relief
    self.response = response
    self.intervals = intervals
    self.cohort = cohort
    self.plan = plan
    firstVisit = Self.firstVisit(relief, response, plan)
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

  package mutating func withhold(_ disclosure: inout Disclosure) {
    for part in withhold(by: disclosure.rule) { disclosure.take(part) }
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
