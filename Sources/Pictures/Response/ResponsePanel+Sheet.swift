import Definitions
import Projections
import Reports
import Statistics

/// The numbers of a picture of response as a table.
extension ResponsePanel {
  /// A row for each visit of each plot.
  static func sheet(_ panels: [ResponsePanel]) -> Sheet {
    var sheet = Sheet(
      "Response by visit",
      [
        .init("group", nil, .left), .init("visit", nil, .left), .init("courses"), .init("rated"),
        .init("responders"), .init("remitters"), .init("ofRated", "of the rated"),
        .init("lower", "95 % from"), .init("upper", "to"), .init("ofAll", "of all"),
        .init("unratedRetreated", "retreated"), .init("unratedFollowUpTooShort", "too short"),
        .init("unratedMissed", "missed"),
      ])
    for panel in panels {
      for (place, visit) in panel.report.plan.visits.enumerated() {
        let counts = panel.report.counts(panel.table, place)
        func cell(_ key: String) -> Cell { counts.counts.first { $0.key == key }?.cell ?? .missing }
        func cell(_ share: VisitCounts.Share, _ value: (Int) -> Cell) -> Cell {
          share.isWithheld ? .withheld : share.count.map(value) ?? .missing
        }
        let (responders, remitters) = (counts.shares[0], counts.shares[1])
        let tally = counts.tally
        sheet.add([
          .text(panel.name), .text(visit.name), panel.report.counts.courses(panel.table).cell,
          cell("rated"), cell(responders) { .integer($0) }, cell(remitters) { .integer($0) },
          cell(responders) { .optional(tally.ofRated($0).value) { .share($0) } },
          cell(responders) { .optional(tally.ofRated($0).limits?.lower) { .share($0) } },
          cell(responders) { .optional(tally.ofRated($0).limits?.upper) { .share($0) } },
          cell(responders) { .optional(tally.ofAll($0).value) { .share($0) } },
          cell("unratedRetreated"), cell("unratedFollowUpTooShort"), cell("unratedMissed"),
        ])
      }
    }
    return sheet
  }
}
