package import Pictures
package import Projections
package import Reports

/// The page about one patient: what was given, what was rated, how long relief lasted, from which
/// lines.
package struct PatientPage: Sendable {
  private let report: TimelineReport
  private let plan: AnalysisPlan
  private let standing: StandingReport
  private let checks: CheckReport
  private let definitions: DefinitionsInUse
  private let provenance: Provenance
  private let pictures: [Picture]

  /// - Parameters:
  ///   - plan: what was asked.
  ///   - standing: where the patient stands.
  ///   - checks: what is odd about this patient alone.
  ///   - pictures: of the same answer.
  package init(
    _ report: TimelineReport, _ plan: AnalysisPlan, standing: StandingReport,
    checks: CheckReport, definitions: DefinitionsInUse, provenance: Provenance, pictures: [Picture]
  ) {
    self.report = report
    self.plan = plan
    self.standing = standing
    self.checks = checks
    self.definitions = definitions
    self.provenance = provenance
    self.pictures = pictures
  }

  /// The page.
  package var page: Page {
    let relief = report.reliefFindings(plan)
    return Page(
      title: "Treatment outcomes of \(report.timeline.subject)", kind: "Report on one patient",
      terms: [
        ("View", report.header.viewText),
        ("Log", report.header.logs.map(\.origin).joined(separator: ", ")),
        (
          "Threshold set",
          "\(report.header.thresholdSet), on \(report.header.instruments.joined(separator: ", "))"
        ),
      ],
      sections: [
        PageSection(
          "summary", "In short",
          [
            .finding(relief.last ?? ""),
            .terms([
              ("Who", report.findings.joined(separator: " ")),
              ("Harm", report.safetyFindings.joined(separator: " ")),
              ("Data", checks.totalsSentence),
            ]),
          ]),
        PageSection(
          "standing", "Where the patient stands",
          [.list(standing.findings)]
            + (standing.comparisonSheet.map { [.table($0)] } ?? [])
            + [.note("This describes what is known. It recommends nothing.")]),
        PageSection(
          "relief", "Relief after each course",
          [.list(relief)] + pictures.map(PageSection.Part.picture) + rows(report.reliefSheet)),
        PageSection("sessions", "Sessions and doses", rows(report.sessionSheet)),
        PageSection("ratings", "Ratings", rows(report.ratingSheet)),
        PageSection(
          "safety", "What could have harmed them",
          [.list(report.safetyFindings)] + rows(report.adverseSheet)),
        PageSection(
          "quality", "What is odd in the data",
          [.paragraph(checks.totalsSentence), .list(report.omissions)]
            + rows(checks.findingSheet)),
        PageSection(
          "definitions", "What the words mean here",
          [
            .list(definitions.sentences), .table(definitions.instrumentSheet),
            .table(definitions.windowSheet),
          ]),
        provenance.section,
      ])
  }

  /// A table, or that there is none.
  private func rows(_ sheet: Sheet) -> [PageSection.Part] {
    [sheet.rows.isEmpty ? .note("\(sheet.title): none.") : .table(sheet)]
  }
}
