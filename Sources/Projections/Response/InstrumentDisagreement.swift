import Definitions

/// Two instruments rated at the same visit of the same course: whether they say the same.
package struct InstrumentDisagreement: StratifiedProjection {
  /// A paired table of one visit and two instruments, by response.
  package struct Row: Sendable {
    package let visit: Int
    package let first: String
    package let second: String
    package fileprivate(set) var table = PairedResponse.Table()

    /// Cohen's kappa: agreement beyond chance; `nil` where chance alone gives full agreement.
    ///
    /// (observed - expected) / (1 - expected), expected from the margins (Cohen 1960).
    package var kappa: Double? {
      let n = Double(table.pairs)
      guard n > 0 else { return nil }
      let observed = Double(table.both + table.neither) / n
      let firstYes = Double(table.both + table.firstOnly) / n
      let secondYes = Double(table.both + table.secondOnly) / n
      let expected = firstYes * secondYes + (1 - firstYes) * (1 - secondYes)
      return expected < 1 ? (observed - expected) / (1 - expected) : nil
    }
  }

  package let plan: AnalysisPlan
  private let response: ResponseProjection

  package init(_ plan: AnalysisPlan) {
    self.plan = plan
    response = ResponseProjection(plan)
  }

  package var nobody: [Row] { [] }

  package func project(_ record: CaseRecord, shownAs name: String) -> [Row] {
    let asked = Set(response.project(record, shownAs: name).courses.map(\.course))
    guard !asked.isEmpty, record.instrumentsRated.count > 1 else { return [] }
    // The same courses, held against each instrument's own baseline.
    let sides = record.instrumentsRated.map { instrument in
      var plan = plan
      plan.instrument = instrument
      plan.selection = nil
      plan.stratum = nil
      let courses = ResponseProjection(plan)
        .project(CaseRecord(record.history, plan), shownAs: name).courses
      return (instrument: instrument, courses: courses.filter { asked.contains($0.course) })
    }
    var rows: [Row] = []
    for (place, first) in sides.enumerated() {
      for second in sides[(place + 1)...] {
        for visit in plan.visits.indices {
          var row = Row(visit: visit, first: first.instrument, second: second.instrument)
          for (one, other) in zip(first.courses, second.courses) {
            guard let left = one.visits[visit].response, let right = other.visits[visit].response
            else { continue }
            row.table.count(left, right)
          }
          if row.table.pairs > 0 { rows.append(row) }
        }
      }
    }
    return rows
  }

  package func strata(of record: CaseRecord, shownAs name: String) -> Set<Stratum> {
    response.strata(of: record, shownAs: name)
  }

  package func merge(_ value: inout [Row], with later: [Row]) {
    for row in later {
      if let place = value.firstIndex(where: {
        ($0.visit, $0.first, $0.second) == (row.visit, row.first, row.second)
      }) {
        value[place].table.add(row.table)
      } else {
        value.append(row)
      }
    }
    value.sort {
      ($0.first, $0.second, $0.visit) < ($1.first, $1.second, $1.visit)
    }
  }
}
