package import Bytes
import Definitions
package import Projections
import Statistics

/// The answer of `relief`: for one subject, or for a cohort with its flow and its estimates.
package struct ReliefReport: Report {
  /// What was asked.
  package let plan: AnalysisPlan
  /// The units; `nil`: left out.
  package private(set) var units: [ReliefUnit]?
  /// Who is in and who is not; `nil` for one subject.
  package private(set) var flow: CountTree?
  /// How long relief lasted in the cohort; `nil`: nobody is analysed, or kept back.
  package private(set) var estimates: ReliefFigures?
  /// The table of `--sensitivity`.
  package var sensitivity: Sheet?
  /// What `--bootstrap N` found; `nil`: not asked for, or kept back.
  package var bootstrap: ReliefBootstrap?
  /// Where the one subject stands; `nil`: not asked for.
  package var standing: StandingReport?
  /// When relief set in, and how closely people were rated: what `summarise` leaves in place of
  /// the units.
  private(set) var observation: [Sheet] = []
  /// That people have several units, where some have; `nil`: each has one, or kept back.
  package private(set) var repeats: String?
  /// How many people the analysed units are of; `nil`: one person, or kept back.
  private(set) var analysedPeople: Int?
  /// Units without a baseline, since their people have no rating on the instrument at all; `nil`: kept
  /// back.
  private(set) var unrated: Int?
  private let subject: String?
  private let instrument: String
  private let subjects: Int
  /// Whether the one subject is among those that are asked about.
  private let isAskedAbout: Bool
  let showsEstimates: Bool
  private let explains: Bool
  private let wantsExtra: Bool
  private var rowsAreWithheld = false

  /// A report about a cohort.
  ///
  /// - Parameters:
  ///   - showsEstimates: whether the estimates are asked for.
  ///   - explains: whether the events behind the figures are named.
  package init(
    _ value: ReliefProjection.Value, _ plan: AnalysisPlan, showsEstimates: Bool,
    explains: Bool, wantsExtra: Bool = false
  ) {
    self.plan = plan
    units = value.units
    flow = Self.tree(
      value.flow, unit: plan.unit.rawValue, people: Self.people(value.units))
    subject = nil
    instrument = ""
    subjects = value.flow.subjects
    isAskedAbout = true
    self.showsEstimates = showsEstimates
    self.explains = explains
    self.wantsExtra = wantsExtra
    if showsEstimates || explains || wantsExtra {
      observation = [onsetSheet, densitySheet].compactMap { $0 }
    }
    unrated = value.flow.noBaselineUnrated
    guard showsEstimates else { return }
    let analysed = value.units.filter { $0.status == .lost || $0.status == .censored }
    estimates = ReliefEstimates(analysed).map { ReliefFigures($0) }
    let analysedPeople = Set(analysed.map(\.subject)).count
    self.analysedPeople = analysedPeople
    if analysedPeople < analysed.count {
      let people = analysedPeople == 1 ? "1 person" : "\(analysedPeople) people"
      repeats =
        "\(analysed.count) \(plan.unit.rawValue)s of \(people): the limits take them "
        + "as independent; see --bootstrap"
    }
  }

  /// A report about one subject.
  package init(
    _ value: ReliefProjection.Value, of subject: String, _ plan: AnalysisPlan, explains: Bool
  ) {
    self.plan = plan
    units = value.units
    self.subject = subject
    instrument = value.instruments.first ?? plan.instrument ?? ""
    subjects = 1
    isAskedAbout = value.flow.subjects > 0
    showsEstimates = false
    self.explains = explains
    wantsExtra = false
  }

  package var people: Int { subjects }

  package mutating func summarise() {
    if subject == nil { units = nil }
  }

  package mutating func withhold(_ disclosure: inout Disclosure) {
    withholdAllButCounts(&disclosure)
    flow?.withhold(by: disclosure.rule)
    withholdEstimates(&disclosure)
  }

  /// Keeps back what is about single people, and what is told of the same people once more.
  mutating func withholdAllButCounts(_ disclosure: inout Disclosure) {
    if units != nil {
      units = nil
      rowsAreWithheld = true
      disclosure.withholdRows("units")
    }
    repeats = nil
    analysedPeople = nil
    unrated = nil
    // Onset, density, samples and other definitions are about the same few people again.
    let others = [
      ("sensitivity", sensitivity != nil), ("bootstrap", bootstrap != nil),
      ("onset and density of ratings", !observation.isEmpty && showsEstimates),
    ]
    for (name, isThere) in others where isThere {
      disclosure.remark(name, "about the same people again: a difference would tell")
    }
    sensitivity = nil
    bootstrap = nil
    observation = []
  }

  /// Keeps back, in both of two reports about the same people, what one beside the other would give
  /// away.
  mutating func withhold(beside other: inout ReliefReport, _ disclosure: inout Disclosure) {
    withhold(&disclosure)
    other.withhold(&disclosure)
    guard var mine = flow, var theirs = other.flow else { return }
    mine.withhold(under: disclosure.minimum, beside: &theirs)
    (flow, other.flow) = (mine, theirs)
    withholdEstimates(&disclosure)
    other.withholdEstimates(&disclosure)
  }

  /// Takes the flow as it may be shown beside other answers about the same people, and keeps back of
  /// the curves what that asks for.
  mutating func show(_ flow: CountTree, _ disclosure: inout Disclosure) {
    guard self.flow != nil else { return }
    self.flow = flow
    withholdEstimates(&disclosure)
  }

  /// Curves tell how many were analysed, lost, and had each other ending.
  private mutating func withholdEstimates(_ disclosure: inout Disclosure) {
    guard let flow else { return }
    if flow.hasWithheld { disclosure.withholdSmall("flow") }
    guard estimates != nil else { return }
    if ["analysed", "lost", "censored"].contains(where: { flow.shown($0) == nil }) {
      estimates = nil
      disclosure.withholdSmall("turnbull, kaplanMeier, cumulativeIncidence")
    } else {
      let endings: [(ReliefEstimates.Ending, String)] = [
        (.retreated, "censoredRetreated"), (.exit, "censoredExit"),
      ]
      estimates?.withhold(
        disclosure, hidden: endings.filter { flow.shown($0.1) == nil }.map(\.0),
        of: flow.shown("analysed") ?? 0)
      disclosure.remark(
        "steps of the curves", "put together until each stands for \(disclosure.minimum) or more")
      disclosure.remark("ends of the curves", "fewer than \(disclosure.minimum) at risk")
    }
  }

  // MARK: JSON

  package func write(to json: inout JSONWriter) {
    json.string("criterion", plan.criterion.rawValue)
    json.integer("confirm", plan.confirm)
    if let units {
      json.array("units", units) { Self.write($1, to: &$0) }
    } else if rowsAreWithheld {
      json.null("units")
    }
    flow?.write("flow", to: &json)
    if showsEstimates { writeEstimates(to: &json) }
  }

  package var hasExtra: Bool {
    explains || wantsExtra || sensitivity != nil || bootstrap != nil || standing != nil
  }

  package func writeExtra(to json: inout JSONWriter) {
    sensitivity?.write("sensitivity", to: &json)
    bootstrap.map(Self.sheet)?.write("bootstrap", to: &json)
    standing?.write(to: &json)
    if explains || wantsExtra {
      json.array("observation", observation) { json, sheet in sheet.writeTitled(to: &json) }
    }
    guard explains, let units else { return }
    if flow != nil {
      json.array("figures", figureExplanations) { $1.write(to: &$0) }
    }
    json.array("explanations", units) { json, unit in
      json.object { json in
        json.string("subject", unit.subject)
        json.integer("unit", unit.unit)
        json.array("lines", Self.explanation(unit, plan)) { $0.string(nil, $1) }
      }
    }
  }

  // MARK: text

  package var title: [String] {
    guard let subject else {
      let confirmation =
        plan.confirm == 1 ? "every loss counts" : "a loss is confirmed by two ratings"
      return ["relief by \(plan.unit.rawValue): \(plan.criterion.rawValue), \(confirmation)"]
    }
    guard isAskedAbout else { return [Visible.text(subject)] }
    var head = "\(Visible.text(subject))  \(instrument)"
    if let baseline = units?.first?.baseline {
      head += ", baseline \(baseline.total) (\(baseline.time.dayText))"
    }
    return [head + "  \(Self.criterionText(plan, instrument))"]
  }

  package var isSpaced: Bool { subject == nil }

  package func text(width: Int) -> [String] {
    guard let flow else { return subjectText + (standing?.text(width: width) ?? []) }
    var lines = flow.text(width: width) + [""]
    let remarks = [unratedWords, unconfirmedWords].compactMap { $0 }
    if !remarks.isEmpty { lines += Paragraph.broken(remarks, width: width) + [""] }
    lines += text(of: estimateSheets + besides, width: width)
    if let units, !units.isEmpty {
      lines += Self.unitSheet(units).text(width: width)
      if explains {
        for unit in units {
          lines += ["", "\(Visible.text(unit.subject))  \(plan.unit.rawValue) \(unit.unit)"]
          lines += Self.explanation(unit, plan).map { "  " + $0 }
        }
        for explanation in figureExplanations { lines += [""] + explanation.text(width: width) }
      }
      lines.append("")
    }
    return lines
  }

  private var subjectText: [String] {
    guard isAskedAbout else { return ["not among those that --where asks for"] }
    guard let units, let first = units.first else {
      return ["no course: nothing that relief could follow"]
    }
    return units.flatMap { unit in
      Self.text(unit, plan, baselineIsShown: unit.baseline == first.baseline)
        + (explains ? Self.explanation(unit, plan).map { "           " + $0 } : [])
    }
  }

  /// What stands beside the estimates, where they are asked for.
  private var besides: [Sheet] {
    (showsEstimates ? observation : [])
      + [bootstrap.map(Self.sheet), sensitivity].compactMap { $0 }
  }

  package var sheets: [Sheet] {
    (flow.map { [$0.sheet("Flow")] } ?? []) + estimateSheets + besides
  }

  package var rows: Sheet? { units.map(Self.rowSheet) }

  package var figures: [Figure] {
    (flow?.figures("flow") ?? []) + (estimates?.figures ?? [])
      + besides.flatMap(\.figures)
  }
}
