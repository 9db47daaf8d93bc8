import Statistics
import Testing

@Suite struct MeanCumulativeFunctionVectorTests {
  @Test(arguments: StatisticsVector.cases(of: "mcf"))
  func `every row and every time asked for is that of the vector`(
    vector: StatisticsVector
  ) throws {
    let estimate = MeanCumulativeFunction(
      followUp: try #require(vector.numbers("end")),
      subject: try #require(vector.counts("subject")).map { $0 - 1 },
      time: try #require(vector.numbers("time")))
    let rows = estimate.rows
    let points = try #require(vector.numbers("at")).map(estimate.at)
    vector.check([
      "time": .numbers(rows.map(\.time)), "atRisk": .counts(rows.map(\.atRisk)),
      "events": .counts(rows.map(\.events)), "mcf": .numbers(rows.map(\.value)),
      "varianceRobust": .numbers(rows.map(\.variance)), "mcfAt": .numbers(points.map(\.value)),
      "varianceRobustAt": .numbers(points.map(\.variance)),
      "observedAt": .counts(points.map(\.atRisk)),
    ])
  }
}
