import Bytes
import Events
import Projections
import Testing

@Suite struct SafetyTests {
  /// Sessions on days 0 and 7, 40 min each: their spans are [0, 7) and [7, …) for what began, and
  /// [0, 40 min + 24 h) and [7 d, 7 d + 40 min + 24 h) for what was measured.
  private func twoSessions() -> HandWrittenLog {
    var log = HandWrittenLog()
    log.add("intake", -10, #"{"indications":["F41.1"]}"#)
    log.treat(0, "a")
    log.treat(7, "b")
    return log
  }

  private let hour = 1.0 / 24
  private let minute = 1.0 / 1440

  @Test func `an adverse event belongs to the session it names, else to the one before it`() throws
  {
    var log = twoSessions()
    let before = log.add("adverse", -1, #"{"term":"headache"}"#)
    let named = log.add("adverse", 7.5, #"{"term":"nausea","severity":"mild","infusion":"a"}"#)
    let atStart = log.add("adverse", 0, #"{"term":"dizziness","serious":true}"#)
    let late = log.add("adverse", 6.9, #"{"term":"nausea"}"#)
    let second = log.add("adverse", 7, #"{"term":"vomiting","severity":"severe"}"#)
    let elsewhere = log.add("adverse", 8, #"{"term":"rash","infusion":"none"}"#)
    let safety = try log.safety()
    #expect(safety.sessions.map { $0.adverse.map(\.seq) } == [[atStart, late, named], [second]])
    #expect(safety.sessions.map(\.seriousCount) == [1, 0])
    #expect(safety.otherAdverse.map(\.seq) == [before, elsewhere])
    #expect(safety.sessions[0].adverse.map(\.namesSession) == [false, false, true])
    #expect(safety.sessions[0].adverse.map(\.severity) == [nil, nil, .mild])
    #expect(safety.allAdverse.map(\.seq) == [before, atStart, late, second, named, elsewhere])
  }

  @Test func `the highest CADSS lies between the start and 24 hours after the end`() throws {
    var log = twoSessions()
    log.rate(-minute, 90, "CADSS")
    log.rate(0, 4, "CADSS")
    let highest = log.rate(40 * minute, 31, "CADSS")
    log.rate(50 * minute, 31, "CADSS")
    log.rate(1 + 39 * minute, 12, "CADSS")
    log.rate(1 + 40 * minute, 80, "CADSS")
    let last = log.rate(8 + 39 * minute, 2, "CADSS")
    log.rate(8 + 40 * minute, 3, "CADSS")
    let safety = try log.safety()
    let peaks = safety.sessions.map(\.dissociation)
    #expect(peaks == [.init(seq: highest, value: 31), .init(seq: last, value: 2)])
  }

  @Test func `of two CADSS ratings at one instant the last counts`() throws {
    var log = twoSessions()
    log.rate(0.01, 50, "CADSS")
    let second = log.rate(0.01, 20, "CADSS")
    #expect(try log.safety().sessions[0].dissociation == .init(seq: second, value: 20))
  }

  @Test func `the next treatment ends the span of the one before, controls too`() throws {
    var log = HandWrittenLog()
    log.treat(0, "a")
    log.treat(0.5, "b", drug: "saline")
    let first = log.rate(0.49, 10, "CADSS")
    let second = log.rate(0.5, 30, "CADSS")
    let sessions = try log.safety().sessions
    #expect(sessions.map(\.dissociation?.seq) == [first, second])
    #expect(sessions.map(\.isChosen) == [true, false])
  }

  @Test func `the highest pressures come from the session's own vitals and those near it`() throws {
    var log = twoSessions()
    log.add("vital", -hour, #"{"systolic":190,"diastolic":110}"#)
    let named = log.add("vital", -minute, #"{"systolic":150.5,"diastolic":80,"infusion":"a"}"#)
    let near = log.add("vital", 3 * hour, #"{"systolic":150.4,"diastolic":95.25}"#)
    log.add("vital", 4 * hour, #"{"systolic":200,"infusion":"gone"}"#)
    log.add("vital", 2, #"{"systolic":210,"diastolic":120}"#)
    log.add("vital", 7.1, #"{"pulse":70}"#)
    let sessions = try log.safety().sessions
    #expect(sessions[0].systolic == .init(seq: named, value: 150_500))
    #expect(sessions[0].diastolic == .init(seq: near, value: 95_250))
    #expect(sessions[1].systolic == nil && sessions[1].diastolic == nil)
    #expect(sessions[1].isSilent)
  }

  @Test func `a pressure may be 0, and may be larger than 31 bits of thousandths`() throws {
    var log = twoSessions()
    // 2^31 thousandths are 2,147,483.648 mmHg.
    log.add("vital", 0.1, #"{"systolic":3000000.0625,"diastolic":0}"#)
    let session = try log.safety().sessions[0]
    #expect(session.systolic?.value == 3_000_000_063)
    #expect(session.diastolic?.value == 0)
  }

  @Test func `item 9 is flagged from 1 on, and has risen where it is above the last before`() throws
  {
    var log = twoSessions()
    func nine(_ answer: Int) -> String {
      #"{"instrument":"PHQ-9","items":[1,1,1,1,1,1,1,1,\#(answer)]}"#
    }
    let old = log.add("rating", -9, nine(3))
    let before = log.add("rating", -1, nine(1))
    log.add("rating", 1, nine(0))
    let same = log.add("rating", 2, nine(1))
    let risen = log.add("rating", 3, nine(2))
    log.rate(4, 20, "PHQ-9")
    let safety = try log.safety()
    #expect(safety.suicidalityAnswers == 5)
    #expect(safety.suicidality.map(\.seq) == [old, before, same, risen])
    #expect(safety.suicidality.map(\.itemNine) == [3, 1, 1, 2])
    #expect(safety.suicidality.map(\.hasRisen) == [nil, nil, false, true])
    #expect(safety.suicidality.map(\.referenceSeq) == [nil, nil, before, before])
  }

  @Test func `an older rating without a total still answers item 9`() throws {
    var log = twoSessions()
    let seq = log.add("rating", 1, #"{"instrument":"PHQ-9","items":[null,1,1,1,1,1,1,1,2]}"#)
    let safety = try log.safety()
    #expect(safety.suicidality.map(\.seq) == [seq])
    #expect(safety.suicidality.first?.hasRisen == nil, "there is nothing to hold it against")
  }

  @Test func `C-SSRS is flagged by ideation or behaviour, and either can rise`() throws {
    var log = twoSessions()
    func screen(_ items: String) -> String { #"{"instrument":"C-SSRS","items":[\#(items)]}"# }
    let before = log.add("rating", -1, screen("1,0,null,null,null,0"))
    log.add("rating", 1, screen("0,0,null,null,null,0"))
    let same = log.add("rating", 2, screen("1,0,null,null,null,0"))
    let deeper = log.add("rating", 3, screen("1,1,1,0,0,0"))
    let behaviour = log.add("rating", 4, screen("0,0,null,null,null,1"))
    let unasked = log.add("rating", 5, screen("null,null,null,null,null,1"))
    log.add("rating", 6, screen("null,null,null,null,null,null"))
    let flags = try log.safety().suicidality
    #expect(flags.map(\.seq) == [before, same, deeper, behaviour, unasked])
    #expect(flags.map(\.ideation) == [1, 1, 3, 0, nil])
    #expect(flags.map(\.behaviour) == [false, false, false, true, true])
    #expect(flags.map(\.hasRisen) == [nil, false, true, true, true])
  }

  /// GAD-7 under the standard set changes reliably by 4 points: 15 to 19 is worse, 15 to 18 is not.
  @Test func `totals are worse by the points of reliable change against the course's baseline`()
    throws
  {
    var log = HandWrittenLog()
    log.rate(-1, 15)
    log.treat(0, "a")
    log.rate(0.5 / 24, 21)  // around the treatment: not eligible
    let early = log.rate(2, 19)
    log.rate(3, 18)
    log.treat(4, "b")
    let late = log.rate(5, 20)
    let second = log.rate(39, 10)
    log.treat(40, "c")
    let worse = log.rate(41, 14)
    log.rate(42, 13)
    let safety = try log.safety()
    #expect(safety.courses == 2 && safety.comparableCourses == 2)
    #expect(safety.worsening.map(\.course) == [1, 2])
    #expect(safety.worsening.map { $0.ratings.map(\.seq) } == [[early, late], [worse]])
    #expect(safety.worsening.map(\.baseline.seq) == [1, second])
    var strict = AnalysisPlan()
    strict.set = "strict"
    let points = strict.definitions.set("strict")?.entries["GAD-7"]?.reliableChange
    #expect(try log.safety(strict).comparableCourses == (points == nil ? 0 : 2))
  }

  @Test func `a course without baseline is not held against anything`() throws {
    var log = HandWrittenLog()
    log.treat(0, "a")
    log.rate(3, 21)
    let safety = try log.safety()
    #expect(safety.courses == 1 && safety.comparableCourses == 0 && safety.worsening.isEmpty)
  }

  @Test func `what comes after the end of follow-up harms no figure`() throws {
    var log = twoSessions()
    log.add("exit", 8, #"{"reason":"completed"}"#)
    log.add("adverse", 9, #"{"term":"nausea","infusion":"b"}"#)
    log.add("vital", 9, #"{"systolic":180,"infusion":"b"}"#)
    log.add("rating", 9, #"{"instrument":"PHQ-9","items":[1,1,1,1,1,1,1,1,3]}"#)
    let safety = try log.safety()
    #expect(safety.allAdverse.isEmpty && safety.suicidality.isEmpty)
    #expect(safety.sessions.allSatisfy { $0.isSilent })
  }

  @Test func `an amended vital and a voided adverse event count as corrected`() throws {
    var log = twoSessions()
    let vital = log.add("vital", 0.1, #"{"systolic":900,"infusion":"a"}"#)
    let adverse = log.add("adverse", 0.1, #"{"term":"nausea"}"#)
    log.add(
      "correction", 9,
      #"{"source":"/clinic","id":"e\#(vital)","action":"amend","reason":"r","#
        + #""data":{"systolic":90.5,"diastolic":60,"infusion":"b"}}"#)
    log.add(
      "correction", 9,
      #"{"source":"/clinic","id":"e\#(adverse)","action":"void","reason":"r"}"#)
    let safety = try log.safety()
    #expect(safety.sessions.map(\.systolic) == [nil, .init(seq: vital, value: 90_500)])
    #expect(safety.allAdverse.isEmpty)
  }
}
