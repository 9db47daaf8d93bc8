package import Bytes
import Definitions
package import Projections
import Statistics

/// The answer of `compare --paired A,B`: the two periods of a crossover, patient by patient.
package struct PeriodComparisonReport: Report {
  private var tables: PairedReport
  private let contrasts: [PairedContrast]
  private let plan: AnalysisPlan
  private let drugs: [String]
  private var minimum: Int?
  private var isRounded = false

  package init(_ value: PairedResponse.Value, _ plan: AnalysisPlan, explains: Bool) {
    tables = PairedReport(value, plan, explains: explains)
    contrasts = PairedContrast.contrasts(value, plan)
    self.plan = plan
    drugs = plan.pairedDrugs ?? []
  }

  package var title: [String] { ["\(drugs[0]) against \(drugs[1]), patient by patient"] }
  package var people: Int { tables.people }
  package mutating func summarise() { tables.summarise() }

  package mutating func withhold(_ disclosure: inout Disclosure) {
    minimum = disclosure.minimum
    tables.withhold(&disclosure)
    isRounded = disclosure.rule.rounding != nil
    if changeSheet.hasWithheld { disclosure.withholdSmall("changes at visits") }
  }

  package func write(to json: inout JSONWriter) {
    tables.write(to: &json)
    changeSheet.write("changes", to: &json)
  }

  package var hasExtra: Bool { tables.hasExtra }
  package func writeExtra(to json: inout JSONWriter) { tables.writeExtra(to: &json) }

  package func text(width: Int) -> [String] {
    text(of: [changeSheet], width: width) + tables.text(width: width)
  }

  package var sheets: [Sheet] { [changeSheet] + tables.sheets }
  package var rows: Sheet? { tables.rows }
  package var figures: [Figure] { changeSheet.figures + tables.figures }

  /// Change under the first drug less change under the second.
  private var changeSheet: Sheet {
    var sheet = Sheet(
      "Change from baseline: \(drugs[0]) less \(drugs[1]), paired t and exact signed ranks",
      [
        .init("visit", nil, .left), .init("pairs"), .init("meanDifference", "difference"),
        .init("sdDifference", "SD"), .init("lower", "from"), .init("upper", "to"), .init("t"),
        .init("p"), .init("signedRankP", "p, ranks"),
      ])
    for contrast in contrasts {
      let name: Cell = .text(plan.visits[contrast.visit].name)
      let test = contrast.test
      if isRounded || (minimum.map { Disclosure.isSmall(test.n, $0) } ?? false) {
        sheet.add([name] + Array(repeating: .withheld, count: 8))
        continue
      }
      let moments = ReleasedMoments(
        test.n, mean: test.meanDifference, sd: test.sdDifference, minimum)
      // The exact ranks of few pairs tell the sum of the positive ones, and t the SD from the mean.
      guard moments.mean != .withheld else {
        sheet.add([name, .integer(test.n)] + Array(repeating: .withheld, count: 7))
        continue
      }
      let numbers = [test.limits?.lower, test.limits?.upper, test.t].map {
        ReleasedTest.number($0, decimals: 2, released: 1, minimum)
      }
      sheet.add(
        [name, .integer(test.n), moments.mean, moments.sd] + numbers + [
          ReleasedTest.p(test.p, minimum), ReleasedTest.p(contrast.signedRank.p, minimum),
        ])
    }
    return sheet
  }
}
