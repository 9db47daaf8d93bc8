import Bytes
import Definitions
import Events
import Histories
import Projections
import TestSupport
import Testing

/// The fold that uses its buffers again, on many threads, against plain ones.
@Suite struct FoldTests {
  /// People with everything that can go wrong: doses on nothing, labels twice, times out of order,
  /// ratings at one instant, other drugs, doses of nothing, exits, corrections.
  static func log(seed: UInt64, subjects: Int = 9) -> HandWrittenLog {
    var random = SeededGenerator(seed: seed)
    var log = HandWrittenLog()
    var targets: [(id: Int, subject: String, type: String)] = []
    for _ in 0..<subjects * 70 {
      // Half of the names begin with the same eight bytes.
      let number = random.below(subjects)
      let subject = number % 2 == 0 ? "P-000000\(number)" : "S\(number)"
      let day = Double(random.below(90 * 24)) / 24
      let label = "s\(random.below(12))"
      switch random.below(20) {
      case 0:
        let named = ["", "", "", "PHQ-9", "made-up"][random.below(5)]
        let instrument = named.isEmpty ? "" : #","instrument":"\#(named)""#
        let code = ["F41.1", "F33.1", "F42.2", "Z99"][random.below(4)]
        log.add("intake", day, #"{"indications":["\#(code)"]\#(instrument)}"#, of: subject)
      case 1...5:
        let drug = ["ketamine", "ketamine", "ketamine", "placebo"][random.below(4)]
        log.add(
          "infusion", day, #"{"infusion":"\#(label)","drug":"\#(drug)","route":"IV"}"#, of: subject)
      case 6...9:
        let mg = random.below(6) == 0 ? 0 : 35
        let seq = log.add(
          "dose", day, #"{"infusion":"\#(label)","mg":\#(mg),"minutes":\#(random.below(90))}"#,
          of: subject)
        targets.append((seq, subject, "dose"))
      case 10...16:
        let instrument = ["GAD-7", "GAD-7", "GAD-7", "PHQ-9", "Y-BOCS", "made-up"][random.below(6)]
        let whole = random.coin() ? day.rounded() : day
        let seq = log.rate(whole, random.below(22), instrument, of: subject)
        targets.append((seq, subject, "rating"))
      case 17 where random.below(4) == 0:
        log.add("exit", day + 60, #"{"reason":"transferred"}"#, of: subject)
      case 18 where !targets.isEmpty:
        let target = targets[random.below(targets.count)]
        let said = [
          #""action":"void""#, #""action":"amend","time":"\#(HandWrittenLog.day(day).text)""#,
          #""action":"reassign","subject":"S1""#,
        ][random.below(3)]
        log.add(
          "correction", day,
          #"{"source":"/clinic","id":"e\#(target.id)",\#(said),"reason":"wrong"}"#,
          of: target.subject)
      default: log.add("note", day, #"{"text":"called"}"#, of: subject)
      }
    }
    return log
  }

  private static func lines(_ units: [ReliefUnit]) -> [String] {
    units.map { unit in
      let reason = unit.reason?.rawValue ?? ""
      let onset = "\(unit.onset?.bySeq ?? 0)"
      let verdict =
        switch unit.status {
        case .noThreshold, .noBaseline, .lowBaseline: unit.status.rawValue
        case .noRating: "no-rating \(reason) \(onset)"
        case .notInRelief: "not-in-relief \(unit.late ? "late" : "-") \(onset)"
        case .lost: "lost \(unit.lastInRelief?.seq ?? 0) \(unit.lost?.seq ?? 0) \(onset)"
        case .censored: "censored \(unit.lastInRelief?.seq ?? 0) \(reason) \(onset)"
        }
      return "\(unit.subject) \(unit.unit) \(verdict)"
    }
  }

  private static var plans: [AnalysisPlan] {
    AnalysisPlan.Unit.allCases.flatMap { unit in
      Criterion.allCases.map { criterion in
        var plan = AnalysisPlan()
        plan.unit = unit
        plan.criterion = criterion
        plan.confirm = criterion == .remission ? 1 : 2
        plan.usesFirstBaseline = unit == .treatment && criterion == .reliable
        if criterion == .reliable { plan.drug = "ketamine,placebo" }
        if unit == .episode { plan.instrument = "GAD-7" }
        return plan
      }
    }
  }

  @Test func `units are those of a plain reading of the same table`() throws {
    var statuses: Set<ReliefUnit.Status> = []
    for seed in 0..<12 {
      let until = seed % 3 == 0 ? HandWrittenLog.day(70) : nil
      let registry = try Self.log(seed: UInt64(seed)).registry(until: until)
      for plan in Self.plans {
        let units = ReliefProjection(plan).fold(registry, parts: 3, least: 1).units
        let wanted = PlainRelief.lines(registry.logs[0], plan, until: until)
        #expect(Self.lines(units) == wanted, "seed \(seed), \(plan.unit) \(plan.criterion)")
        statuses.formUnion(units.map(\.status))
      }
    }
    #expect(statuses == Set(ReliefUnit.Status.allCases))
  }

  /// What a fold gives, as text.
  private static func text<Base: StratifiedProjection>(
    _ projection: Base.Type, _ plan: AnalysisPlan, _ registry: Registry, _ parts: Int,
    _ words: (Base.Value) -> String
  ) -> String {
    let value = Stratified<Base>(plan).fold(registry, parts: parts, least: 1)
    return value.strata.reduce(words(value.whole)) { "\($0)\n\($1.0.values) \(words($1.1))" }
  }

  private static func answers(_ registry: Registry, _ parts: Int) throws -> [String] {
    var plan = AnalysisPlan()
    plan.strata = try Stratification("instrument,phase")
    plan.selection = try Selection("not subject~S3")
    return [
      text(ReliefProjection.self, plan, registry, parts) {
        "\($0.units) \($0.flow) \($0.instruments.sorted())"
      },
      text(ResponseProjection.self, plan, registry, parts) {
        "\($0.courses) \($0.flow) \($0.instruments.sorted())"
      },
      text(IntervalsProjection.self, plan, registry, parts) {
        "\($0.gaps) \($0.treatmentFree) \($0.trends) \($0.histories) \($0.instruments.sorted())"
      },
      text(CohortProjection.self, plan, registry, parts) {
        "\($0.subjects) \($0.units) \($0.flow) \($0.safety.terms) \($0.disposition.places)"
      },
    ]
  }

  @Test func `an answer does not depend on the number of parts`() throws {
    let registry = try Self.log(seed: 100).registry()
    let whole = try Self.answers(registry, 1)
    for parts in [2, 3, 7, 100] {
      let found = try Self.answers(registry, parts)
      for (mine, wanted) in zip(found, whole) { #expect(mine == wanted, "\(parts) parts") }
    }
  }

  @Test func `subjects that are only counted are counted alike`() throws {
    let registry = try Self.log(seed: 101).registry()
    for plan in Self.plans {
      var counting = plan
      counting.keepsUnits = false
      let counted = ReliefProjection(counting).fold(registry)
      let kept = ReliefProjection(plan).fold(registry)
      #expect(counted.units.isEmpty)
      #expect(counted.flow == kept.flow)
      #expect(counted.instruments == kept.instruments)
    }
  }

  /// Every record is one that served others before.
  @Test func `nothing of one subject is left for the next`() throws {
    let registry = try Self.log(seed: 102).registry()
    let plan = AnalysisPlan()
    var alone: [String] = []
    registry.forEach { name, history in
      alone += Self.lines(ReliefProjection(plan).project(history, shownAs: name).units)
    }
    #expect(Self.lines(ReliefProjection(plan).fold(registry, parts: 1).units) == alone)
  }

  @Test func `the ratings that count are those of all ratings that count`() throws {
    let plan = AnalysisPlan()
    try Self.log(seed: 103).registry().forEach { name, history in
      let record = CaseRecord(history, plan)
      #expect(
        record.eligible.map(\.seq) == record.eligible(on: record.instrument).map(\.seq), "\(name)")
    }
  }
}
