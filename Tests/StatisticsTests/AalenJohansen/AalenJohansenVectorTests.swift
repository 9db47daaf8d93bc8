import Statistics
import Testing

@Suite struct AalenJohansenVectorTests {
  @Test(arguments: StatisticsVector.cases(of: "aalen-johansen"))
  func `every row and every time asked for is that of the vector`(
    vector: StatisticsVector
  ) throws {
    let causes = try #require(vector.expected["incidence"]).elements.count
    let estimate = AalenJohansen(
      time: try #require(vector.numbers("time")), cause: try #require(vector.counts("cause")),
      causes: causes, entry: vector.numbers("entry"))
    let rows = estimate.rows
    let points = try #require(vector.numbers("at")).map(estimate.at)
    vector.check(
      [
        "time": .numbers(rows.map(\.time)), "atRisk": .counts(rows.map(\.atRisk)),
        "events": .list((0..<causes).map { cause in .counts(rows.map { $0.events[cause] }) }),
        "survival": .numbers(rows.map(\.survival)),
        "incidence": .list(
          (0..<causes).map { cause in .numbers(rows.map { $0.incidence[cause] }) }),
        "incidenceAt": .list(
          (0..<causes).map { cause in .numbers(points.map { $0.incidence[cause] }) }),
      ], notOffered: ["varianceAt"])
  }
}
