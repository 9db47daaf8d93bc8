package import Bytes
import Definitions
package import Projections

/// The answer of `response --paired A,B`: the paired tables of a crossover with McNemar's exact test.
package struct PairedReport: Report {
  private let plan: AnalysisPlan
  private let drugs: [String]
  private let value: PairedResponse.Value
  private let explains: Bool
  private var minimum: Int?
  /// The tables as they may be shown, by visit and criterion.
  private var shown: [[Shown?]]
  private var isSummary = false

  package init(
    _ value: PairedResponse.Value, _ plan: AnalysisPlan, explains: Bool
  ) {
    self.value = value
    self.plan = plan
    drugs = plan.pairedDrugs ?? []
    self.explains = explains
    shown = value.tables.map { $0.map(Shown.init) }
  }

  package var people: Int { value.subjects }

  package mutating func summarise() { isSummary = true }

  package mutating func withhold(_ disclosure: inout Disclosure) {
    minimum = disclosure.minimum
    shown = value.tables.map { Self.withholding(by: disclosure.rule, $0) }
    if shown.joined().contains(nil) { disclosure.withholdSmall("paired tables and their p") }
    if disclosure.rule.rounding != nil { disclosure.withholdExact("p of paired tables") }
  }

  /// The tables of a visit: where one of the four cells is about too few all of it is kept back, since
  /// they and the p give each other away. Rounded cells of all criteria add up to as many pairs.
  private static func withholding(
    by rule: ReleaseRule, _ tables: [PairedResponse.Table]
  ) -> [Shown?] {
    var shown = tables.map { table -> Shown? in
      let cells = [table.both, table.firstOnly, table.secondOnly, table.neither]
      return cells.contains { Disclosure.isSmall($0, rule.minimum) } ? nil : Shown(table)
    }
    guard rule.rounding != nil else { return shown }
    for index in shown.indices {
      guard let table = shown[index] else { continue }
      var tree = CountTree()
      let pairs = tree.add("pairs", "pairs", table.cells.reduce(0, +))
      for (key, count) in zip(Shown.names.dropFirst(), table.cells) {
        tree.add(key, key, count, of: pairs)
      }
      tree.withhold(by: rule)
      let counts = tree.entries.dropFirst().compactMap(\.shown)
      // How many pairs there are would tell what the cells of two criteria have in common.
      shown[index] = counts.count == 4 ? Shown(pairs: nil, cells: counts, p: nil) : nil
    }
    return shown
  }

  /// The four cells of a table as they may be shown.
  private struct Shown: Equatable {
    static let names = ["pairs", "both", "firstOnly", "secondOnly", "neither"]
    /// `nil`: kept back.
    let pairs: Int?
    let cells: [Int]
    let p: Double?

    init(_ table: PairedResponse.Table) {
      self.init(
        pairs: table.pairs,
        cells: [table.both, table.firstOnly, table.secondOnly, table.neither], p: table.p)
    }

    init(pairs: Int?, cells: [Int], p: Double?) {
      (self.pairs, self.cells, self.p) = (pairs, cells, p)
    }

    /// The counts under their names.
    var counts: [Int?] { [pairs] + cells }
  }

  /// One table of one visit and criterion.
  private struct Place {
    let visit: Int
    let criterion: Criterion
    let table: PairedResponse.Table
    /// `nil`: kept back.
    let shown: Shown?
  }

  private var cells: [Place] {
    plan.visits.indices.flatMap { visit in
      zip(Criterion.allCases, zip(value.tables[visit], shown[visit])).map {
        Place(visit: visit, criterion: $0, table: $1.0, shown: $1.1)
      }
    }
  }

  // MARK: JSON

  package func write(to json: inout JSONWriter) {
    json.array("drugs", drugs) { $0.string(nil, $1) }
    ResponseReport.write(plan.visits, to: &json)
    json.array("tables", cells) { json, place in
      json.object { json in
        json.string("visit", plan.visits[place.visit].name)
        json.string("criterion", place.criterion.rawValue)
        for (index, name) in Shown.names.enumerated() {
          json.key(name)
          json.integer(nil, place.shown?.counts[index])
        }
        json.double("mcnemarP", place.shown?.p)
      }
    }
  }

  package var hasExtra: Bool { explains && minimum == nil }

  package func writeExtra(to json: inout JSONWriter) {
    json.array("explanations", explanations) { $1.write(to: &$0) }
  }

  // MARK: text

  package var title: [String] {
    ["response paired: course 1 of \(drugs[0]) against course 1 of \(drugs[1])"]
  }

  package func text(width: Int) -> [String] {
    var lines = text(of: sheets, width: width)
    if explains, minimum == nil {
      for explanation in explanations { lines += explanation.text(width: width) + [""] }
    }
    return lines
  }

  package var sheets: [Sheet] {
    var sheet = Sheet(
      "Subjects with a usable baseline and a rating at the visit in both; exact McNemar",
      [
        .init("visit", nil, .left), .init("criterion", nil, .left), .init("pairs"),
        .init("both"), .init("firstOnly", "only \(drugs[0])"),
        .init("secondOnly", "only \(drugs[1])"), .init("neither"), .init("mcnemarP", "p"),
      ])
    for place in cells where place.table.pairs > 0 {
      let head: [Cell] = [
        .text(plan.visits[place.visit].name), .text(place.criterion.rawValue),
      ]
      sheet.add(head + counts(place) + [p(place)])
    }
    let empty = plan.visits.indices.filter { visit in
      value.tables[visit].allSatisfy { $0.pairs == 0 }
    }
    if !empty.isEmpty {
      let names = empty.map { plan.visits[$0].name }.joined(separator: ", ")
      sheet.notes.append("no pair at \(names): nobody is rated there in both")
    }
    return [sheet]
  }

  /// A row for each pair and visit.
  package var rows: Sheet? {
    guard minimum == nil, !isSummary else { return nil }
    var sheet = Sheet(
      "",
      [
        "subject", "visit", "firstDrug", "firstRating", "firstSeq", "firstResponse",
        "secondDrug", "secondRating", "secondSeq", "secondResponse",
      ].map { Sheet.Column($0) })
    for pair in value.pairs {
      for (index, visit) in plan.visits.enumerated() {
        let results = [pair.first.visits[index], pair.second.visits[index]]
        let sides: [[Cell]] = zip(drugs, results).map { drug, result in
          [
            .text(drug), .optional(result.rating?.total), .optional(result.rating?.seq),
            .optional(result.response) { .bool($0) },
          ]
        }
        sheet.add([.text(pair.first.subject), .text(visit.name)] + sides[0] + sides[1])
      }
    }
    return sheet
  }

  /// Pairs and the four cells, as they may be shown.
  private func counts(_ place: Place) -> [Cell] {
    Shown.names.indices.map { index in
      place.shown?.counts[index].map { .integer($0) } ?? .withheld
    }
  }

  /// McNemar's p, likewise; missing where no pair is discordant.
  private func p(_ place: Place) -> Cell {
    guard let p = place.table.p else { return place.shown == nil ? .withheld : .missing }
    return place.shown?.p == nil ? .withheld : .p(p)
  }

  package var figures: [Figure] {
    cells.flatMap { place -> [Figure] in
      let at = [Figure.Pair("visit", plan.visits[place.visit].name)]
      return zip(Shown.names, counts(place)).map {
        Figure("paired", place.criterion.rawValue, $0, .integer, $1, at: at)
      } + [Figure("paired", place.criterion.rawValue, "mcnemarP", .numeric, p(place), at: at)]
    }
  }

  /// Who is in the discordant cells, and who makes the pairs.
  private var explanations: [Explanation] {
    cells.filter { $0.table.pairs > 0 }.flatMap { place in
      let pairs = value.pairs.filter {
        $0.first.visits[place.visit].meets(place.criterion) != nil
          && $0.second.visits[place.visit].meets(place.criterion) != nil
      }
      let name = "\(plan.visits[place.visit].name) \(place.criterion.rawValue)"
      return zip([true, false], drugs).map { isFirst, drug in
        let isIn = { (pair: PairedResponse.Pair) in
          let first = pair.first.visits[place.visit].meets(place.criterion) ?? false
          let second = pair.second.visits[place.visit].meets(place.criterion) ?? false
          return isFirst ? first && !second : second && !first
        }
        return Explanation(
          figure: "\(name), only \(drug)",
          rule: "meets it in course 1 of \(drug) and not in the other, of all pairs",
          numerator: pairs.filter(isIn).map { member($0, place.visit) },
          others: pairs.filter { !isIn($0) }.map { member($0, place.visit) })
      }
    }
  }

  private func member(_ pair: PairedResponse.Pair, _ visit: Int) -> Explanation.Member {
    let seqs = [pair.first, pair.second].flatMap { course in
      [course.baseline?.seq, course.visits[visit].rating?.seq].compactMap { $0 }
    }
    return Explanation.Member(subject: pair.first.subject, unit: 1, seqs: seqs)
  }
}
