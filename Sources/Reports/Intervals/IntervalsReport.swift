package import Bytes
import Definitions
package import Projections
import Statistics

/// The answer of `intervals`: time between treatments.
package struct IntervalsReport: Report {
  let plan: AnalysisPlan
  private(set) var flow: CountTree
  let figuresOfAll: IntervalsFigures
  private(set) var why: CountTree
  private(set) var value: IntervalsProjection.Value?
  private let subjects: Int
  private let explains: Bool
  private(set) var isSummary = false
  /// The least number that a figure may be about.
  private(set) var minimum: Int?

  package init(_ value: IntervalsProjection.Value, _ plan: AnalysisPlan, explains: Bool) {
    self.plan = plan
    self.value = value
    self.explains = explains
    subjects = value.subjects
    figuresOfAll = IntervalsFigures(value)
    var tree = CountTree()
    let people = tree.add("subjects", "subjects", value.subjects)
    tree.add("withTreatment", "with a treatment", value.withTreatment, of: people, isPart: false)
    flow = tree
    var reasons = CountTree()
    let closed = reasons.add("closed", "closed gaps", figuresOfAll.all.closed)
    let names = [
      ("needDriven", "need-driven: not in relief"),
      ("scheduleDriven", "schedule-driven: in relief"),
      ("unknown", "unknown: no rating to tell"),
    ]
    for (why, name) in zip(TreatmentGap.Why.allCases, names) {
      reasons.add(name.0, name.1, figuresOfAll.why[why] ?? 0, of: closed)
    }
    why = reasons
  }

  package var people: Int { subjects }

  package mutating func summarise() {
    value = nil
    isSummary = true
  }

  package mutating func withhold(_ disclosure: inout Disclosure) {
    minimum = disclosure.minimum
    if value != nil {
      value = nil
      disclosure.withholdRows("gaps, treatmentFree, trends")
    }
    flow.withhold(under: disclosure.minimum)
    why.withhold(under: disclosure.minimum)
    if (flow.entries + why.entries).contains(where: \.isWithheld) {
      disclosure.withholdSmall("counts")
    }
    let summaries =
      [figuresOfAll.all] + figuresOfAll.byKind.map(\.summary)
      + figuresOfAll.byOrdinal.map(\.summary)
    if summaries.contains(where: isWithheld) { disclosure.withholdSmall("groups of gaps") }
    disclosure.remark(
      "steps of the mean cumulative function",
      "put together until each stands for \(disclosure.minimum) or more")
  }

  /// Whether a summary is about too few gaps, closed or open.
  func isWithheld(_ summary: GapSummary) -> Bool {
    guard let minimum else { return false }
    return [summary.count, summary.closed, summary.open].contains {
      Disclosure.isSmall($0, minimum)
    }
  }

  /// A step of the mean cumulative function.
  struct Step {
    let days: Double
    let treatments: Int
    let atRisk: Int
    let value: Double
  }

  /// The steps of the mean cumulative function as they may be shown: put together until each stands
  /// for enough treatments, while enough people are at risk.
  var steps: [Step] {
    var steps: [Step] = []
    var treatments = 0
    for row in figuresOfAll.meanCumulativeFunction?.rows ?? [] {
      if let minimum, Disclosure.isSmall(row.atRisk, minimum) { break }
      treatments += row.events
      guard treatments >= minimum ?? 0 else { continue }
      steps.append(
        Step(days: row.time, treatments: treatments, atRisk: row.atRisk, value: row.value))
      treatments = 0
    }
    return steps
  }

  /// The mean cumulative function at the named days, kept back where few are at risk.
  var points: [(days: Double, point: MeanCumulativeFunction.Point?)] {
    guard let function = figuresOfAll.meanCumulativeFunction else { return [] }
    return IntervalsFigures.days.map { days in
      let point = function.at(days)
      let isSmall = minimum.map { Disclosure.isSmall(point.atRisk, $0) } ?? false
      return (days, isSmall ? nil : point)
    }
  }

  // MARK: JSON

  package func write(to json: inout JSONWriter) {
    json.string("criterion", plan.criterion.rawValue)
    flow.write("flow", to: &json)
    json.object("all") { write(figuresOfAll.all, to: &$0) }
    json.array("byKind", figuresOfAll.byKind) { json, part in
      json.object { json in
        json.string("kind", part.kind.rawValue)
        write(part.summary, to: &json)
      }
    }
    json.array("byOrdinal", figuresOfAll.byOrdinal) { json, part in
      json.object { json in
        json.integer("ordinal", part.ordinal)
        write(part.summary, to: &json)
      }
    }
    json.object("whyRetreated") { json in
      for entry in why.entries.dropFirst() {
        json.key(entry.key)
        json.integer(nil, entry.shown)
      }
    }
    writeFunction(to: &json)
    if let value {
      Self.writeRows(value, to: &json)
    } else if !isSummary {
      json.null("treatmentFree")
      json.null("trends")
      json.null("gaps")
    }
  }

  private func write(_ summary: GapSummary, to json: inout JSONWriter) {
    let isWithheld = isWithheld(summary)
    json.integer("n", isWithheld ? nil : summary.count)
    json.integer("closed", isWithheld ? nil : summary.closed)
    json.integer("open", isWithheld ? nil : summary.open)
    json.double("lowerQuartileDays", isWithheld ? nil : summary.lowerQuartileDays)
    json.double("medianDays", isWithheld ? nil : summary.medianDays)
    json.double("upperQuartileDays", isWithheld ? nil : summary.upperQuartileDays)
  }

  private func writeFunction(to json: inout JSONWriter) {
    guard figuresOfAll.meanCumulativeFunction != nil else {
      return json.null("meanCumulativeFunction")
    }
    json.object("meanCumulativeFunction") { json in
      json.integer("subjects", flow.shown("withTreatment"))
      json.array("at", points) { json, place in
        json.object { json in
          json.double("days", place.days)
          json.integer("atRisk", place.point?.atRisk)
          json.double("mcf", place.point?.value)
        }
      }
      json.array("curve", steps) { json, step in
        json.object { json in
          json.double("days", step.days)
          json.integer("treatments", step.treatments)
          json.integer("atRisk", step.atRisk)
          json.double("mcf", step.value)
        }
      }
    }
  }

  package var hasExtra: Bool { explains && value != nil }

  package func writeExtra(to json: inout JSONWriter) {
    json.array("explanations", explanations) { $1.write(to: &$0) }
  }

  package var title: [String] { ["time between treatments, from start to start"] }

  package func text(width: Int) -> [String] {
    var lines = flow.text(width: width) + [""] + text(of: [summaries], width: width)
    lines += ["Why they were treated again"] + why.text(width: width) + [""]
    lines += text(of: functionSheet, width: width)
    guard let value else { return lines }
    lines += text(of: Self.rowSheets(value), width: width)
    if explains {
      for explanation in explanations { lines += explanation.text(width: width) + [""] }
    }
    return lines
  }

  package var sheets: [Sheet] {
    [flow.sheet("Flow"), summaries, why.sheet("Why they were treated again")] + functionSheet
  }

  package var rows: Sheet? { value.map { Self.gapSheet($0.gaps) } }

  /// Who was treated again for which reason.
  private var explanations: [Explanation] {
    guard let value else { return [] }
    let closed = value.gaps.filter(\.isClosed)
    let days = plan.definitions.windows.beforeRetreatmentDays
    let rules: [(TreatmentGap.Why, String)] = [
      (.needDriven, "the last rating in the \(days) d before is not in relief"),
      (.scheduleDriven, "the last rating in the \(days) d before is in relief"),
      (.unknown, "no eligible rating in the \(days) d before, or nothing to hold it against"),
    ]
    func member(_ gap: TreatmentGap) -> Explanation.Member {
      Explanation.Member(
        subject: gap.subject, unit: gap.ordinal,
        seqs: [gap.fromSeq, gap.whySeq, gap.toSeq].compactMap { $0 })
    }
    return rules.map { why, rule in
      Explanation(
        figure: why.rawValue, rule: rule,
        numerator: closed.filter { $0.why == why }.map(member),
        others: closed.filter { $0.why != why }.map(member))
    }
  }
}
