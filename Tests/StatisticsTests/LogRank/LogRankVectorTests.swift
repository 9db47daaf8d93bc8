import Statistics
import Testing

@Suite struct LogRankVectorTests {
  @Test(arguments: StatisticsVector.cases(of: "log-rank"))
  func `observed, expected, variance and p are those of the vector`(
    vector: StatisticsVector
  ) throws {
    let group = try #require(vector.counts("group"))
    let test = LogRank(
      time: try #require(vector.numbers("time")),
      isEvent: try #require(vector.counts("event")).map { $0 == 1 }, group: group.map { $0 - 1 },
      groups: group.max() ?? 0, entry: vector.numbers("entry"))
    vector.check([
      "observed": .counts(test.observed), "expected": .numbers(test.expected),
      "variance": .list(test.variance.map { .numbers($0) }), "chiSquare": .number(test.chiSquare),
      "df": .count(test.degreesOfFreedom), "p": .number(test.p),
    ])
  }
}
