import Bytes
import Histories
import Projections
import Statistics
import TestSupport
import Testing

/// Beside whom a person is held.
@Suite struct PeerCurveTests {
  /// A person with one session on day 0 who is in relief until `last`, and lost by `lost`.
  private static func add(
    _ name: String, _ code: String, last: Double, lost: Double?, to log: inout HandWrittenLog,
    phase: String = "induction"
  ) {
    log.add("intake", -10, #"{"indications":["\#(code)"]}"#, of: name)
    log.rate(-1, 16, of: name)
    log.add(
      "infusion", 0, #"{"infusion":"a","drug":"ketamine","route":"IV","phase":"\#(phase)"}"#,
      of: name)
    log.add("dose", 0, #"{"infusion":"a","mg":35}"#, of: name)
    log.rate(1, 4, of: name)
    if last > 1 { log.rate(last, 4, of: name) }
    guard let lost else { return }
    log.rate(lost, 16, of: name)
    log.rate(lost + 2, 16, of: name)
  }

  private static func clinic(_ others: Int) -> HandWrittenLog {
    var log = HandWrittenLog()
    add("P-1", "F41.1", last: 60, lost: nil, to: &log)
    for number in 0..<others {
      add("Q-\(number)", "F41.1", last: 10, lost: number < 2 ? 20 : nil, to: &log)
    }
    // Another code, though of the same group; another phase; nothing to analyse.
    add("R-1", "F41", last: 1, lost: 5, to: &log)
    add("R-2", "F41.10", last: 1, lost: 5, to: &log)
    add("R-3", "F41.1", last: 1, lost: 5, to: &log, phase: "booster")
    log.add("intake", -10, #"{"indications":["F41.1"]}"#, of: "R-4")
    log.treat(0, "a", of: "R-4")
    return log
  }

  private func outcome(
    _ log: HandWrittenLog, _ plan: AnalysisPlan = AnalysisPlan(), _ name: String = "P-1"
  ) throws -> PeerCurve.Outcome {
    let registry = try log.registry()
    let history = try #require(registry.history(of: name)?.history)
    return PeerCurve.Outcome(of: history, shownAs: name, plan, among: registry)
  }

  private func found(
    _ log: HandWrittenLog, _ plan: AnalysisPlan = AnalysisPlan(), _ name: String = "P-1"
  ) throws -> PeerCurve? {
    if case .found(let curve) = try outcome(log, plan, name) { return curve }
    return nil
  }

  @Test func `five others are told as a curve, four are not`() throws {
    guard case .few(let group) = try outcome(Self.clinic(4)) else {
      Issue.record("four are enough")
      return
    }
    #expect(group.indication == "F41.1" && group.phase == .induction)
    let curve = try #require(try found(Self.clinic(5)))
    #expect(curve.people == 5 && curve.analysed == 5)
    // R-4 has a comparable course of which nothing is known.
    #expect(curve.courses == 6)
    #expect(curve.curve.map(\.days) == [7, 14, 28, 56])
    // Two of five are lost in (10, 20], three are censored at 10: 1, then anything from 3/5 up,
    // then 3/5 until ... all mass beyond is open.
    #expect(curve.curve[0].low == 1 && curve.curve[0].high == 1)
    #expect(curve.curve[1].high == 1)
    #expect(curve.curve[3].low < curve.curve[3].high + 1e-12)
  }

  @Test func `the curve is Turnbull's estimate of the others' intervals`() throws {
    let curve = try #require(try found(Self.clinic(5)))
    let turnbull = try #require(
      Turnbull(left: [10, 10, 10, 10, 10], right: [20, 20, nil, nil, nil]))
    for point in curve.curve {
      let wanted = turnbull.survival(at: point.days)
      #expect(abs(point.low - wanted.atLow) < 1e-9 && abs(point.high - wanted.atHigh) < 1e-9)
    }
  }

  @Test func `what the person does changes nothing of the others`() throws {
    var log = Self.clinic(6)
    let before = try #require(try found(log))
    log.rate(61, 16, of: "P-1")
    log.rate(64, 16, of: "P-1")
    log.add("exit", 90, #"{"reason":"lost"}"#, of: "P-1")
    let after = try #require(try found(log))
    #expect(after.curve == before.curve && after.people == before.people)
    // Whoever else is asked about has the person among the others.
    let other = try #require(try found(log, AnalysisPlan(), "Q-0"))
    #expect(other.people == before.people)
    #expect(other.curve != before.curve)
  }

  @Test func `the selection holds for the others too`() throws {
    var plan = AnalysisPlan()
    plan.selection = try Selection("not subject in (Q-0)")
    let curve = try #require(try found(Self.clinic(6), plan))
    #expect(curve.people == 5)
    plan.selection = try Selection("not subject in (Q-0,Q-1)")
    #expect(try found(Self.clinic(6), plan) == nil)
  }

  @Test func `without a course or an indication there is nobody to compare with`() throws {
    var log = HandWrittenLog()
    log.add("intake", -10, #"{"indications":[]}"#)
    guard case .noCourse = try outcome(log) else {
      Issue.record("there is no course")
      return
    }
    log.treat(0, "a")
    guard case .noIndication = try outcome(log) else {
      Issue.record("there is no indication")
      return
    }
  }

  @Test func `the curve does not depend on the number of parts`() throws {
    let registry = try Self.clinic(40).registry()
    let history = try #require(registry.history(of: "P-1")?.history)
    let plan = AnalysisPlan()
    let record = CaseRecord(history, plan)
    let phase = try #require(record.treatments.first?.phase)
    let courses = ComparableCourses(
      .init(indication: "F41.1", phase: phase), without: "P-1", plan)
    let whole = courses.fold(registry, parts: 1, least: 1)
    for parts in [2, 5, 44] {
      let value = courses.fold(registry, parts: parts, least: 1)
      #expect(value.lower == whole.lower && value.upper == whole.upper)
      #expect(value.people == whole.people && value.courses == whole.courses)
    }
    #expect(whole.people == 40)
  }
}
