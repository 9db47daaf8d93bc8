import Projections
import Testing

@Suite struct SafetyTotalsTests {
  private func clinic() -> HandWrittenLog {
    var log = HandWrittenLog()
    for (index, subject) in ["A", "B", "C"].enumerated() {
      log.rate(-1, 10, of: subject)
      log.treat(0, "1", of: subject)
      log.treat(3, "2", of: subject)
      log.treat(5, "3", drug: "saline", of: subject)
      log.rate(0.01, 10 * (index + 1), "CADSS", of: subject)
      log.rate(3.01, 10 * (index + 4), "CADSS", of: subject)
      log.rate(5.01, 92, "CADSS", of: subject)
      log.add("vital", 0.01, #"{"systolic":1\#(index)0.5,"infusion":"1"}"#, of: subject)
    }
    log.add("adverse", 0.1, #"{"term":"nausea"}"#, of: "A")
    log.add("adverse", 0.2, #"{"term":"nausea","serious":true}"#, of: "A")
    log.add("adverse", 3.2, #"{"term":"Nausea"}"#, of: "B")
    log.add("adverse", 5.2, #"{"term":"nausea"}"#, of: "B")
    log.add("adverse", -2, #"{"term":"rash"}"#, of: "C")
    log.rate(4, 14, of: "C")
    let yes = #"{"instrument":"C-SSRS","items":[1,1,0,0,0,0]}"#
    let no = #"{"instrument":"C-SSRS","items":[0,0,null,null,null,0]}"#
    log.add("rating", -1, no, of: "A")
    log.add("rating", 4, yes, of: "A")
    log.add("rating", -1, yes, of: "B")
    log.add("rating", -1, no, of: "C")
    return log
  }

  @Test func `a cohort adds up what its subjects have`() throws {
    let totals = SafetyProjection(AnalysisPlan()).fold(try clinic().registry())
    #expect(totals.subjects == 3 && totals.subjectsWithAdverse == 3)
    // Of six treatments with ketamine A's first and B's second have one; B's saline is no such.
    #expect(totals.treatments == 6 && totals.treatmentsWithAdverse == 2)
    #expect(totals.events == 5 && totals.seriousEvents == 1)
    #expect(
      totals.terms.map { String(decoding: $0.term, as: UTF8.self) } == ["Nausea", "nausea", "rash"])
    #expect(totals.terms.map(\.count.events) == [1, 3, 1])
    #expect(totals.terms.map(\.count.subjects) == [1, 2, 1])
    #expect(totals.terms.map(\.count.serious) == [0, 1, 0])
    #expect(totals.subjectsAsked == 3 && totals.subjectsWithFlag == 2)
    #expect(totals.subjectsWithRise == 1)
    // C: 10 before, 14 on day 4.
    #expect(totals.courses == 3 && totals.comparableCourses == 1 && totals.worseCourses == 1)
    // CADSS 10, 20, 30, 40, 50, 60: 2 of 6 are the first quarter that is reached, 3 half, 5 the last.
    #expect(totals.dissociation.count == 6)
    #expect((1...3).map { totals.dissociation.quartile($0) } == [20, 30, 50])
    #expect((1...3).map { totals.systolic.quartile($0) } == [100_500, 110_500, 120_500])
    #expect(totals.diastolic.count == 0 && totals.diastolic.quartile(2) == nil)
  }

  @Test func `parts of a cohort add up in any grouping`() throws {
    let projection = SafetyProjection(AnalysisPlan())
    var parts: [SafetyTotals] = []
    try clinic().registry().forEach { name, history in
      parts.append(projection.project(history, shownAs: name))
    }
    func told(_ totals: SafetyTotals) -> String {
      var copy: [String] = []
      for (term, count) in totals.terms { copy.append("\(term) \(count)") }
      return "\(copy) \(totals.events) \(totals.subjectsWithRise) "
        + "\((1...3).map { totals.dissociation.quartile($0) }) \(totals.treatments)"
    }
    var left = projection.nobody
    for part in parts { projection.merge(&left, with: part) }
    var tail = parts[1]
    projection.merge(&tail, with: parts[2])
    var right = parts[0]
    projection.merge(&right, with: tail)
    #expect(told(left) == told(right))
  }
}
