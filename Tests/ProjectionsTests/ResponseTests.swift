import Bytes
import Definitions
import Histories
import Projections
import TestSupport
import Testing

/// Visits after a course, worked out by hand; GAD-7 under the standard set: response at half,
/// remission at 4 or less, reliable change at 4 points, a case from 10 on.
@Suite struct ResponseTests {
  private let millisecond = 1.0 / 86_400_000

  private func courses(
    _ log: HandWrittenLog, _ plan: AnalysisPlan = AnalysisPlan()
  ) throws -> [ResponseCourse] {
    try ResponseProjection(plan).fold(log.registry()).courses
  }

  /// A patient with a baseline of 16 and one treatment.
  private func treated(_ subject: String = "P-1", baseline: Int = 16) -> HandWrittenLog {
    var log = HandWrittenLog()
    add(to: &log, subject, baseline: baseline)
    return log
  }

  private func add(to log: inout HandWrittenLog, _ subject: String, baseline: Int = 16) {
    log.rate(-1, baseline, of: subject)
    log.treat(0, "a", of: subject)
  }

  @Test func `the rating closest to the nominal day counts, of two the earlier`() throws {
    var log = treated()
    log.rate(0.8, 9)
    let first = log.rate(1.1, 7)  // 0.1 d from day 1; the other is 0.2 d from it
    let seventh = log.rate(6, 8)  // as far from day 7 as the next one
    log.rate(8, 5)
    log.rate(12, 6)
    let fourteenth = log.rate(15.9, 3)  // 1.9 d from day 14, 12 is 2 d
    let visits = try #require(courses(log).first).visits
    #expect(visits.map(\.rating?.seq) == [first, nil, seventh, fourteenth, nil])
    #expect(visits.map(\.change) == [-9, nil, -8, -13, nil])
    #expect(visits.map(\.response) == [true, nil, true, true, nil])
    #expect(visits.map(\.remission) == [false, nil, false, true, nil])
  }

  @Test func `windows are closed on both sides`() throws {
    var log = treated()
    let edges = [(0.75, true), (1.5, true), (2, true), (4, true), (5, true), (9, true)]
    for (day, isIn) in edges + [(0.75 - millisecond, false), (1.5 + millisecond, false)] {
      var log = log
      log.rate(day, 9)
      let course = try #require(courses(log).first)
      let rated = course.visits.count { $0.rating != nil }
      #expect(rated == (isIn ? 1 : 0), "day \(day)")
      #expect(course.betweenVisits == (isIn ? 0 : 1), "day \(day)")
    }
    log.rate(4.5, 9)
    log.rate(40, 9)
    #expect(try courses(log).first?.betweenVisits == 2)
  }

  /// d14 is [10 d, 17 d].
  @Test func `a visit is unrated for the first of three reasons that holds`() throws {
    let cases: [(next: Double?, end: Double, reason: ResponseCourse.Unrated)] = [
      (17, 60, .retreated), (17 + millisecond, 60, .missed), (10, 60, .retreated),
      (nil, 17, .missed), (nil, 17 - millisecond, .followUpTooShort),
      (16, 16.5, .retreated), (nil, 12, .followUpTooShort),
    ]
    for (next, end, reason) in cases {
      var log = treated()
      if let next { log.treat(next, "b", drug: "saline") }
      log.add("note", end, #"{"text":"seen"}"#)
      let visit = try #require(courses(log).first).visits[3]
      #expect(visit.unrated == reason && visit.rating == nil, "\(next ?? -1), \(end)")
    }
  }

  @Test func `what comes at the next treatment, or around one, never counts`() throws {
    var log = treated()
    log.rate(0.02, 3)  // up to an hour after the end: around the treatment
    let counted = log.rate(1, 9)
    log.treat(1.25, "b", drug: "midazolam")
    log.rate(1.4, 3)
    log.rate(3, 3)
    let course = try #require(courses(log).first)
    #expect(course.visits.map(\.rating?.seq) == [counted, nil, nil, nil, nil])
    #expect(course.visits.dropFirst().allSatisfy { $0.unrated == .retreated })
    #expect(course.betweenVisits == 0)
  }

  @Test func `visits are counted from the start of the last treatment of a course`() throws {
    var log = treated()
    log.treat(10, "b")
    log.rate(1, 9)
    let rating = log.rate(11, 8)
    let course = try #require(courses(log).first)
    #expect(course.start == HandWrittenLog.day(10))
    #expect(course.visits.map(\.rating?.seq) == [rating, nil, nil, nil, nil])
    #expect(course.baseline?.total == 16, "the baseline is that of the first treatment")
  }

  @Test func `points are held against the baseline: half, the cut-off, reliable change`() throws {
    let cases: [(total: Int, response: Bool, remission: Bool, reliable: Int)] = [
      (8, true, false, 1), (9, false, false, 1), (4, true, true, 1), (5, true, false, 1),
      (12, false, false, 1), (13, false, false, 0), (19, false, false, 0), (20, false, false, -1),
    ]
    for (total, response, remission, reliable) in cases {
      var log = treated()
      log.rate(1, total)
      let visit = try #require(courses(log).first).visits[0]
      #expect(visit.change == total - 16)
      #expect(visit.response == response && visit.remission == remission, "\(total)")
      #expect(visit.reliable == reliable, "\(total)")
    }
  }

  @Test func `without a usable baseline a rating says nothing, and is in no table`() throws {
    var log = HandWrittenLog()
    add(to: &log, "low", baseline: 9)
    log.treat(0, "a", of: "none")
    log.rate(-14 - millisecond, 16, of: "none")
    add(to: &log, "good", baseline: 10)
    for subject in ["low", "none", "good"] { log.rate(1, 2, of: subject) }
    let value = try ResponseProjection(AnalysisPlan()).fold(log.registry())
    #expect(value.courses.map(\.subject) == ["good", "low", "none"])
    #expect(value.courses.map(\.isUsable) == [true, false, false])
    #expect(value.courses.map { $0.visits[0].change } == [-8, nil, nil])
    #expect(value.courses.allSatisfy { $0.visits[0].rating?.total == 2 })
    let flow = value.flow
    #expect([flow.courses, flow.noBaseline, flow.lowBaseline, flow.usable] == [3, 1, 1, 1])
    #expect(ResponseTable.tables(value.courses, AnalysisPlan()).map(\.courses) == [1])
  }

  /// Changes -8, -4 and 0: mean -4, SD √((16 + 0 + 16) / 2) = 4; one responder of three rated and
  /// of four courses; one reliably better by exactly 4 points, one by 8.
  @Test func `a table adds up its courses`() throws {
    var log = HandWrittenLog()
    for (subject, total) in [("A", 8), ("B", 12), ("C", 16), ("D", nil)] {
      add(to: &log, subject)
      if let total { log.rate(3, total, of: subject) }
      log.add("note", 60, #"{"text":"seen"}"#, of: subject)
    }
    let plan = AnalysisPlan()
    let table = try #require(ResponseTable.tables(try courses(log), plan).first)
    let visit = table.visits[1]
    #expect(table.courses == 4 && visit.courses == 4 && visit.rated == 3)
    #expect(visit.unratedMissed == 1 && visit.unratedRetreated == 0)
    #expect(visit.meanChange == -4 && visit.sdChange == 4)
    #expect(visit.responders == 1 && visit.reliablyImproved == 2 && visit.reliablyWorse == 0)
    #expect(visit.ofRated(1).value == 1.0 / 3 && visit.ofAll(1).value == 0.25)
  }

  @Test func `other visits take the place of the list`() throws {
    var plan = AnalysisPlan()
    plan.visitList = try VisitList("w1=6..8@7,w6=40..44@42")
    var log = treated()
    log.rate(6, 9)
    log.rate(8, 8)
    let last = log.rate(44, 4)
    let course = try #require(courses(log, plan).first)
    #expect(course.visits.map(\.rating?.total) == [9, 4])
    #expect(course.visits.map(\.rating?.seq).last == last)
  }

  @Test func `first courses only`() throws {
    var log = treated()
    log.rate(29, 16)
    log.treat(30, "b")
    var plan = AnalysisPlan()
    #expect(try courses(log, plan).map(\.course) == [1, 2])
    plan.firstCourseOnly = true
    #expect(try courses(log, plan).map(\.course) == [1])
  }
}

/// The periods of a crossover, patient by patient.
@Suite struct PairedResponseTests {
  private func add(
    to log: inout HandWrittenLog, _ subject: String, ketamine: Int?, saline: Int?,
    secondBaseline: Int = 16
  ) {
    log.rate(-1, 16, of: subject)
    log.treat(0, "k", of: subject)
    if let ketamine { log.rate(1, ketamine, of: subject) }
    log.rate(29, secondBaseline, of: subject)
    log.treat(30, "s", drug: "saline", of: subject)
    if let saline { log.rate(31, saline, of: subject) }
    log.treat(60, "k2", of: subject)
    log.rate(61, 0, of: subject)
  }

  /// Both, the first alone, the second alone, neither.
  private func cells(_ table: PairedResponse.Table) -> [Int] {
    [table.both, table.firstOnly, table.secondOnly, table.neither]
  }

  private var plan: AnalysisPlan {
    var plan = AnalysisPlan()
    plan.pairedDrugs = ["ketamine", "saline"]
    return plan
  }

  /// Of four pairs one responds to both, two to ketamine only, one to neither: McNemar's p of 2
  /// against 0 is 2 · (1/2)² = 1/2.
  @Test func `first courses are paired where both have a baseline and a rating`() throws {
    var log = HandWrittenLog()
    add(to: &log, "A", ketamine: 8, saline: 8)
    add(to: &log, "B", ketamine: 8, saline: 9)
    add(to: &log, "C", ketamine: 4, saline: 16)
    add(to: &log, "D", ketamine: 9, saline: 9)
    add(to: &log, "low", ketamine: 4, saline: 4, secondBaseline: 9)
    add(to: &log, "unrated", ketamine: 4, saline: nil)
    log.rate(-1, 16, of: "once")
    log.treat(0, "k", of: "once")
    log.rate(1, 4, of: "once")
    let value = try PairedResponse(plan).fold(log.registry())
    #expect(value.subjects == 7)
    #expect(value.pairs.map(\.first.subject) == ["A", "B", "C", "D", "unrated"])
    let table = value.tables[0][0]
    #expect(cells(table) == [1, 2, 0, 1])
    #expect(table.pairs == 4 && table.p == 0.5)
    // Remission at 4: C under ketamine alone.
    #expect(
      cells(value.tables[0][1]) == [0, 1, 0, 3])
    #expect(value.tables[1].allSatisfy { $0.pairs == 0 && $0.p == nil })
  }

  @Test func `the other way round the cells change places`() throws {
    var log = HandWrittenLog()
    add(to: &log, "A", ketamine: 8, saline: 9)
    add(to: &log, "B", ketamine: 4, saline: 4)
    var other = plan
    other.pairedDrugs = ["saline", "ketamine"]
    let (one, two) = (
      try PairedResponse(plan).fold(log.registry()), try PairedResponse(other).fold(log.registry())
    )
    #expect(cells(one.tables[0][0]) == [1, 1, 0, 0])
    #expect(cells(two.tables[0][0]) == [1, 0, 1, 0])
  }

  /// Changes -8 and -12 under ketamine, 0 and -8 under saline: differences -8 and -4, mean -6.
  @Test func `changes are held against each other within a patient`() throws {
    var log = HandWrittenLog()
    add(to: &log, "A", ketamine: 8, saline: 16)
    add(to: &log, "B", ketamine: 4, saline: 8)
    let value = try PairedResponse(plan).fold(log.registry())
    let contrast = try #require(PairedContrast.contrasts(value, plan).first)
    #expect(contrast.visit == 0 && contrast.test.n == 2)
    #expect(contrast.test.meanDifference == -6)
    // SD √((4 + 4) / 1) = √8, t = -6 √2 / √8 = -3.
    #expect(abs((contrast.test.t ?? 0) + 3) < 1e-12)
    // Both of the 4 signs of two ranks that are as far out: 2 of 4.
    #expect(contrast.signedRank.p == 0.5)
  }
}

/// PHQ-9 beside one anxiety measure; a case from 10 on PHQ-9, 8 on GAD-7, 19 on SPIN; reliable
/// change 6, 4 and 10 points.
@Suite struct TalkingTherapiesTests {
  private func row(
    _ indication: String?, _ ratings: [(Double, Int, String)]
  ) throws -> TalkingTherapies.Row {
    var log = HandWrittenLog()
    if let indication { log.add("intake", -30, #"{"indications":["\#(indication)"]}"#) }
    log.treat(0, "a")
    for (day, total, instrument) in ratings { log.rate(day, total, instrument) }
    return try #require(try TalkingTherapies(AnalysisPlan()).fold(log.registry()).first)
  }

  private let depression: [(Double, Int, String)] = [(-2, 20, "PHQ-9"), (9, 8, "PHQ-9")]
  private let gad: [(Double, Int, String)] = [(-2, 15, "GAD-7"), (9, 7, "GAD-7")]
  private let spin: [(Double, Int, String)] = [(-2, 40, "SPIN"), (9, 25, "SPIN")]

  @Test func `the anxiety measure follows from the first indication`() throws {
    #expect(try row("F40.1", depression + gad + spin).anxiety?.instrument == "SPIN")
    #expect(try row("F41.1", depression + gad + spin).anxiety?.instrument == "GAD-7")
    #expect(try row(nil, depression + gad + spin).anxiety?.instrument == "GAD-7")
  }

  @Test func `where it is not rated at both ends GAD-7 takes its place, else nothing is paired`()
    throws
  {
    let back = try row("F40.1", depression + gad + [spin[0]])
    #expect(back.anxiety?.instrument == "GAD-7" && back.outcome != nil)
    let without = try row("F40.1", depression + [gad[1]] + [spin[0]])
    #expect(without.anxiety == nil && without.outcome == nil)
    #expect(try row("F40.1", gad + spin + [depression[0]]).outcome == nil)
  }

  @Test func `a case recovers where neither measure is one at the end`() throws {
    // 20 to 8 and 15 to 7: below 10 and below 8, and 12 and 8 points better.
    let recovered = try row("F41.1", depression + gad).outcome
    #expect(recovered?.isCaseAtStart == true && recovered?.recovery == true)
    #expect(recovered?.reliableImprovement == true && recovered?.reliableDeterioration == false)
    #expect(recovered?.reliableRecovery == true)
    // SPIN 25 is still a case; 15 points are reliable.
    let still = try row("F40.1", depression + spin).outcome
    #expect(still?.recovery == false && still?.reliableImprovement == true)
    #expect(still?.reliableRecovery == false)
  }

  @Test func `one measure better and one worse is neither`() throws {
    let mixed = try row(
      "F41.1", [(-2, 20, "PHQ-9"), (9, 14, "PHQ-9"), (-2, 10, "GAD-7"), (9, 14, "GAD-7")])
    #expect(mixed.outcome?.reliableImprovement == false)
    #expect(mixed.outcome?.reliableDeterioration == false)
    // 5 points of PHQ-9 are not reliable, 4 of GAD-7 are.
    let worse = try row(
      "F41.1", [(-2, 9, "PHQ-9"), (9, 4, "PHQ-9"), (-2, 7, "GAD-7"), (9, 11, "GAD-7")])
    #expect(worse.outcome?.isCaseAtStart == false && worse.outcome?.recovery == nil)
    #expect(worse.outcome?.reliableDeterioration == true)
  }

  @Test func `a second course begins with what lies between the two`() throws {
    var log = HandWrittenLog()
    for (day, label) in [(0.0, "a"), (3, "b"), (60, "c")] { log.treat(day, label) }
    let scores: [(Double, Int)] = [(-1, 20), (10, 5), (50, 14), (70, 3)]
    for (day, total) in scores {
      log.rate(day, total, "PHQ-9")
      log.rate(day, total, "GAD-7")
    }
    let rows = try TalkingTherapies(AnalysisPlan()).fold(log.registry())
    #expect(rows.map(\.treatments) == [2, 1])
    #expect(rows.map { $0.depression?.first.total } == [20, 14])
    #expect(rows.map { $0.depression?.last.total } == [14, 3])
    #expect(TalkingTherapies.counts(rows).courses == 2)
    #expect(TalkingTherapies.counts(rows, treatmentsFrom: 2).courses == 1)
    #expect(TalkingTherapies.counts(rows).recovery == 1)
  }
}
