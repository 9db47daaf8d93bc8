package import Definitions
public import Statistics

/// The two periods of a crossover at one visit: how far each patient's change differs.
public struct PairedContrast: Sendable {
  /// The visit, as a place in the list.
  public let visit: Int
  /// Change under the first drug less change under the second, patient by patient.
  public let test: PairedT
  /// Wilcoxon's signed-rank test of the same differences, exact.
  public let signedRank: SignedRank
  /// The paired tables, by criterion.
  package let tables: [(criterion: Criterion, table: PairedResponse.Table)]

  /// Each visit at which somebody is rated in both periods.
  package static func contrasts(
    _ value: PairedResponse.Value, _ plan: AnalysisPlan
  ) -> [PairedContrast] {
    plan.visits.indices.compactMap { visit -> PairedContrast? in
      let changes = value.pairs.compactMap { pair -> (Double, Double)? in
        guard let first = pair.first.visits[visit].change,
          let second = pair.second.visits[visit].change
        else { return nil }
        return (Double(first), Double(second))
      }
      guard !changes.isEmpty else { return nil }
      return PairedContrast(
        visit: visit,
        test: PairedT(before: changes.map(\.1), after: changes.map(\.0)),
        signedRank: SignedRank(changes.map { $0.0 - $0.1 }),
        tables: zip(Criterion.allCases, value.tables[visit]).map { ($0, $1) })
    }
  }
}
