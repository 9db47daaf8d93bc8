import Statistics
import Testing

extension StatisticsVector {
  /// The Kaplan-Meier estimate of the input.
  func kaplanMeier() throws -> KaplanMeier {
    KaplanMeier(
      time: try #require(numbers("time")), isEvent: try #require(counts("event")).map { $0 == 1 },
      entry: numbers("entry"), level: number("level") ?? 0.95)
  }
}

@Suite struct KaplanMeierVectorTests {
  static let cases =
    StatisticsVector.cases(of: "kaplan-meier")
    + StatisticsVector.cases(of: "kaplan-meier-delayed-entry")

  @Test(arguments: cases) func `every row and every time asked for is that of the vector`(
    vector: StatisticsVector
  ) throws {
    let estimate = try vector.kaplanMeier()
    let rows = estimate.rows
    let points = try #require(vector.numbers("at")).map(estimate.at)
    vector.check([
      "time": .numbers(rows.map(\.time)), "atRisk": .counts(rows.map(\.atRisk)),
      "events": .counts(rows.map(\.events)), "censored": .counts(rows.map(\.censored)),
      "survival": .numbers(rows.map(\.survival)), "greenwood": .numbers(rows.map(\.greenwood)),
      "standardError": .numbers(rows.map(\.standardError)),
      "lower": .numbers(rows.map { $0.limits?.lower }),
      "upper": .numbers(rows.map { $0.limits?.upper }),
      "survivalAt": .numbers(points.map(\.survival)),
      "standardErrorAt": .numbers(points.map(\.standardError)),
      "lowerAt": .numbers(points.map { $0.limits?.lower }),
      "upperAt": .numbers(points.map { $0.limits?.upper }),
      "atRiskAt": .counts(points.map(\.atRisk)),
      "survivalFractions": .list(rows.map { .fraction($0.survival) }),
    ])
  }

  @Test(arguments: StatisticsVector.cases(of: "median-limits"))
  func `quantiles and their limits are those of the vector`(vector: StatisticsVector) throws {
    let estimate = try vector.kaplanMeier()
    let found = try #require(vector.numbers("probabilities")).map(estimate.quantile)
    vector.check([
      "quantiles": .numbers(found.map(\.time)), "lower": .numbers(found.map(\.lower)),
      "upper": .numbers(found.map(\.upper)),
    ])
  }

  @Test(arguments: StatisticsVector.cases(of: "restricted-mean"))
  func `restricted means are those of the vector`(vector: StatisticsVector) throws {
    let estimate = try vector.kaplanMeier()
    let found = try #require(vector.numbers("tau")).map(estimate.restrictedMean)
    vector.check([
      "restrictedMean": .numbers(found.map(\.mean)),
      "standardError": .numbers(found.map(\.standardError)),
      "beyondFollowUp": .list(found.map { .truth($0.isBeyondFollowUp) }),
    ])
  }
}
