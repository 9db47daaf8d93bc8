import Definitions
import Projections

/// The tables of all answers by what they are about, as a page has them.
extension OutcomesReport {
  /// What a section of a page is about.
  package enum Subject: CaseIterable, Sendable {
    /// Who is in, and who is not.
    case flow
    /// How long relief lasted.
    case relief
    /// Responders and remission.
    case response
    /// Time between treatments.
    case intervals
    /// What could have harmed them.
    case safety
    /// Who they are.
    case people
  }

  /// How many instruments response is told of.
  package var instruments: Int { response.tables.count }

  /// Response on each instrument at one visit, a row each.
  ///
  /// - Parameter visit: its name; `nil`: the one that is told where none is asked for.
  package func responseOverview(at visit: String?) -> Sheet? { response.overview(at: visit) }

  /// The tables about a subject.
  package func sheets(about subject: Subject) -> [Sheet] {
    switch subject {
    case .flow:
      (relief.flow.map { [$0.sheet("From all people to those whose relief has a duration")] } ?? [])
        + [cohort.dispositionSheet]
    case .relief: Array(relief.sheets.dropFirst(relief.flow == nil ? 0 : 1))
    case .response:
      [response.counts.tree.sheet("Courses, and those of them that can respond")]
        + response.tableSheets
    case .intervals:
      [intervals.summaries, intervals.why.sheet("Why they were treated again")]
        + intervals.functionSheet
    case .safety: [cohort.safetySheet]
    case .people: [cohort.measureSheet, cohort.characteristicSheet]
    }
  }

  /// The sentences about a subject, the finding first.
  package func findings(about subject: Subject) -> [Finding] {
    switch subject {
    case .flow: cohort.findings
    case .relief: relief.findings
    case .response: response.findings + otherInstruments
    case .intervals: intervals.findings
    case .safety: cohort.safetyFindings
    case .people: []
    }
  }
}

extension OutcomesReport {
  /// The scales that an answer could be had on besides those that people are measured by, with how
  /// many were rated on them; none where numbers of few are kept back.
  private var otherInstruments: [Finding] {
    let decided = cohort.otherInstruments.filter { other in
      plan.yardstick(other.instrument)?.decides(plan.criterion) ?? false
    }
    guard cohort.minimum == nil, let first = decided.first else { return [] }
    let listed = decided.map { other in
      "\(Visible.text(other.instrument)) (\(other.people) "
        + "\(other.people == 1 ? "person" : "people"))"
    }.joined(separator: ", ")
    return [
      Finding(
        .otherInstruments,
        "Also rated, and in no figure here: \(listed). --instrument \(first.instrument) gives the "
          + "same page on \(first.instrument).")
    ]
  }
}

extension Answer<OutcomesReport> {
  /// The tables about a subject for each stratum of `--by`, those of one title put together: the
  /// strata stand in the first columns, so that they can be held against each other.
  package func strataSheets(about subject: OutcomesReport.Subject) -> [Sheet] {
    var titles: [String] = []
    var merged: [String: Sheet] = [:]
    for part in parts {
      guard let body = part.body else { continue }
      let prefix = zip(keys, part.stratum.values).map {
        (column: Sheet.Column("by_\($0)", $0, .left), cell: Cell.text($1))
      }
      for sheet in body.sheets(about: subject) {
        let marked = sheet.prefixed(prefix)
        guard var before = merged[sheet.title] else {
          titles.append(sheet.title)
          merged[sheet.title] = marked
          continue
        }
        guard before.columns.map(\.key) == marked.columns.map(\.key) else { continue }
        before.append(marked)
        merged[sheet.title] = before
      }
    }
    return titles.compactMap { title in
      var sheet = merged[title]
      // A remark under a table of one group would be read as one about all of them.
      sheet?.notes = []
      sheet?.title = "\(title), by \(keys.joined(separator: " and "))"
      return sheet
    }
  }
}
