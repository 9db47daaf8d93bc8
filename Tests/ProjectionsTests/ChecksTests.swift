import Bytes
import Definitions
import Histories
import Projections
import Testing

@Suite struct ChecksTests {
  @Test func `a log in order has no finding`() throws {
    #expect(try HandWrittenLog.inOrder.checks() == [])
  }

  @Test(arguments: OddLog.all) func `a rule finds what is odd, and no other does`(odd: OddLog)
    throws
  {
    var log = HandWrittenLog.inOrder
    let seqs = odd.add(&log)
    let findings = try log.checks()
    let mine = findings.filter { $0.rule == odd.rule }
    #expect(mine.map(\.seqs) == [seqs])
    #expect(mine.map(\.fact) == [odd.fact])
    #expect(findings.map(\.rule).filter { $0 != odd.rule } == odd.alsoBy)
  }

  @Test func `every rule has a log`() {
    #expect(Set(OddLog.all.map(\.rule)) == Set(CheckRule.allCases))
  }

  @Test func `only the rules that are asked for speak`() throws {
    var log = HandWrittenLog.inOrder
    for odd in OddLog.all { _ = odd.add(&log) }
    let all = try log.checks()
    for rule in CheckRule.allCases {
      #expect(try log.checks(rules: [rule]) == all.filter { $0.rule == rule }, "\(rule)")
    }
    let order = CheckRule.allCases
    let places = all.compactMap { order.firstIndex(of: $0.rule) }
    #expect(places == places.sorted())
    #expect(order.map(\.severity) == order.map(\.severity).sorted(by: >))
  }

  /// Each stands exactly on a limit.
  @Test func `the limits themselves are not odd`() throws {
    var log = HandWrittenLog.inOrder
    // 20 h after the first; 5 min; 36.75 mg are 105 % of 35.
    log.add(
      "infusion", 20.0 / 24,
      #"{"infusion":"b","drug":"ketamine","route":"IV","orderedMg":35,"weightKg":70}"#)
    log.add("dose", 20.0 / 24, #"{"infusion":"b","mg":36.75,"minutes":5}"#)
    // 120 min; 33.25 mg are 95 %; 77 kg are 110 % of 70; 38.5 mg are 0.5 mg/kg of that.
    log.add(
      "infusion", 3,
      #"{"infusion":"c","drug":"ketamine","route":"IV","orderedMg":35,"orderedMgPerKg":0.5,"#
        + #""weightKg":70}"#)
    log.add("dose", 3, #"{"infusion":"c","mg":33.25,"minutes":120}"#)
    log.treat(4, "d")
    log.add("intake", 5, #"{"indications":["F41.1"],"weightKg":77,"birthYear":2021}"#)
    // Recorded when it happened.
    log.add("note", 7.5, #"{"text":"n"}"#, recordedOn: 7.5)
    // 0.1 mg/kg and 2 mg/kg of 77 kg.
    for (day, label, amount) in [(8.0, "e", "7.7"), (9.0, "f", "154")] {
      log.add("infusion", day, #"{"infusion":"\#(label)","drug":"ketamine","route":"SC"}"#)
      log.add("dose", day, #"{"infusion":"\#(label)","mg":\#(amount)}"#)
    }
    // 28 d after the end of the session before the last.
    log.answer(36, [1, 1, 1, 1, 1, 0, 0])
    // The weight is 90 d old.
    log.answer(94, [2, 2, 2, 2, 2, 2, 1])
    log.add("infusion", 95, #"{"infusion":"g","drug":"ketamine","route":"IM"}"#)
    log.add("dose", 95, #"{"infusion":"g","mg":35}"#)
    #expect(try log.checks().map { "\($0)" } == [])
  }

  @Test func `routes and drugs whose mg are another matter are not held to mg per kg`() throws {
    var log = HandWrittenLog.inOrder
    for (day, route, drug) in [(1.0, "PO", "ketamine"), (2.0, "IV", "esketamine")] {
      log.add(
        "infusion", day,
        #"{"infusion":"\#(route)","drug":"\#(drug)","route":"\#(route)","weightKg":70}"#)
      log.add("dose", day, #"{"infusion":"\#(route)","mg":350,"minutes":40}"#)
    }
    #expect(try log.checks() == [])
  }

  @Test func `an order per kg is held against the weight of the intake`() throws {
    var log = HandWrittenLog.inOrder
    let seq = log.add(
      "infusion", 3,
      #"{"infusion":"b","drug":"ketamine","route":"IV","orderedMgPerKg":0.55}"#)
    log.add("dose", 3, #"{"infusion":"b","mg":42,"minutes":40}"#)
    // 0.55 × 70 = 38.5; 42 is 9.1 % more.
    #expect(
      try log.checks() == [
        CheckFinding(
          rule: .doseFarFromOrdered, subject: "P-1", seqs: [seq],
          fact: .dose(given: 42, ordered: 38.5, isPartial: false))
      ])
  }

  @Test func `the drug that is asked for is known`() throws {
    var log = HandWrittenLog.inOrder
    log.treat(3, "b", drug: "psilocybin")
    #expect(try log.checks().map(\.rule) == [.drugNameNotKnown])
    var plan = AnalysisPlan()
    plan.drug = "psilocybin"
    #expect(try log.checks(plan, rules: [.drugNameNotKnown]) == [])
  }

  @Test func `answers that are all the best are what somebody well gives`() throws {
    var log = HandWrittenLog.inOrder
    for day in 8...12 { log.answer(Double(day), [0, 0, 0, 0, 0, 0, 0]) }
    #expect(try log.checks() == [])
  }

  @Test func `another instrument in between does not end a run, other answers do`() throws {
    var log = HandWrittenLog.inOrder
    let first = log.answer(8, [1, 1, 1, 1, 2, 2, 2])
    log.add("rating", 8.5, #"{"instrument":"PDSS","items":[1,0,0,0,0,0,0]}"#)
    let second = log.answer(9, [1, 1, 1, 1, 2, 2, 2])
    let third = log.answer(10, [1, 1, 1, 1, 2, 2, 2])
    log.answer(11, [2, 1, 1, 1, 2, 2, 2])
    log.answer(12, [1, 1, 1, 1, 2, 2, 2])
    log.answer(13, [1, 1, 1, 1, 2, 2, 2])
    #expect(try log.checks().map(\.seqs) == [[first, second, third]])
  }

  @Test func `what was amended counts as amended`() throws {
    var log = HandWrittenLog.inOrder
    let infusion = log.add(
      "infusion", 3,
      #"{"infusion":"b","drug":"ketamine","route":"IV","orderedMg":90,"weightKg":70}"#)
    log.add("dose", 3, #"{"infusion":"b","mg":35,"minutes":40}"#)
    let rating = log.answer(4, [1, 0, 1, 0, 1, 0, 1], #","rater":"self""#)
    log.answer(5, [1, 0, 1, 0, 1, 0, 0], #","rater":"clinician""#)
    #expect(try log.checks().map(\.rule) == [.doseFarFromOrdered, .raterChangedMidCourse])
    log.correct(
      infusion,
      #""action":"amend","data":{"infusion":"b","drug":"ketamine","route":"IV","#
        + #""orderedMg":35,"weightKg":70}"#)
    log.correct(
      rating,
      #""action":"amend","data":{"instrument":"GAD-7","items":[1,0,1,0,1,0,1],"#
        + #""rater":"clinician"}"#)
    #expect(try log.checks() == [])
    #expect(try log.checks(registry: log.registry(asOf: .lines(10))).count == 2)
  }

  @Test func `what was voided is not odd, and a reassigned rating is odd elsewhere`() throws {
    var log = HandWrittenLog.inOrder
    let rating = log.rate(3, 5)
    #expect(try log.checks().map(\.subject) == ["P-1"])
    let move = log.correct(rating, #""action":"reassign","subject":"P-9""#)
    #expect(try log.checks().map(\.subject) == ["P-9"])
    #expect(try log.checks().map(\.seqs) == [[rating]])
    log.correct(move, #""action":"void""#)
    log.correct(rating, #""action":"void""#)
    #expect(try log.checks() == [])
  }

  /// The correction of day 20 says day 15 of an event of day 3: the log learned of it on day 20.
  @Test func `a time that was amended was recorded with its correction`() throws {
    var log = HandWrittenLog.inOrder
    let note = log.add("note", 3, #"{"text":"n"}"#, recordedOn: 3)
    let later = HandWrittenLog.day(15).text
    log.correct(note, #""action":"amend","time":"\#(later)""#)
    #expect(try log.checks() == [])
    let future = HandWrittenLog.day(21).text
    log.correct(note, #""action":"amend","time":"\#(future)""#)
    #expect(try log.checks().map(\.rule) == [.timeAfterRecorded])
  }

  @Test func `events after a limit of time are not looked at`() throws {
    var log = HandWrittenLog.inOrder
    log.rate(8, 5)
    let before = HandWrittenLog.day(7.5)
    #expect(try log.checks(registry: log.registry(until: before)) == [])
    #expect(try log.checks().map(\.rule) == [.totalWithoutItems])
  }

  @Test func `only subjects that are asked about are looked at`() throws {
    var log = HandWrittenLog.inOrder
    log.rate(8, 5)
    var plan = AnalysisPlan()
    plan.selection = try Selection("indication=F42")
    #expect(try log.checks(plan) == [])
  }

  @Test func `findings stand by rule, subject, line`() throws {
    var log = HandWrittenLog.inOrder
    log.rate(8, 5, of: "B")
    log.rate(9, 5, "PDSS", of: "B")
    log.rate(9, 5, of: "A")
    log.add("dose", 9, #"{"infusion":"z","mg":5}"#, of: "C")
    let findings = try log.checks()
    #expect(findings.map(\.subject) == ["C", "A", "B", "B"])
    #expect(findings.map(\.seqs) == [[9], [8], [6], [7]])
  }
}
