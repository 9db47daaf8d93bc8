import Bytes
import Histories
import Projections
import Testing

/// Where a person stands, worked out by hand.
@Suite struct StandingTests {
  /// GAD-7 16 a day before a session of 40 min on day 0.
  private static func treated(_ code: String = "F41.1") -> HandWrittenLog {
    var log = HandWrittenLog()
    log.add("intake", -10, #"{"indications":["\#(code)"]}"#)
    log.rate(-1, 16)
    log.treat(0, "a")
    return log
  }

  private func standing(
    _ log: HandWrittenLog, _ plan: AnalysisPlan = AnalysisPlan(), asOf: Double? = nil,
    until: Double? = nil
  ) throws -> Standing {
    let view = asOf.map { Replay.AsOf.recorded(HandWrittenLog.day($0)) }
    let limit = until.map(HandWrittenLog.day)
    let replay = Replay(log.disk, .builtIn, asOf: view, until: limit)
    let histories = try replay.histories(of: HandWrittenLog.path)
    let history = try #require(histories.history(of: Array("P-1".utf8)))
    return Standing(
      CaseRecord(history, plan), plan, shownAs: "P-1", at: try replay.vantage(histories))
  }

  @Test func `in relief at the last rating, as old as the log's last line is later`() throws {
    var log = Self.treated()
    log.rate(1, 8)
    let seq = log.rate(3, 7)
    log.add("note", 9, #"{"text":"of somebody else"}"#, of: "P-2")
    let found = try standing(log)
    #expect(found.state == .inRelief)
    #expect(found.lastRating?.seq == seq && found.lastRating?.total == 7)
    #expect(found.vantage.source == .lastRecorded)
    // The note of day 9 was recorded a minute later: 6 d and 60 s after the rating.
    #expect(found.ageDays == 6 + 60.0 / 86_400)
    #expect(found.last?.course == 1 && found.earlier.isEmpty)
    #expect(found.rating.state == .rated)
    #expect(found.treatment.state == .noPlan)
  }

  @Test func `exactly half is relief and a point more is not`() throws {
    var log = Self.treated()
    log.rate(1, 8)
    #expect(try standing(log).state == .inRelief)
    log.rate(2, 9)
    #expect(try standing(log).state == .notInRelief)
    var plan = AnalysisPlan()
    plan.set = "strict"
    #expect(try standing(log, plan, asOf: 1.5).state == .notInRelief)
    plan = AnalysisPlan()
    plan.criterion = .remission
    #expect(try standing(log, plan).state == .notInRelief)
  }

  @Test func `until and as-of say when it is`() throws {
    var log = Self.treated()
    log.rate(1, 8)
    log.rate(10, 15)
    let early = try standing(log, until: 4)
    #expect(early.state == .inRelief)
    #expect(early.vantage == Vantage(until: HandWrittenLog.day(4), asOf: nil, lastRecorded: .zero))
    #expect(early.ageDays == 3)
    let late = try standing(log, until: 40)
    #expect(late.state == .notInRelief && late.ageDays == 30)
    let known = try standing(log, asOf: 5)
    #expect(known.vantage.source == .asOf && known.ageDays == 4)
    // Of both the earlier one.
    #expect(try standing(log, asOf: 5, until: 3).ageDays == 2)
    #expect(try standing(log, asOf: 5, until: 8).ageDays == 4)
  }

  @Test func `events that are dated later than their recording do not move now`() throws {
    var log = Self.treated()
    let seq = log.add(
      "rating", 20, #"{"instrument":"GAD-7","total":3}"#, recordedOn: 2)
    let found = try standing(log)
    #expect(found.vantage == Vantage(until: nil, asOf: nil, lastRecorded: HandWrittenLog.day(2)))
    #expect(found.lastRating?.seq == seq && found.ageDays == nil)
    #expect(found.later?.events == 1 && found.later?.last == HandWrittenLog.day(20))
    // A slip in the year of a plan makes nothing else a year old.
    var slip = Self.treated()
    slip.rate(1, 8)
    slip.add("plan", 365, #"{"nextDue":"\#(HandWrittenLog.day(14).text)"}"#, recordedOn: 3)
    let stands = try standing(slip)
    #expect(stands.ageDays == 2 && stands.later?.events == 1)
    #expect(stands.treatment.state == .notDue && stands.treatment.overdueDays == nil)
  }

  @Test func `after an exit nothing is due and the exit is now`() throws {
    var log = Self.treated()
    log.add("plan", 0.2, #"{"nextDue":"\#(HandWrittenLog.day(14).text)"}"#)
    log.rate(1, 8)
    log.add("exit", 3, #"{"reason":"completed"}"#)
    log.add("note", 50, #"{"text":"of somebody else"}"#, of: "P-2")
    let found = try standing(log)
    #expect(found.vantage.source == .exit && found.ageDays == 2)
    #expect(found.treatment.state == .followUpEnded && found.rating.state == .followUpEnded)
    #expect(found.treatment.overdueDays == nil)
  }

  @Test func `without a rating after the course it is not known, and a week later none helps`()
    throws
  {
    var log = Self.treated()
    log.add("note", 7, #"{"text":"of somebody else"}"#, of: "P-2")
    // Due by 7 d after the end of the session, 40 min after it began.
    let due = try standing(log)
    #expect(due.state == .unrated && due.rating.state == .due)
    #expect(due.rating.latest == HandWrittenLog.day(7 + 40.0 / 1440))
    #expect(due.lastRating?.total == 16)
    let missed = try standing(log, until: 9)
    #expect(missed.rating.state == .missed && missed.state == .unrated)
    // One that comes too late tells how the person is, and not how long relief lasted.
    var late = log
    late.rate(8, 5)
    #expect(try standing(late, until: 9).rating.state == .missed)
    #expect(try standing(late, until: 9).state == .inRelief)
    let atIt = try standing(log, until: 7 + 40.0 / 1440)
    #expect(atIt.rating.state == .due)
  }

  private func elapsed(from: Double, to: Double) -> Double {
    let milliseconds =
      HandWrittenLog.day(to).milliseconds - HandWrittenLog.day(from).milliseconds
    return Double(milliseconds) / 86_400_000
  }

  @Test func `the states that allow no answer come in the order of the definition`() throws {
    var log = HandWrittenLog()
    log.add("intake", -10, #"{"indications":["F41.1"]}"#)
    #expect(try standing(log).state == .untreated)
    #expect(try standing(log).rating.state == .noTreatment)
    log.treat(0, "a")
    #expect(try standing(log).state == .noBaseline)
    #expect(try standing(log, until: 30).rating.state == .noAnswer)
    var low = Self.treated()
    low.rate(-0.5, 5)
    #expect(try standing(low).state == .lowBaseline)
    #expect(try standing(low, until: 30).rating.state == .noAnswer)
    var plan = AnalysisPlan()
    plan.set = "nhs-tt"
    #expect(try standing(Self.treated(), plan).state == .noThreshold)
    var closed = Self.treated()
    closed.rate(1, 2)
    closed.treat(4, "b", drug: "saline")
    closed.rate(5, 2)
    #expect(try standing(closed).state == .otherTreatment)
    #expect(try standing(closed).rating.state == .closed)
  }

  @Test func `treated with something else is not untreated`() throws {
    var log = HandWrittenLog()
    log.add("intake", -10, #"{"indications":["F41.1"]}"#)
    log.rate(-1, 16)
    log.treat(0, "a", drug: "saline")
    let found = try standing(log)
    #expect(found.state == .noCourse && found.otherDrugs == ["saline"])
    var plan = AnalysisPlan()
    plan.drug = "saline"
    #expect(try standing(log, plan).state == .unrated)
    #expect(try standing(Self.treated(), plan).state == .noCourse)
    #expect(try standing(Self.treated(), plan).otherDrugs == ["ketamine"])
  }

  @Test func `earlier courses are told as intervals`() throws {
    var log = Self.treated()
    log.rate(1, 6)
    log.rate(8, 7)
    log.rate(15, 14)
    log.rate(18, 15)
    log.treat(30, "b")
    log.rate(31, 15)
    log.treat(60, "c")
    log.rate(61, 2)
    let found = try standing(log)
    #expect(found.earlier.map(\.course) == [1, 2] && found.last?.course == 3)
    #expect(found.earlier.map(\.status) == [.lost, .notInRelief])
    // Lost between day 8 and day 15, counted from 40 min after the start.
    #expect(found.earlier[0].lowerDays == elapsed(from: 40.0 / 1440, to: 8))
    #expect(found.earlier[0].upperDays == elapsed(from: 40.0 / 1440, to: 15))
  }

  @Test func `the unit and the selection of relief do not change where somebody stands`() throws {
    var log = Self.treated()
    log.rate(1, 6)
    log.treat(30, "b")
    log.rate(20, 14)
    log.rate(31, 15)
    let wanted = try standing(log)
    for unit in AnalysisPlan.Unit.allCases {
      var plan = AnalysisPlan()
      plan.unit = unit
      plan.selection = try Selection("course=1")
      let found = try standing(log, plan)
      #expect(found.state == wanted.state && found.earlier.count == 1)
    }
  }
}

extension Instant {
  /// 1970.
  fileprivate static let zero = Instant(milliseconds: 0)
}
