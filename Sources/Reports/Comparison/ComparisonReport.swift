package import Bytes
import Definitions
package import Projections
import Statistics

/// The answer of `compare --by KEY`: groups held against each other.
package struct ComparisonReport: Report {
  let plan: AnalysisPlan
  let comparison: GroupComparison
  private(set) var minimum: Int?
  /// By which counts are rounded; `nil`: they are not.
  private(set) var rounding: ReleaseRule?
  private let explains: Bool
  private let groups: [(name: String, value: ComparisonProjection.Value)]

  package init(
    _ groups: [(name: String, value: ComparisonProjection.Value)], _ plan: AnalysisPlan,
    explains: Bool
  ) {
    self.plan = plan
    self.explains = explains
    comparison = GroupComparison(groups, plan)
    self.groups = groups
  }

  /// People in the smallest group: beside too small a one nothing is compared.
  package var people: Int { comparison.subjects.min() ?? 0 }

  package mutating func summarise() {}

  package mutating func withhold(_ disclosure: inout Disclosure) {
    minimum = disclosure.minimum
    if disclosure.rule.rounding != nil {
      rounding = disclosure.rule
      disclosure.withholdExact("changes, log-rank test, pooled effects, durations")
    }
    if [shareSheets, changeSheets, [reliefSheet], pooledSheets].joined()
      .contains(where: \.hasWithheld)
    {
      disclosure.withholdSmall("contrasts")
    }
  }

  func isFew(_ count: Int) -> Bool { minimum.map { Disclosure.isSmall(count, $0) } ?? false }

  /// Whether few people of a group are not rated at a visit, where each has one course: anybody can
  /// work that out from the rated on all instruments and the people of the group.
  func leavesFew(_ contrast: GroupContrast) -> Bool {
    guard minimum != nil, plan.firstCourseOnly else { return false }
    for (place, contrasts) in comparison.contrasts.enumerated() {
      let same = contrasts.filter { $0.visit == contrast.visit }
      let rated = [same.map(\.changes.first.n), same.map(\.changes.second.n)]
      for (group, counts) in zip([0, place + 1], rated)
      where isFew(comparison.subjects[group] - counts.reduce(0, +)) { return true }
    }
    return false
  }

  /// Whether a share is about too few, or leaves too few out.
  func isFew(_ share: Proportion) -> Bool {
    isFew(share.count) || isFew(share.total - share.count) || isFew(share.total)
  }

  /// A share as it may be shown; `nil`: kept back. What is computed from it is computed from this.
  func shown(_ share: Proportion) -> Proportion? {
    guard !isFew(share) else { return nil }
    guard let rounding else { return share }
    var tree = CountTree()
    let total = tree.add("total", "total", share.total)
    tree.add("count", "count", share.count, of: total, isPart: false)
    tree.withhold(by: rounding)
    let counts = tree.entries.compactMap(\.shown)
    return counts.count == 2 ? Proportion(counts[1], of: counts[0]) : nil
  }

  /// The people of each group.
  var subjects: [Int] { comparison.subjects.map { rounding?.rounded($0) ?? $0 } }

  // MARK: JSON

  package func write(to json: inout JSONWriter) {
    json.array("groups", zip(comparison.groups, subjects)) { json, group in
      json.object { json in
        json.string("group", group.0)
        json.integer("subjects", group.1)
      }
    }
    ResponseReport.write(plan.visits, to: &json)
    json.array("shares", shareSheets) { json, sheet in sheet.writeTitled(to: &json) }
    json.array("changes", changeSheets) { json, sheet in sheet.writeTitled(to: &json) }
    reliefSheet.write("relief", to: &json)
    logRankSheet.write("logRank", to: &json)
    json.array("pooled", pooledSheets) { json, sheet in sheet.writeTitled(to: &json) }
  }

  package var hasExtra: Bool { explains && minimum == nil }

  package func writeExtra(to json: inout JSONWriter) {
    json.array("explanations", explanations) { $1.write(to: &$0) }
  }

  // MARK: text

  package var title: [String] {
    ["\(comparison.groups[0]) against \(comparison.groups.dropFirst().joined(separator: ", "))"]
  }

  package func text(width: Int) -> [String] {
    var lines = text(of: sheets, width: width)
    if hasExtra {
      for explanation in explanations { lines += explanation.text(width: width) + [""] }
    }
    return lines
  }

  package var sheets: [Sheet] {
    shareSheets + changeSheets + [reliefSheet, logRankSheet] + pooledSheets
  }

  package var rows: Sheet? { nil }

  private var explanations: [Explanation] {
    groups.flatMap { name, value -> [Explanation] in
      ResponseReport(value.response, plan, explains: true).explanations.map { $0.named(name) }
    }
  }
}
