import Bytes
package import Pictures
package import Reports

/// The page about a cohort: what came out, for whom, by which definitions, from which lines.
///
/// It takes answers that are computed and, where few must not be seen, kept back already, and puts
/// them in order; it computes no number.
package struct CohortPage: Sendable {
  private let answer: Answer<OutcomesReport>
  private let checks: CheckReport
  private let definitions: DefinitionsInUse
  private let provenance: Provenance
  private let pictures: [OutcomesReport.Subject: [Picture]]
  private let omissions: [String]
  /// When the last line was recorded; empty: it is not said.
  private let recorded: String
  /// The visit that was asked for; `nil`: none was.
  private let visit: String?

  /// - Parameters:
  ///   - pictures: of the same answers, by the section that they stand in.
  ///   - omissions: which pictures are not there, and why.
  ///   - recorded: when the last line of the view was recorded; empty: it is not said.
  ///   - visit: the name of the visit that was asked for; `nil`: none was.
  package init(
    _ answer: Answer<OutcomesReport>, checks: CheckReport, definitions: DefinitionsInUse,
    provenance: Provenance, pictures: [OutcomesReport.Subject: [Picture]], omissions: [String],
    recorded: String, visit: String?
  ) {
    self.answer = answer
    self.checks = checks
    self.definitions = definitions
    self.provenance = provenance
    self.pictures = pictures
    self.omissions = omissions
    self.recorded = recorded
    self.visit = visit
  }

  /// The page.
  package var page: Page {
    let origins = answer.header.logs.map(\.origin).joined(separator: ", ")
    return Page(
      title: "Treatment outcomes of \(origins)\(answer.header.titleChoices)",
      kind: "Report on a cohort", terms: terms,
      sections: [
        summary,
        section("flow", "Who is in, and who is not", .flow),
        section("relief", "How long relief lasted", .relief),
        section("response", "Response, remission and change", .response),
        section("intervals", "Time between treatments", .intervals),
        section("safety", "What could have harmed them", .safety),
        section("people", "Who they are", .people),
        quality, meanings, provenance.section,
      ])
  }

  private var terms: [(name: String, value: String)] {
    let header = answer.header
    var terms: [(name: String, value: String)] = [
      ("View", header.viewText), ("About", header.filter ?? "everybody in the log"),
      (
        "Threshold set",
        header.thresholdSet
          + (header.instruments.isEmpty
            ? "" : ", on \(header.instruments.joined(separator: ", "))")
      ),
    ]
    terms += header.choices.filter { $0.name != "Set" }
    if let visit { terms.append(("Visit", visit)) }
    if !answer.keys.isEmpty { terms.append(("By", answer.keys.joined(separator: ", "))) }
    if !recorded.isEmpty { terms.append(("Last line recorded", recorded)) }
    if let minimum = answer.disclosure?.minimum {
      terms.append(
        (
          "Least count",
          "\(minimum): what is about fewer people, or would tell of so few, is withheld"
        ))
    }
    return terms
  }

  // MARK: the summary

  /// Response on more instruments is a table.
  private static let mostInWords = 3

  private var summary: PageSection {
    var section = PageSection("summary", "In short")
    if let whole = answer.whole {
      let relief = whole.findings(about: .relief)
      let response = whole.findings(about: .response)
      let isLong = whole.instruments > Self.mostInWords
      let responders =
        isLong
        ? "Of \(whole.instruments) instruments, in the table below. "
          + response.said(.notEvaluable, .betweenVisits)
        : response.said(.response, .notEvaluable, .betweenVisits)
      section.parts = [
        .finding(relief.said(.duration, .unconfirmed)),
        .terms(
          [
            ("Relief", relief.said(.survival, .bootstrap)),
            ("Who is not in it", relief.said(.absent, .unrated)), ("Response", responders),
            ("Shares of whom", response.said(.denominators)),
            ("Other scales", response.said(.otherInstruments)),
            ("Treatments", whole.findings(about: .flow).said(.people)),
            ("Time between", whole.findings(about: .intervals).said(.gaps)),
            ("Harm", whole.findings(about: .safety).said(.adverse, .suicidality)),
            ("Data", dataSentence),
          ].filter { !$0.1.isEmpty }),
      ]
      if isLong, let sheet = whole.responseOverview(at: visit) {
        section.parts.append(.table(sheet))
      }
    } else {
      section.parts = [
        .finding(
          "What is said of everybody is withheld: beside the groups that are shown it would tell of "
            + "too few people."), .terms([("Data", dataSentence)]),
      ]
    }
    if !omissions.isEmpty { section.parts.append(.note(omissions.joined(separator: " "))) }
    section.parts += remarks
    return section
  }

  /// What was kept back.
  private var remarks: [PageSection.Part] {
    guard let remarks = answer.disclosure?.remarks, !remarks.isEmpty else { return [] }
    return [
      .section(
        PageSection(
          "What is withheld", [.list(remarks.map { "\($0.what): \($0.why)." })]))
    ]
  }

  // MARK: the answers

  private func section(
    _ id: StaticString, _ heading: String, _ subject: OutcomesReport.Subject
  ) -> PageSection {
    var section = PageSection(id, heading)
    let drawn = pictures[subject] ?? []
    if let whole = answer.whole {
      section.parts.append(.list(whole.findings(about: subject).map(\.text)))
      section.parts += drawn.map(PageSection.Part.picture)
      section.parts += whole.sheets(about: subject).map { sheet in
        sheet.tellsNothing
          ? .note("\(sheet.title): withheld, since all of it is about too few people to publish.")
          : .table(sheet)
      }
    } else {
      section.parts.append(.note("What is said of everybody is withheld."))
      section.parts += drawn.map(PageSection.Part.picture)
    }
    if !answer.keys.isEmpty { section.parts.append(.section(strata(subject))) }
    return section
  }

  /// The strata side by side: a sentence for each, and tables with all of them.
  private func strata(_ subject: OutcomesReport.Subject) -> PageSection {
    let sentences = answer.parts.map { part -> String in
      let name = answer.name(of: part.stratum)
      guard let body = part.body else { return "\(name): withheld." }
      // What is said of everybody is not said of each group again: it is long, and the difference
      // between all and those that are shown would tell of few.
      let said = body.findings(about: subject).filter {
        ![.denominators, .betweenVisits, .otherInstruments].contains($0.name)
      }
      return ([name + ":"] + said.map(\.text)).joined(separator: " ")
    }
    let tables = answer.strataSheets(about: subject).map(PageSection.Part.table)
    let said: [PageSection.Part] = subject == .people ? [] : [.list(sentences)]
    return PageSection("By \(answer.keys.joined(separator: " and "))", said + tables)
  }

  // MARK: data, definitions

  /// Whether counts of findings would tell of few people: who is in no figure is found by a rule too.
  private var isCoarse: Bool { answer.disclosure != nil }

  private var dataSentence: String {
    isCoarse
      ? "How often each rule of reprieve check found something is withheld." : checks.totalsSentence
  }

  private var quality: PageSection {
    let sheet = isCoarse ? checks.coarseRuleSheet : checks.ruleSheet
    var section = PageSection(
      "quality", "What is odd in the data",
      [
        .paragraph(
          "Every subject was held against \(checks.rules.count) rules about doses, weights, ratings, "
            + "labels and times, corrections applied. An error says that something counts nowhere or "
            + "cannot be; a warning is probably a slip; a note is worth knowing when a figure "
            + "surprises. reprieve check lists each case with its lines."),
        .paragraph(dataSentence),
      ])
    if !sheet.rows.isEmpty { section.parts.append(.table(sheet)) }
    return section
  }

  private var meanings: PageSection {
    PageSection(
      "definitions", "What the words mean here",
      [
        .list(definitions.sentences), .table(definitions.instrumentSheet),
        .table(definitions.visitSheet), .table(definitions.windowSheet),
      ])
  }
}
