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
    phase: String = "induction", scale: String = "GAD-7"
  ) {
    log.add("intake", -10, #"{"indications":["\#(code)"],"instrument":"\#(scale)"}"#, of: name)
    log.rate(-1, 16, of: name)
    log.add("rating", -1, #"{"instrument":"PHQ-9","total":20}"#, of: name)
    log.add(
      "infusion", 0, #"{"infusion":"a","drug":"ketamine","route":"IV","phase":"\#(phase)"}"#,
      of: name)
    log.add("dose", 0, #"{"infusion":"a","mg":35}"#, of: name)
    log.rate(1, 4, of: name)
    log.add("rating", 1, #"{"instrument":"PHQ-9","total":4}"#, of: name)
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
    let relief = try #require(curve.relief)
    #expect(relief.people == 5 && relief.courses == 5)
    #expect(curve.rated == 5 && curve.ratedPeople == 5)
    // R-4 has a comparable course of which nothing is known.
    #expect(curve.courses == 6 && curve.unusable == 1 && curve.unrated == 0)
    // Two of five are lost in (10, 20], three are censored at 10: 1, then anything from 3/5 up.
    // Day 20 is the last of which anything is known, and days after it are not told.
    #expect(relief.curve.map(\.days) == [7, 14])
    #expect(relief.curve.map(\.followed) == [5, 2])
    #expect(relief.curve[0].low == 1 && relief.curve[0].high == 1)
    #expect(relief.curve[1].high == 1)
    // The session ends when it begins, since its dose states no minutes.
    #expect(relief.lastSeenDays == 20)
  }

  @Test func `courses that were not in relief at first are in the denominator`() throws {
    var log = Self.clinic(5)
    for number in 0..<3 {
      let name = "N-\(number)"
      log.add("intake", -10, #"{"indications":["F41.1"]}"#, of: name)
      log.rate(-1, 16, of: name)
      log.treat(0, "a", of: name)
      // Not in relief; not in relief; not rated in time.
      log.rate(number < 2 ? 1 : 9, 15, of: name)
    }
    let curve = try #require(try found(log))
    #expect(curve.rated == 7 && curve.ratedPeople == 7 && curve.unrated == 1)
    #expect(curve.relief?.courses == 5 && curve.relief?.people == 5)
    #expect(curve.courses == curve.rated + curve.unrated + curve.unusable)
  }

  @Test func `fewer than five in relief are no curve, though enough were rated`() throws {
    var log = Self.clinic(4)
    for name in ["N-1", "N-2"] {
      log.add("intake", -10, #"{"indications":["F41.1"]}"#, of: name)
      log.rate(-1, 16, of: name)
      log.treat(0, "a", of: name)
      log.rate(1, 15, of: name)
    }
    let curve = try #require(try found(log))
    #expect(curve.rated == 6 && curve.ratedPeople == 6)
    #expect(curve.relief == nil)
  }

  @Test func `people on another index instrument are not comparable`() throws {
    var log = Self.clinic(5)
    for number in 0..<5 {
      Self.add("S-\(number)", "F41.1", last: 1, lost: 5, to: &log, scale: "PHQ-9")
    }
    let curve = try #require(try found(log))
    #expect(curve.group.instrument == "GAD-7" && curve.ratedPeople == 5 && curve.courses == 6)
    // With one instrument for all they are.
    var plan = AnalysisPlan()
    plan.instrument = "PHQ-9"
    #expect(try found(log, plan)?.ratedPeople == 10)
  }

  @Test func `the curve is Turnbull's estimate of the others' intervals`() throws {
    let curve = try #require(try found(Self.clinic(5)))
    #expect(curve.relief?.curve.isEmpty == false)
    let turnbull = try #require(
      Turnbull(left: [10, 10, 10, 10, 10], right: [20, 20, nil, nil, nil]))
    for point in curve.relief?.curve ?? [] {
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
    #expect(after.relief?.curve == before.relief?.curve)
    #expect(after.ratedPeople == before.ratedPeople)
    // Whoever else is asked about has the person among the others.
    let other = try #require(try found(log, AnalysisPlan(), "Q-0"))
    #expect(other.ratedPeople == before.ratedPeople)
    #expect(other.relief?.curve != before.relief?.curve)
  }

  @Test func `the selection holds for the others too`() throws {
    var plan = AnalysisPlan()
    plan.selection = try Selection("not subject in (Q-0)")
    let curve = try #require(try found(Self.clinic(6), plan))
    #expect(curve.ratedPeople == 5)
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
      .init(indication: "F41.1", phase: phase, instrument: "GAD-7"), without: "P-1", plan)
    let whole = courses.fold(registry, parts: 1, least: 1)
    for parts in [2, 5, 44] {
      let value = courses.fold(registry, parts: parts, least: 1)
      #expect(value.lower == whole.lower && value.upper == whole.upper)
      #expect(value.people == whole.people && value.courses == whole.courses)
      #expect(value.ratedPeople == whole.ratedPeople && value.unusable == whole.unusable)
    }
    #expect(whole.people == 40)
  }
}
