import Bytes
import Histories
import Projections
import Testing

/// When the next treatment is due by the last effective plan.
@Suite struct TreatmentDueTests {
  private func due(_ log: HandWrittenLog, on day: Double) throws -> TreatmentDue {
    let replay = Replay(log.disk, .builtIn, until: HandWrittenLog.day(day))
    let histories = try replay.histories(of: HandWrittenLog.path)
    let history = try #require(histories.history(of: Array("P-1".utf8)))
    let plan = AnalysisPlan()
    return Standing(
      CaseRecord(history, plan), plan, shownAs: "P-1", at: try replay.vantage(histories)
    ).treatment
  }

  private func plan(
    _ log: inout HandWrittenLog, _ day: Double, nextDue: Double? = nil, interval: String? = nil,
    tolerance: String? = nil
  ) -> Int {
    let members = [
      nextDue.map { #""nextDue":"\#(HandWrittenLog.day($0).text)""# },
      interval.map { #""intervalDays":\#($0)"# }, tolerance.map { #""toleranceDays":\#($0)"# },
    ]
    return log.add("plan", day, "{\(members.compactMap { $0 }.joined(separator: ","))}")
  }

  @Test func `a day is due, then in time, then overdue`() throws {
    var log = HandWrittenLog()
    log.treat(0, "a")
    let seq = plan(&log, 0.5, nextDue: 14, tolerance: "2.5")
    for (day, state) in [
      (13.99, TreatmentDue.State.notDue), (14, .due), (16.5, .due), (16.51, .overdue),
    ] {
      let found = try due(log, on: day)
      #expect(found.state == state, "day \(day)")
      #expect(found.plan?.seq == seq)
      #expect(found.due == HandWrittenLog.day(14))
      #expect(found.latest == HandWrittenLog.day(16.5))
      #expect(found.treatmentSeq == nil)
    }
    #expect(try due(log, on: 20).overdueDays == 3.5)
    #expect(try due(log, on: 16.5).overdueDays == nil)
  }

  @Test func `an interval is counted from the start of the last treatment`() throws {
    var log = HandWrittenLog()
    _ = plan(&log, -5, interval: "21")
    #expect(try due(log, on: 0).state == .noTreatment)
    let first = log.treat(0, "a")
    #expect(try due(log, on: 1).due == HandWrittenLog.day(21))
    #expect(try due(log, on: 1).treatmentSeq == first)
    // A control takes no day's place.
    log.treat(9, "s", drug: "saline")
    #expect(try due(log, on: 9.5).due == HandWrittenLog.day(21))
    let second = log.treat(10, "b")
    #expect(try due(log, on: 11).due == HandWrittenLog.day(31))
    #expect(try due(log, on: 11).source == .interval)
    #expect(try due(log, on: 11).treatmentSeq == second)
    // Without a tolerance it is overdue at once.
    #expect(try due(log, on: 31).state == .due)
    #expect(try due(log, on: 32).overdueDays == 1)
  }

  @Test func `a treatment after the plan takes the day's place`() throws {
    var log = HandWrittenLog()
    log.treat(0, "a")
    let seq = plan(&log, 0.5, nextDue: 14, interval: "28", tolerance: "3")
    let second = log.treat(13, "b")
    let found = try due(log, on: 20)
    #expect(found.plan?.seq == seq && found.treatmentSeq == second)
    #expect(found.due == HandWrittenLog.day(41))
    #expect(found.state == .notDue)
    // A plan that says nothing of what follows.
    _ = plan(&log, 13.5, nextDue: 30)
    let early = log.treat(29, "c")
    // The day before is another day: the planned one still stands.
    let waiting = try due(log, on: 60)
    #expect(waiting.state == .overdue && waiting.due == HandWrittenLog.day(30))
    #expect(waiting.treatmentSeq == early && waiting.source == .nextDue)
    let third = log.treat(29.9, "d")
    // 29.9 d is on the morning of the day itself, before the hour.
    let open = try due(log, on: 60)
    #expect(open.state == .treatedSince && open.treatmentSeq == third)
    #expect(open.due == nil && open.overdueDays == nil)
  }

  @Test func `the session of the plan's own day is not the one that it names`() throws {
    var log = HandWrittenLog()
    // Entered in the morning, an hour before the session; the tolerance is wider than the way.
    let seq = plan(&log, 0, nextDue: 14, interval: "28", tolerance: "20")
    let session = log.treat(0.04, "a")
    let found = try due(log, on: 40)
    #expect(found.state == .overdue && found.due == HandWrittenLog.day(14))
    #expect(found.plan?.seq == seq && found.treatmentSeq == session)
    #expect(found.overdueDays == 6)
    log.treat(13, "s", drug: "saline")
    #expect(try due(log, on: 40) == found)
    log.treat(2, "b")
    #expect(try due(log, on: 20).due == HandWrittenLog.day(30))
  }

  @Test func `the last plan by time holds, and a void takes it away`() throws {
    var log = HandWrittenLog()
    log.treat(0, "a")
    let first = plan(&log, 1, nextDue: 14)
    let second = plan(&log, 2, nextDue: 20)
    #expect(try due(log, on: 5).plan?.seq == second)
    log.add(
      "correction", 3, #"{"source":"/clinic","id":"e\#(second)","action":"void","reason":"no"}"#)
    #expect(try due(log, on: 5).plan?.seq == first)
    log.add(
      "correction", 3,
      #"{"source":"/clinic","id":"e\#(first)","action":"amend","reason":"no","#
        + #""data":{"intervalDays":7.5}}"#)
    #expect(try due(log, on: 5).due == HandWrittenLog.day(7.5))
    // Only what was known, and had happened, by then.
    #expect(try due(log, on: 0.5).state == .noPlan)
  }

  @Test func `an interval beyond the years ends with them`() throws {
    var log = HandWrittenLog()
    log.treat(0, "a")
    _ = plan(&log, 1, interval: "1000000000", tolerance: "1000000000")
    let found = try due(log, on: 5)
    // The longest interval that is kept is 2,147,483.646 d.
    #expect(found.due == HandWrittenLog.day(2_147_483.646))
    #expect(found.latest == Instant(milliseconds: Instant.latest))
    #expect(found.state == .notDue)
  }
}
