import Definitions
package import Projections

/// Two instruments at the same visit, as a table.
extension ResponseReport {
  package static func sheet(
    of rows: [InstrumentDisagreement.Row], _ plan: AnalysisPlan
  ) -> Sheet {
    var sheet = Sheet(
      "Two instruments at one visit: who responds by which",
      [
        .init("first", nil, .left), .init("second", nil, .left), .init("visit", nil, .left),
        .init("n"), .init("both"), .init("firstOnly", "1st only"),
        .init("secondOnly", "2nd only"), .init("neither"), .init("kappa"),
      ])
    for row in rows {
      let table = row.table
      sheet.add(
        [.text(row.first), .text(row.second), .text(plan.visits[row.visit].name)]
          + [table.pairs, table.both, table.firstOnly, table.secondOnly, table.neither]
          .map { .integer($0) } + [.optional(row.kappa) { .number($0, decimals: 2) }])
    }
    return sheet
  }
}
