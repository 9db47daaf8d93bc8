package import Bytes
import Definitions
package import Projections
package import Statistics

/// The answer of `intervals`: time between treatments.
package struct IntervalsReport: Report {
  let plan: AnalysisPlan
  /// Who was treated.
  package private(set) var flow: CountTree
  /// The figures themselves, of which nothing is kept back.
  package let figuresOfAll: IntervalsFigures
  /// All gaps, by kind and by ordinal, as they may be shown.
  package private(set) var groups: GapGroups
  private(set) var why: CountTree
  /// Every gap; `nil`: left out or kept back.
  package private(set) var value: IntervalsProjection.Value?
  private let subjects: Int
  /// Whether the function is kept back, because so few were treated, or treated again.
  package private(set) var hidesFunction = false
  private let explains: Bool
  private(set) var isSummary = false
  /// The least number that a figure may be about.
  package private(set) var minimum: Int?

  package init(_ value: IntervalsProjection.Value, _ plan: AnalysisPlan, explains: Bool) {
    self.plan = plan
    self.value = value
    self.explains = explains
    subjects = value.subjects
    figuresOfAll = IntervalsFigures(value)
    let gaps = value.gaps
    let everybody = PeopleCount(gaps.lazy.map(\.subject))
    groups = GapGroups(figuresOfAll, gaps, everybody)
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
      reasons.add(
        name.0, name.1, figuresOfAll.why[why] ?? 0, of: closed,
        people: everybody.people { gaps[$0].why == why })
    }
    why = reasons
  }

  package var people: Int { subjects }

  package mutating func summarise() {
    value = nil
    isSummary = true
  }

  package mutating func withhold(_ disclosure: inout Disclosure) {
    withholdAllButCounts(&disclosure)
    // Every gap and step tells how many were treated; how many were not is seen only beside that.
    if disclosure.isSmall(subjects - figuresOfAll.all.open) { flow.withhold(at: [0]) }
    flow.withhold(under: disclosure.minimum)
    why.withhold(under: disclosure.minimum)
    if disclosure.rule.rounding != nil {
      groups.round(by: disclosure.rule, &flow, &why)
      disclosure.withholdExact("mean cumulative function")
    }
    if flow.hasWithheld || why.hasWithheld { disclosure.withholdSmall("counts") }
    if groups.hasWithheld { disclosure.withholdSmall("groups of gaps") }
    if disclosure.rule.rounding == nil { remarkOnFunction(&disclosure) }
  }

  /// Keeps back what is about single people, and groups of gaps that are about few.
  mutating func withholdAllButCounts(_ disclosure: inout Disclosure) {
    minimum = disclosure.minimum
    if value != nil {
      value = nil
      disclosure.withholdRows("gaps, treatmentFree, trends")
    }
    groups.withhold(under: disclosure.minimum)
    hidesFunction = groups.all == nil || disclosure.rule.rounding != nil
    if groups.all == nil { why.withhold(at: why.entries.indices) }
  }

  private func remarkOnFunction(_ disclosure: inout Disclosure) {
    if hidesFunction { disclosure.withholdSmall("mean cumulative function") }
    disclosure.remark(
      "steps of the mean cumulative function",
      "put together until each stands for \(disclosure.minimum) or more")
    disclosure.remark(
      "the end of the mean cumulative function", "fewer than \(disclosure.minimum) at risk")
  }

  /// Takes the counts as they may be shown beside other answers about the same people, and keeps back
  /// the kinds of gaps of which a tree keeps anything back.
  ///
  /// - Parameter hidesGaps: whether all gaps and the mean cumulative function are kept back.
  mutating func show(
    _ flow: CountTree, why: CountTree, kinds: CountTree, hidesGaps: Bool,
    _ disclosure: inout Disclosure
  ) {
    self.flow = flow
    self.why = why
    groups.withholdKinds(as: kinds)
    if hidesGaps {
      groups.withholdAll()
      self.why.withhold(at: why.entries.indices)
      hidesFunction = true
    }
    if flow.hasWithheld || self.why.hasWithheld { disclosure.withholdSmall("counts") }
    if groups.hasWithheld { disclosure.withholdSmall("groups of gaps") }
    remarkOnFunction(&disclosure)
  }

  /// A step of the mean cumulative function.
  package struct Step {
    /// From the first treatment.
    package let days: Double
    /// How many treatments it stands for.
    package let treatments: Int
    /// People who are still followed.
    package let atRisk: Int
    /// Treatments per person by then.
    package let value: Double
  }

  /// How many treatments there were, and how many people had left, as the function and the numbers
  /// at risk tell by a day.
  private func seen(_ rows: [MeanCumulativeFunction.Row], by day: Double, atRisk: Int) -> [Double] {
    let treatments = rows.lazy.filter { $0.time <= day }.reduce(0) { $0 + $1.events }
    return [Double(treatments), Double(figuresOfAll.all.open - atRisk)]
  }

  /// The days at which the function may be shown, as places among those that it is asked for.
  private var shownDays: [Int] {
    guard let function = figuresOfAll.meanCumulativeFunction, !hidesFunction else { return [] }
    guard let minimum else { return Array(IntervalsFigures.days.indices) }
    // Where few are at risk the function ends.
    let days = IntervalsFigures.days.indices.filter {
      function.at(IntervalsFigures.days[$0]).atRisk >= minimum
    }
    let counts = days.map { place in
      let day = IntervalsFigures.days[place]
      return seen(function.rows, by: day, atRisk: function.at(day).atRisk)
    }
    return CoarseTimes.chosen(
      counts, from: [0, 0], to: seen(function.rows, by: .infinity, atRisk: 0), minimum
    ).map { days[$0] }
  }

  /// The steps of the mean cumulative function as they may be shown: at the ends of whole days, put
  /// together until each stands for enough treatments, and enough people or none have left since the
  /// one before.
  package var steps: [Step] {
    guard let function = figuresOfAll.meanCumulativeFunction, !hidesFunction else { return [] }
    let rows = function.rows
    guard let minimum else {
      return rows.map {
        Step(days: $0.time, treatments: $0.events, atRisk: $0.atRisk, value: $0.value)
      }
    }
    var steps: [Step] = []
    var start = [0.0, 0]
    var (since, before) = (-Double.infinity, 0)
    var ends: [Double] = []
    var totals: [Int] = []
    for row in rows {
      let day = row.time.rounded(.up)
      if ends.last == day {
        totals[totals.count - 1] += row.events
      } else {
        ends.append(day)
        totals.append((totals.last ?? 0) + row.events)
      }
    }
    let risks = ends.map { function.at($0).atRisk }
    for day in shownDays.map({ IntervalsFigures.days[$0] }) + [.infinity] {
      let atRisk = day.isFinite ? function.at(day).atRisk : 0
      let end = seen(rows, by: day, atRisk: atRisk)
      let places = ends.indices.filter {
        ends[$0] > since && ends[$0] <= day && risks[$0] >= minimum
      }
      let counts = places.map { place in
        [Double(totals[place]), Double(figuresOfAll.all.open - risks[place])]
      }
      for chosen in CoarseTimes.chosen(counts, from: start, to: end, minimum) {
        let place = places[chosen]
        steps.append(
          Step(
            days: ends[place], treatments: totals[place] - before, atRisk: risks[place],
            value: shown(function.at(ends[place]).value)))
        before = totals[place]
      }
      (start, since) = (end, day)
    }
    return steps
  }

  /// A value of the mean cumulative function with as many digits as so many people support: two under a
  /// hundred and three from there on. All of them would tell how many were followed at each treatment.
  func shown(_ value: Double) -> Double {
    guard minimum != nil else { return value }
    let digits = figuresOfAll.all.open < 100 ? 100.0 : 1000
    return (value * digits).rounded() / digits
  }

  /// The mean cumulative function at the named days; `nil` where it is kept back.
  package var points: [(days: Double, point: MeanCumulativeFunction.Point?)] {
    guard let function = figuresOfAll.meanCumulativeFunction else { return [] }
    let shown = shownDays
    return IntervalsFigures.days.enumerated().map { place, days in
      (days, shown.contains(place) ? function.at(days) : nil)
    }
  }

  // MARK: JSON

  package func write(to json: inout JSONWriter) {
    json.string("criterion", plan.criterion.rawValue)
    flow.write("flow", to: &json)
    json.object("all") { Self.write(groups.all, to: &$0) }
    json.array("byKind", groups.byKind) { json, part in
      json.object { json in
        json.string("kind", part.kind.rawValue)
        Self.write(part.summary, to: &json)
      }
    }
    json.array("byOrdinal", groups.byOrdinal) { json, part in
      json.object { json in
        json.integer("ordinal", part.ordinal)
        Self.write(part.summary, to: &json)
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

  private static func write(_ summary: GapSummary?, to json: inout JSONWriter) {
    json.integer("n", summary?.count)
    json.integer("closed", summary?.closed)
    json.integer("open", summary?.open)
    json.double("lowerQuartileDays", summary?.lowerQuartileDays)
    json.double("medianDays", summary?.medianDays)
    json.double("upperQuartileDays", summary?.upperQuartileDays)
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
          json.double("mcf", place.point.map { shown($0.value) })
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
