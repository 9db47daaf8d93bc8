import Bytes
import Histories
import Projections
import Statistics
import Testing

/// The cohort of `vectors/outcomes/cohort-small`, whose estimates are small fractions.
@Suite struct ReliefEstimatesTests {
  /// A session that takes no time.
  private static func treat(_ log: inout HandWrittenLog, _ subject: String, _ day: Double) {
    log.add(
      "infusion", day, #"{"infusion":"\#(day)","drug":"ketamine","route":"IV"}"#, of: subject)
    log.add("dose", day, #"{"infusion":"\#(day)","mg":35,"minutes":0}"#, of: subject)
  }

  /// Ratings in relief are 4 or 5, others 12 or 13, against 16.
  static let cohort: HandWrittenLog = {
    var log = HandWrittenLog()
    let ratings: [(String, [(Double, Int)])] = [
      ("A", [(1, 4), (5, 12), (7, 13)]), ("B", [(1, 4), (8, 5), (10, 12), (13, 13)]),
      ("C", [(2, 4), (12, 5)]), ("D", [(1, 4), (20, 5), (30, 12), (40, 12)]),
      ("E", [(6, 4), (10, 5)]), ("F", [(1, 4), (3, 5), (8, 12), (10, 12)]), ("G", [(1, 13)]),
      ("H", [(3, 4), (25, 6), (60, 5)]),
    ]
    for (subject, totals) in ratings {
      log.rate(-1, 16, of: subject)
      treat(&log, subject, 0)
      for (day, total) in totals { log.rate(day, total, of: subject) }
    }
    treat(&log, "C", 20)
    log.add("exit", 15, #"{"reason":"completed"}"#, of: "E")
    return log
  }()

  private static func estimates() throws -> ReliefEstimates {
    let units = try ReliefProjection(AnalysisPlan()).fold(cohort.registry()).units
    return try #require(
      ReliefEstimates(units.filter { $0.status == .lost || $0.status == .censored }))
  }

  @Test func `each course gives its interval`() throws {
    let units = try ReliefProjection(AnalysisPlan()).fold(Self.cohort.registry()).units
    let told = units.map {
      "\($0.subject)\($0.unit) \($0.entryDays ?? -1) \($0.lowerDays ?? -1) \($0.upperDays ?? -1)"
    }
    #expect(
      told == [
        "A1 1.0 1.0 5.0", "B1 1.0 8.0 10.0", "C1 2.0 12.0 -1.0", "C2 -1.0 -1.0 -1.0",
        "D1 1.0 20.0 30.0", "E1 6.0 10.0 -1.0", "F1 1.0 3.0 8.0", "G1 -1.0 -1.0 -1.0",
        "H1 3.0 60.0 -1.0",
      ])
    #expect(
      units.map(\.reason) == [nil, nil, .retreated, nil, nil, .exit, nil, nil, .endOfFollowUp])
  }

  /// At 5 six are at risk, for E enters at 6: 5/6. At 8 six: 25/36. At 10 five, E on its last day
  /// among them: 25/36 · 4/5 = 5/9. At 30 two: 5/18.
  @Test func `Kaplan-Meier dates loss at R and enters at q`() throws {
    let curve = try Self.estimates().kaplanMeier
    let events = curve.rows.filter { $0.events > 0 }
    #expect(events.map(\.time) == [5, 8, 10, 30])
    #expect(events.map(\.atRisk) == [6, 6, 5, 2])
    let fractions: [Double] = [5.0 / 6, 25.0 / 36, 5.0 / 9, 5.0 / 18]
    #expect(events.map(\.survival) == fractions)
    #expect(curve.quantile(0.5).time == 30)
    #expect(curve.at(60).atRisk == 1 && !curve.at(60).isHeld && curve.at(61).isHeld)
  }

  /// Lost 1/6 at 5, 5/6 · 1/6 at 8, 25/36 · 1/5 at 10: 16/36. E leaves at 15 of four at risk,
  /// 5/9 · 1/4; C at 20 of three, 5/12 · 1/3; D is lost at 30 of two, 5/18 · 1/2: all 5/36.
  @Test func `what ended relief is counted where it ended`() throws {
    let incidence = try Self.estimates().cumulativeIncidence
    #expect(
      incidence.rows.filter { $0.events.contains { $0 > 0 } }.map(\.time) == [5, 8, 10, 15, 20, 30])
    let fractions: [[Double]] = [
      [4.0 / 9, 0, 0], [4.0 / 9, 5.0 / 36, 5.0 / 36], [7.0 / 12, 5.0 / 36, 5.0 / 36],
    ]
    #expect(incidence.at(14).incidence == fractions[0])
    #expect(incidence.at(28).incidence == fractions[1])
    #expect(try Self.estimates().incidenceAtEnd == fractions[2])
    #expect(incidence.at(28).atRisk == 2)
  }

  /// The innermost intervals are (3, 5], (8, 10], (20, 30] and (60, inf). A and F lie over the first
  /// alone: 2/7. B over the second alone: 1/7. What is left, 4/7, is spread as C, D, E, H say:
  /// (20, 30] gets D's seventh and half of what C and E share with H: 2/7 each.
  @Test func `Turnbull takes intervals as they are`() throws {
    let turnbull = try Self.estimates().turnbull
    #expect(turnbull.innermost.map(\.left) == [3, 8, 20, 60])
    #expect(turnbull.innermost.map(\.right) == [5, 10, 30, nil])
    let masses = turnbull.innermost.map(\.mass)
    for (found, sevenths) in zip(masses, [2.0, 1, 2, 2]) {
      #expect(abs(found - sevenths / 7) < 1e-10, "\(masses)")
    }
    #expect(turnbull.median.after == 20 && turnbull.median.through == 30)
  }

  @Test func `at risk, gone and not yet entered are everybody, at every time`() throws {
    let estimates = try Self.estimates()
    var gone = 0
    let entries = [1.0, 1, 2, 1, 6, 1, 3]
    for row in estimates.kaplanMeier.rows {
      let waiting = entries.count { $0 >= row.time }
      #expect(row.atRisk + gone + waiting == 7, "\(row.time)")
      gone += row.events + row.censored
    }
    #expect(gone == 7)
  }

  /// By 10 A, B, F are lost. Entered before 10: all; censored before 10: nobody, before 12: E.
  @Test func `what has become of the units by a day`() throws {
    let estimates = try Self.estimates()
    #expect(estimates.seen(by: 10).lost == 3 && estimates.seen(by: 9.9).lost == 2)
    #expect(estimates.seen(by: 20).retreated == 1 && estimates.seen(by: 19).retreated == 0)
    #expect(estimates.seen(by: 15).exit == 1 && estimates.seen(by: 14).exit == 0)
    #expect(estimates.seen(by: 10).ofRisk == [7, 0, 7, 0, 0, 0])
    #expect(estimates.seen(by: 12).ofRisk == [7, 1, 7, 0, 0, 0])
    #expect(estimates.seen(by: 1).ofRisk == [0, 0, 0, 0, 0, 0])
    #expect(estimates.seen(by: .infinity).ofRisk == [7, 3, 7, 1, 1, 1])
    #expect(estimates.seen(by: .infinity).lost == 4)
  }
}

/// Every definition of the grid says what it says alone.
@Suite struct SensitivityTests {
  @Test func `a row of the grid is relief under its options`() throws {
    var log = ReliefEstimatesTests.cohort
    log.rate(200, 18, "MADRS", of: "G")
    let registry = try log.registry()
    let grid = SensitivityGrid(AnalysisPlan()).fold(registry)
    let sets = AnalysisPlan().definitions.sets.count
    #expect(grid.count == sets * 3 * 3 * 2 * 2)
    #expect(SensitivityGrid.telling(grid).count > 30)
    var seen: Set<String> = []
    for row in grid {
      var plan = AnalysisPlan()
      (plan.unit, plan.criterion, plan.confirm) = (row.unit, row.criterion, row.confirm)
      (plan.set, plan.usesFirstBaseline) = (row.set, row.usesFirstBaseline)
      let name =
        "\(plan.unit) \(plan.criterion) \(plan.confirm) \(plan.set) \(plan.usesFirstBaseline)"
      #expect(seen.insert(name).inserted)
      let alone = ReliefProjection(plan).fold(registry)
      #expect(row.flow == alone.flow, "\(name)")
      let analysed = alone.units.filter { $0.lowerDays != nil }
      #expect(row.units.map(\.lowerDays) == analysed.map(\.lowerDays), "\(name)")
      #expect(row.units.map(\.upperDays) == analysed.map(\.upperDays), "\(name)")
      #expect((row.estimates == nil) == analysed.isEmpty)
    }
    // The default row is the answer without options.
    let plain = try #require(
      grid.first {
        $0.unit == .course && $0.criterion == .response && $0.confirm == 2
          && $0.set == "standard" && !$0.usesFirstBaseline
      })
    #expect(plain.flow.lost == 4 && plain.flow.censored == 3)
  }
}
