import Bytes
import Definitions
import Projections
import Reports
import Statistics

/// A row of a forest.
struct ForestRow {
  /// What it stands under; empty: nothing.
  var section = ""
  let name: String
  /// What it is called in the picture, where the keys stand in the head; empty: as everywhere.
  var shortName = ""
  /// What it is called in the picture.
  var label: String { shortName.isEmpty ? name : shortName }
  /// Everybody, against whom the groups are seen.
  var isWhole = false
  var isWithheld = false
  /// How many have it, and of how many.
  var count: Int?
  var total: Int?
  var estimate: Double?
  var lower: Double?
  var upper: Double?
  /// Whether there are limits, even where an end of them is not reached.
  var hasLimits = false
  /// The interval that the Turnbull median lies in.
  var interval: (after: Double, through: Double?)?

  /// What is said where there is no estimate of somebody.
  var absence = "not reached"

  /// Whether there is nobody to be counted, or no threshold to count by.
  var isEmpty: Bool { !isWithheld && estimate == nil && (total ?? 0) == 0 }

  /// `34 of 60`; empty where it is not known.
  var countText: String {
    guard !isWithheld, let count, let total else { return "" }
    return "\(count) of \(total)"
  }

  /// The estimate with its limits in words.
  func valueText(_ axis: ForestPicture.Axis) -> String {
    if isWithheld { return "withheld" }
    guard let estimate else { return total == 0 || total == nil ? "–" : absence }
    switch axis {
    case .shares:
      guard let lower, let upper else { return Digits.fixed(estimate * 100, 0) + " %" }
      let ends = [lower, upper].map { Digits.fixed($0 * 100, 0) }
      return "\(Digits.fixed(estimate * 100, 0)) % (\(ends[0]) to \(ends[1]))"
    case .days:
      guard hasLimits else { return Digits.near(estimate) + " d" }
      let ends = [lower, upper].map { $0.map(Digits.near) ?? "n.r." }
      return "\(Digits.near(estimate)) (\(ends[0]) to \(ends[1]))"
    }
  }
}

/// The rows of a forest from the answers that it draws.
enum ForestRows {
  /// What is met, as it begins a sentence.
  static func label(of criterion: Criterion) -> String {
    switch criterion {
    case .response: "Response"
    case .remission: "Remission"
    case .reliable: "Reliable improvement"
    }
  }

  /// The values alone, where several keys would leave no room for them.
  private static func short(_ stratum: Stratum, _ keys: [String]) -> String {
    keys.count > 1 ? stratum.values.map(Visible.text).joined(separator: " · ") : ""
  }

  /// Groups under each instrument: totals of two instruments are never put together.
  static func ofResponse(
    _ answer: Answer<ResponseReport>, _ visit: Int, _ plan: AnalysisPlan
  ) -> [ForestRow] {
    let bodies = answer.parts.map { ($0.stratum, $0.body) }
    func group(_ stratum: Stratum, _ body: ResponseReport?, _ instrument: String) -> ForestRow {
      var row = row(answer.name(of: stratum), body, instrument, visit, plan.criterion)
      row.shortName = short(stratum, answer.keys)
      return row
    }
    var instruments: [String] = []
    for table in ([answer.whole] + bodies.map(\.1)).flatMap({ $0?.tables ?? [] })
    where !instruments.contains(table.instrument) { instruments.append(table.instrument) }
    instruments.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return instruments.flatMap { instrument in
      bodies.map { group($0.0, $0.1, instrument) }
        + (answer.whole.map { whole in
          var row = row("everybody", whole, instrument, visit, plan.criterion)
          row.isWhole = true
          return [row]
        } ?? [])
    }
  }

  private static func row(
    _ name: String, _ report: ResponseReport?, _ instrument: String, _ visit: Int,
    _ criterion: Criterion
  ) -> ForestRow {
    var row = ForestRow(section: instrument, name: name)
    guard let report else {
      row.isWithheld = true
      return row
    }
    guard let table = report.tables.firstIndex(where: { $0.instrument == instrument }) else {
      (row.count, row.total) = (0, 0)
      return row
    }
    let counts = report.counts(table, visit)
    let place = Criterion.allCases.firstIndex(of: criterion) ?? 0
    let share = counts.shares[place]
    row.isWithheld = share.isWithheld
    guard let count = share.count, !share.isWithheld else { return row }
    let proportion = counts.tally.ofRated(count)
    (row.count, row.total) = (count, counts.tally.rated)
    row.estimate = proportion.value
    (row.lower, row.upper) = (proportion.limits?.lower, proportion.limits?.upper)
    row.hasLimits = proportion.limits != nil
    return row
  }

  /// Groups by the median of relief.
  static func ofRelief(_ answer: Answer<ReliefReport>) -> [ForestRow] {
    var rows = answer.parts.map { part in
      var row = row(ReliefSeries(answer.name(of: part.stratum), part.body))
      row.shortName = short(part.stratum, answer.keys)
      return row
    }
    if let whole = answer.whole {
      var row = row(ReliefSeries("everybody", whole))
      row.isWhole = true
      rows.append(row)
    }
    return rows
  }

  private static func row(_ series: ReliefSeries) -> ForestRow {
    var row = ForestRow(name: series.name)
    row.isWithheld = series.figures == nil && series.analysed != 0
    (row.count, row.total) = (series.lost, series.analysed)
    guard let figures = series.figures else { return row }
    let durations = figures.durations
    row.estimate = durations.kaplanMeierMedian
    (row.lower, row.upper) = (durations.kaplanMeierLower, durations.kaplanMeierUpper)
    row.hasLimits = row.lower != nil || row.upper != nil
    row.interval = durations.medianAfter.map { ($0, durations.medianThrough) }
    if series.isCoarse { row.absence = "not reached or withheld" }
    return row
  }
}
