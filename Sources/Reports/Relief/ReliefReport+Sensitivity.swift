import Definitions
package import Projections
import Statistics

/// Relief under many definitions, a line each.
extension ReliefReport {
  /// The definitions under which any unit has a threshold.
  package static func sheet(of grid: [SensitivityRow]) -> Sheet {
    var sheet = Sheet(
      "Sensitivity: the same people under other definitions",
      [
        .init("unit", nil, .left), .init("criterion", nil, .left),
        .init("confirm", "conf.", isName: true),
        .init("thresholdSet", "set", .left), .init("baseline", "base", .left),
        .init("analysed"), .init("lost"), .init("survivalAtLow28", "S 28 d"),
        .init("survivalAtHigh28", "to"), .init("medianAfterDays", "median after"),
        .init("medianThroughDays", "through", rank: 1),
        .init("kaplanMeierMedianDays", "K-M", rank: 2),
      ])
    for row in SensitivityGrid.telling(grid) {
      let estimates = row.estimates
      let survival = estimates?.turnbull.survival(at: 28)
      let median = estimates?.turnbull.median
      sheet.add([
        .text(row.unit.rawValue), .text(row.criterion.rawValue), .integer(row.confirm),
        .text(row.set), .text(row.usesFirstBaseline ? "first" : "course"),
        .integer(row.flow.analysed), .integer(row.flow.lost),
        .optional(survival?.atLow) { .share($0) }, .optional(survival?.atHigh) { .share($0) },
        .optional(median?.after) { .atLeastDays($0) },
        .optional(median?.through) { .atMostDays($0) },
        .days(estimates?.kaplanMeier.quantile(0.5).time),
      ])
    }
    return sheet
  }
}
