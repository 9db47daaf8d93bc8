import Bytes
import Definitions
import Histories
import Projections
import Statistics
import Testing

/// Groups held against each other, worked out by hand.
@Suite struct ContrastTests {
  /// Courses with a baseline of 16 and these totals on day 1, from a log of their own.
  private func courses(_ totals: [Int]) throws -> [ResponseCourse] {
    var log = HandWrittenLog()
    for (place, total) in totals.enumerated() {
      log.rate(-1, 16, of: "\(place)")
      log.treat(0, "a", of: "\(place)")
      log.rate(1, total, of: "\(place)")
    }
    return try ResponseProjection(AnalysisPlan()).fold(log.registry()).courses
  }

  /// Changes -10, -8, -8, -2 with mean -7, and -8, -2, 0, -2 with mean -3; both variances are
  /// 36/3 = 12, so the squared standard errors are 3 and 3.
  private let first = [6, 8, 8, 14]
  private let second = [8, 14, 16, 14]

  @Test func `two groups at a visit: a table of four, and two means`() throws {
    let contrasts = GroupContrast.contrasts(
      try courses(first), try courses(second), AnalysisPlan())
    #expect(contrasts.map(\.visit) == [0] && contrasts.map(\.instrument) == ["GAD-7"])
    let contrast = contrasts[0]
    let response = contrast.shares[0]
    #expect(response.criterion == .response)
    // 3 of 4 and 1 of 4: of the 70 tables 16 + 1 are as far out on each side.
    #expect(response.first == Proportion(3, of: 4) && response.second == Proportion(1, of: 4))
    #expect(response.difference.difference == 0.5)
    #expect(abs((response.p ?? 0) - 34.0 / 70) < 1e-15)
    #expect(contrast.changes.first.mean == -7 && contrast.changes.second.mean == -3)
    #expect(contrast.difference.difference == -4)
    // t = -4 / √6 with 36 / (9/3 + 9/3) = 6 degrees of freedom.
    #expect(abs((contrast.difference.t ?? 0) + 4 / 6.0.squareRoot()) < 1e-12)
    #expect(abs((contrast.difference.degreesOfFreedom ?? 0) - 6) < 1e-12)
  }

  @Test func `an empty group has no difference, and a visit that nobody is rated at is left out`()
    throws
  {
    let contrasts = GroupContrast.contrasts(try courses(first), [], AnalysisPlan())
    #expect(contrasts.count == 1)
    #expect(contrasts[0].shares.allSatisfy { $0.p == nil && $0.difference.difference == nil })
    #expect(contrasts[0].difference.difference == nil && contrasts[0].changes.second.n == 0)
    #expect(GroupContrast.contrasts([], [], AnalysisPlan()).isEmpty)
  }

  private func site(_ name: String, _ first: [Int], _ second: [Int]) throws
    -> (name: String, contrasts: [GroupContrast])
  {
    (
      name,
      GroupContrast.contrasts(try courses(first), try courses(second), AnalysisPlan())
    )
  }

  /// Effects -4 and -2 with variances 6 and 3: weights 1/6 and 1/3, (-4/6 - 2/3) / (1/2) = -8/3.
  @Test func `sites are pooled by their variances, and those that can't be say why`() throws {
    let sites = [
      try site("A", first, second),
      // -10, -4, -7, -7 and -8, -2, -5, -5: means -7 and -5, variances 18/3 = 6.
      try site("B", [6, 12, 9, 9], [8, 14, 11, 11]),
      try site("C", [6], [8, 14]), try site("D", [8, 8], [9, 9, 9]), try site("E", [], [8, 14]),
      // One group varies, the other does not: there is a variance.
      try site("F", [8, 8], [9, 11]),
    ]
    let contrast = try #require(PooledContrast.contrasts(Array(sites.dropLast())).first)
    #expect(contrast.sites.map(\.name) == ["A", "B", "C", "D", "E"])
    #expect(contrast.sites.map(\.effect) == [-4, -2, nil, nil, nil])
    let variances = contrast.sites.map(\.variance)
    #expect(abs((variances[0] ?? 0) - 6) < 1e-12 && abs((variances[1] ?? 0) - 3) < 1e-12)
    #expect(
      contrast.sites.map(\.reason) == [
        nil, nil, "fewer than two rated", "no spread in either group", "fewer than two rated",
      ])
    #expect(contrast.sites.map(\.counts.first) == [4, 4, 1, 2, 0])
    let pooled = try #require(contrast.pooled)
    #expect(abs(pooled.fixed.estimate + 8.0 / 3) < 1e-12)
    // Q = (4/3)²/6 + (2/3)²/3 = 12/27.
    #expect(abs(pooled.q - 4.0 / 9) < 1e-12 && pooled.qDf == 1)
    let alone = try #require(PooledContrast.contrasts([sites[0], sites[2]]).first)
    #expect(alone.pooled == nil, "one site is nothing to pool")
    let spread = try #require(PooledContrast.contrasts([sites[5]]).first)
    #expect(spread.sites[0].effect == -2 && spread.sites[0].reason == nil)
  }

  /// Of group 1 A is lost at 5 and B at 10, of group 2 D at 30; C of group 2 leaves at 12. At 5 one
  /// of four is of group 1's two; with everybody entered at 1 or 2, expected of group 1: 2/4 at 5,
  /// 1/3 at 10, none at 30.
  @Test func `log-rank expects losses by the number at risk`() throws {
    let units = try ReliefProjection(AnalysisPlan()).fold(
      ReliefEstimatesTests.cohort.registry()
    ).units
    func of(_ names: [String]) -> [ReliefUnit] {
      units.filter { names.contains($0.subject) }
    }
    let contrast = ReliefContrast([of(["A", "B"]), of(["C", "D"])])
    #expect(contrast.analysed == [2, 2])
    #expect(contrast.logRank.observed == [2, 1])
    #expect(abs(contrast.logRank.expected[0] - 5.0 / 6) < 1e-12)
    #expect(abs(contrast.logRank.expected.reduce(0, +) - 3) < 1e-12)
  }
}

/// Who the people of a cohort are.
@Suite struct BaselineTableTests {
  private func table() throws -> BaselineTable {
    var log = HandWrittenLog()
    let intakes = [
      (
        "A",
        #"{"indications":["F41.1"],"sex":"female","birthYear":1990,"site":"x","trials":[]}"#
      ),
      ("B", #"{"indications":["F33.2"],"sex":"male","birthYear":1980,"site":"x"}"#),
      ("C", #"{"indications":["F41.0"],"sex":"female"}"#),
    ]
    for (subject, intake) in intakes { log.add("intake", -20, intake, of: subject) }
    log.rate(-1, 16, of: "A")
    log.treat(0, "a", of: "A")
    log.treat(3, "b", of: "A")
    log.rate(-1, 30, "MADRS", of: "B")
    log.treat(0, "a", of: "B")
    log.add("note", 10, #"{"text":"seen"}"#, of: "B")
    return BaselineTable(try CohortProjection(AnalysisPlan()).fold(log.registry()).baseline)
  }

  @Test func `numbers of those who have them, and who has none`() throws {
    let table = try table()
    #expect(table.subjects == 3)
    let measures = Dictionary(uniqueKeysWithValues: table.measures.map { ($0.name, $0) })
    // Treated in 2026: 36 and 46 years; C was not treated.
    let age = try #require(measures["age, years"])
    #expect(age.moments.n == 2 && age.moments.mean == 41 && age.missing == 1)
    #expect(age.moments.sd == 50.0.squareRoot())
    #expect(age.quartiles == [38.5, 41, 43.5])
    // A has tried nothing, and 0 is a number; of B and C nothing is said.
    let trials = try #require(measures["failed trials"])
    #expect(trials.moments.n == 1 && trials.moments.mean == 0 && trials.missing == 2)
    // 35 mg by 70 kg.
    #expect(measures["first dose, mg/kg"]?.moments.mean == 0.5)
    #expect(measures["treatments"]?.moments.mean == 1 && measures["treatments"]?.missing == 0)
    #expect(measures["courses"]?.quartiles == [0.5, 1, 1])
    // A's last event is the dose on day 3, B's the note on day 10.
    #expect(measures["followed since then, d"]?.moments.mean == 6.5)
    #expect(measures["baseline, GAD-7"]?.moments.mean == 16)
    #expect(measures["baseline, MADRS"]?.moments.mean == 30)
    #expect(measures["baseline, PDSS"]?.moments.n == 0)
    #expect(measures["baseline, PDSS"]?.quartiles == nil)
    #expect(measures["baseline, PDSS"]?.missing == 1)
  }

  @Test func `characteristics by their values, and who has none`() throws {
    let table = try table()
    func told(_ name: String) -> String? {
      table.breakdowns.first { $0.name == name }.map { breakdown in
        breakdown.levels.map { "\($0.level) \($0.count)" }.joined(separator: ", ")
          + " (\(breakdown.missing))"
      }
    }
    #expect(told("sex") == "female 2, male 1 (0)")
    #expect(told("site") == "x 2 (1)")
    #expect(told("arm") == " (3)")
    #expect(told("indication") == "F33 1, F41 2 (0)")
    #expect(told("index instrument") == "GAD-7 1, MADRS 1, PDSS 1 (0)")
    #expect(told("first drug") == "ketamine 2 (1)")
    #expect(told("first route") == "IV 2 (1)")
  }
}
