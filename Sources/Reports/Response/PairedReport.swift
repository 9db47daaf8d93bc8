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
  private var isSummary = false

  package init(
    _ value: PairedResponse.Value, _ plan: AnalysisPlan, explains: Bool
  ) {
    self.value = value
    self.plan = plan
    drugs = plan.pairedDrugs ?? []
    self.explains = explains
  }

  package var people: Int { value.subjects }

  package mutating func summarise() { isSummary = true }

  package mutating func withhold(_ disclosure: inout Disclosure) {
    minimum = disclosure.minimum
    if cells.contains(where: { isWithheld($0.table) }) {
      disclosure.withholdSmall("paired tables and their p")
    }
  }

  /// One table of one visit and criterion.
  private struct Place {
    let visit: Int
    let criterion: Criterion
    let table: PairedResponse.Table
  }

  private var cells: [Place] {
    plan.visits.indices.flatMap { visit in
      zip(Criterion.allCases, value.tables[visit]).map {
        Place(visit: visit, criterion: $0, table: $1)
      }
    }
  }

  /// Whether one of the four cells is about too few: they and the p give each other away.
  private func isWithheld(_ table: PairedResponse.Table) -> Bool {
    guard let minimum else { return false }
    return [table.both, table.firstOnly, table.secondOnly, table.neither]
      .contains { Disclosure.isSmall($0, minimum) }
  }

  // MARK: JSON

  package func write(to json: inout JSONWriter) {
    json.array("drugs", drugs) { $0.string(nil, $1) }
    ResponseReport.write(plan.visits, to: &json)
    json.array("tables", cells) { json, place in
      let shown = isWithheld(place.table) ? nil : place.table
      json.object { json in
        json.string("visit", plan.visits[place.visit].name)
        json.string("criterion", place.criterion.rawValue)
        json.integer("pairs", shown?.pairs)
        json.integer("both", shown?.both)
        json.integer("firstOnly", shown?.firstOnly)
        json.integer("secondOnly", shown?.secondOnly)
        json.integer("neither", shown?.neither)
        json.double("mcnemarP", shown?.p)
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
      let table = place.table
      let head: [Cell] = [
        .text(plan.visits[place.visit].name), .text(place.criterion.rawValue),
      ]
      if isWithheld(table) {
        sheet.add(head + Array(repeating: .withheld, count: 6))
      } else {
        sheet.add(
          head
            + [table.pairs, table.both, table.firstOnly, table.secondOnly, table.neither]
            .map { .integer($0) } + [.optional(table.p) { .p($0) }])
      }
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

  package var figures: [Figure] {
    cells.flatMap { place -> [Figure] in
      let table = place.table
      let names = ["pairs", "both", "firstOnly", "secondOnly", "neither"]
      let counts = [table.pairs, table.both, table.firstOnly, table.secondOnly, table.neither]
      let at = [Figure.Pair("visit", plan.visits[place.visit].name)]
      let isWithheld = isWithheld(table)
      let p: Cell = isWithheld ? .withheld : .optional(table.p) { .p($0) }
      return zip(names, counts).map {
        Figure(
          "paired", place.criterion.rawValue, $0, .integer,
          isWithheld ? .withheld : .integer($1), at: at)
      } + [Figure("paired", place.criterion.rawValue, "mcnemarP", .numeric, p, at: at)]
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
