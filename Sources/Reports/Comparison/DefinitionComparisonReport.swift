package import Bytes
import Definitions
package import Projections

/// The answer of `compare --set A --set B`: the same people under two threshold sets, figure beside
/// figure, and the units whose answer changes.
package struct DefinitionComparisonReport: Report {
  /// A set, and what the cohort comes to under it.
  package typealias Side = (set: String, value: ComparisonProjection.Value, plan: AnalysisPlan)

  private let sets: [String]
  private var relief: [ReliefReport]
  private var response: [ResponseReport]
  private var units: [(first: ReliefUnit, second: ReliefUnit)]?
  /// Who makes each figure of each set; none where nobody asked.
  private var explanations: [Explanation] = []

  package init(_ first: Side, _ second: Side, explains: Bool) {
    sets = [first.set, second.set]
    if explains {
      explanations = [first, second].flatMap { side in
        ResponseReport(side.value.response, side.plan, explains: true).explanations
          .map { $0.named(side.set) }
      }
    }
    relief = [first, second].map {
      ReliefReport($0.value.relief, $0.plan, showsEstimates: true, explains: false)
    }
    response = [first, second].map { ResponseReport($0.value.response, $0.plan, explains: false) }
    units = zip(first.value.relief.units, second.value.relief.units)
      .filter { Self.differ($0, $1) }.map { ($0, $1) }
  }

  /// Whether the same unit has another answer.
  private static func differ(_ first: ReliefUnit, _ second: ReliefUnit) -> Bool {
    first.status != second.status || first.reason != second.reason
      || first.lowerDays != second.lowerDays || first.upperDays != second.upperDays
  }

  package var title: [String] { ["the same people under \(sets[0]) and under \(sets[1])"] }
  package var people: Int { relief.map(\.people).max() ?? 0 }

  package mutating func summarise() {
    units = nil
    for index in relief.indices {
      relief[index].summarise()
    }
    for index in response.indices { response[index].summarise() }
  }

  package mutating func withhold(_ disclosure: inout Disclosure) {
    explanations = []
    if units != nil {
      units = nil
      disclosure.withholdRows("units that differ")
    }
    var (otherRelief, otherResponse) = (relief[1], response[1])
    relief[0].withhold(beside: &otherRelief, &disclosure)
    response[0].withhold(beside: &otherResponse, &disclosure)
    (relief[1], response[1]) = (otherRelief, otherResponse)
    // The two flows count the same people in different ways: one would fill the other's gaps.
    if relief.contains(where: { $0.flow?.hasWithheld ?? false })
      || response.contains(where: \.counts.tree.hasWithheld)
    {
      response = []
      disclosure.remark("response", "its flow beside that of relief would give numbers away")
    }
  }

  package func write(to json: inout JSONWriter) {
    json.array("sets", sets) { $0.string(nil, $1) }
    table.write("figures", to: &json)
    if let rows { rows.write("units", to: &json) } else { json.null("units") }
  }

  package var hasExtra: Bool { !explanations.isEmpty }

  package func writeExtra(to json: inout JSONWriter) {
    json.array("explanations", explanations) { $1.write(to: &$0) }
  }

  package func text(width: Int) -> [String] {
    text(of: sheets, width: width) + explanations.flatMap { $0.text(width: width) + [""] }
  }

  package var sheets: [Sheet] { [table] + (rows.map { [$0] } ?? []) }

  /// Every figure that either side has.
  private var table: Sheet {
    var sheet = Sheet(
      "Figure beside figure",
      [
        .init("figure", nil, .left), .init("first", sets[0]), .init("second", sets[1]),
        .init("difference"),
      ])
    let sides = relief.indices.map(figures)
    let second = Dictionary(sides[1].map { ($0.name, $0.value) }) { first, _ in first }
    let firstNames = Set(sides[0].map(\.name))
    for figure in sides[0] {
      let other = second[figure.name] ?? .missing
      sheet.add([.text(figure.name), figure.value, other, figure.value.difference(to: other)])
    }
    for figure in sides[1] where !firstNames.contains(figure.name) {
      sheet.add([.text(figure.name), .missing, figure.value, .missing])
    }
    return sheet
  }

  /// The units whose answer changes.
  package var rows: Sheet? {
    guard let units else { return nil }
    var sheet = Sheet(
      units.isEmpty ? "No unit has another answer" : "Units whose answer changes",
      [
        .init("subject", nil, .left), .init("unit"), .init("first", sets[0], .left),
        .init("second", sets[1], .left),
      ])
    for (first, second) in units {
      sheet.add([
        .text(first.subject), .integer(first.unit), .text(first.words), .text(second.words),
      ])
    }
    return sheet
  }

  package var figures: [Figure] {
    zip(sets, relief.indices).flatMap { set, index in
      figures(index).map { figure in
        var figure = figure
        figure.strata = [("thresholdSet", set)]
        return figure
      }
    }
  }

  /// The figures of a side. Both reports have a flow: courses are not counted as units are.
  private func figures(_ index: Int) -> [Figure] {
    relief[index].figures
      + (response.isEmpty ? [] : response[index].figures).map { figure in
        var figure = figure
        if figure.variable == "flow" { figure.variable = "response flow" }
        return figure
      }
  }
}
