import Bytes
import Projections
import TestSupport
import Testing

/// Whom an expression lets into relief, cohort and timeline.
@Suite struct SelectionUnitTests {
  private static func session(_ time: String, route: String = "IV") -> Patient.Session {
    Patient.Session(start: Instant(time)!, route: route)
  }

  /// P-0: a course of two intravenous infusions, one of an intramuscular, one of a nasal, 30 d
  /// apart; baselines 20, 15 and none. P-1: nasal only. P-2: not treated.
  private static let patients = [
    Patient(
      indication: "F41.1", site: "Tampa", birthYear: 1990,
      sessions: [
        session("2025-12-20T10:00:00Z"), session("2025-12-31T23:30:00Z"),
        session("2026-01-30T10:00:00Z", route: "IM"), session("2026-03-05T10:00:00Z", route: "IN"),
      ],
      ratings: [
        ("2025-12-19T10:00:00Z", 20), ("2026-01-02T10:00:00Z", 5), ("2026-01-29T10:00:00Z", 15),
        ("2026-02-01T10:00:00Z", 5), ("2026-03-08T10:00:00Z", 4),
      ]),
    Patient(
      indication: "F41.0", site: "Reno", sessions: [session("2026-01-05T10:00:00Z", route: "IN")]),
    Patient(indication: "F41.1", site: "Tampa", birthYear: 1990),
  ]

  private func flow(_ plan: AnalysisPlan) throws -> [Int] {
    let flow = try ReliefProjection(plan).fold(SelectionClinic(Self.patients).registry).flow
    return [flow.subjects, flow.withTreatment, flow.units]
  }

  private func units(_ expression: String, by unit: AnalysisPlan.Unit = .course) throws -> [String]
  {
    var plan = try AnalysisPlan.asking(expression)
    plan.unit = unit
    return try SelectionClinic(Self.patients).units(plan)
  }

  @Test(arguments: [
    ("site=Tampa", ["P-0 1", "P-0 2", "P-0 3"]), ("route=IV", ["P-0 1"]),
    ("route in (IM, IN)", ["P-0 2", "P-0 3", "P-1 1"]), ("baseline>=15", ["P-0 1", "P-0 2"]),
    ("baseline is missing", ["P-0 3", "P-1 1"]),
    ("baseline=15 or subject=P-1", ["P-0 2", "P-1 1"]),
    ("course=2 and site=Tampa", ["P-0 2"]), ("phase=booster", ["P-0 2", "P-0 3"]),
    // The last infusion of course 1 begins 23:30 on 31 December and ends in the next year.
    ("age=36", ["P-0 1", "P-0 2", "P-0 3"]), ("age=35", []), ("age is missing", ["P-1 1"]),
  ])
  func `an expression about treatments chooses units`(
    expression: String, wanted: [String]
  ) throws {
    #expect(try units(expression) == wanted)
  }

  /// The first treatment of course 1 ends in 2025: 2025 - 1990 = 35; the second in 2026.
  @Test func `a treatment is judged by itself, an episode by its first`() throws {
    #expect(try units("age=35", by: .treatment) == ["P-0 1"])
    #expect(try units("route=IV", by: .treatment) == ["P-0 1", "P-0 2"])
    #expect(try units("route=IV", by: .episode) == ["P-0 1"])
    #expect(try units("route=IM", by: .episode) == [])
    #expect(try units("course=1 and baseline=20", by: .treatment) == ["P-0 1", "P-0 2"])
  }

  @Test func `with the first baseline each unit is judged by that`() throws {
    var plan = try AnalysisPlan.asking("baseline=20")
    plan.usesFirstBaseline = true
    let clinic = try SelectionClinic(Self.patients)
    #expect(try clinic.units(plan) == ["P-0 1", "P-0 2", "P-0 3"])
  }

  /// Subjects, those with a treatment, units.
  @Test(arguments: [
    ("site=Tampa", [2, 1, 3]), ("route=IM", [1, 1, 1]), ("route in (IM, IN)", [2, 2, 3]),
    ("route=SC", [0, 0, 0]), ("route is missing", [1, 0, 0]),
    ("site=Reno or route is missing", [2, 1, 1]),
    ("not (route=IV)", [2, 2, 3]), ("route=IV or site=Tampa", [2, 1, 3]), ("age=36", [1, 1, 3]),
    ("subject in (P-1, P-2)", [2, 1, 1]),
  ])
  func `a subject counts with its units, or where nothing need be known of them`(
    expression: String, wanted: [Int]
  ) throws {
    #expect(try flow(AnalysisPlan.asking(expression)) == wanted)
  }

  @Test func `the index instruments are those of the subjects that count`() throws {
    let clinic = try SelectionClinic(Self.patients)
    let value = try ReliefProjection(AnalysisPlan.asking("route=IV")).fold(clinic.registry)
    #expect(value.instruments == ["GAD-7"])
    let other = try ReliefProjection(AnalysisPlan.asking("site=Reno")).fold(clinic.registry)
    #expect(other.instruments == ["PDSS"])
  }

  /// A cohort has a row for each subject: all of its courses are in where its first treatment is.
  @Test(arguments: [
    ("route=IV", ["P-0"], 3), ("route=IM", [], 0), ("baseline=20", ["P-0"], 3),
    ("baseline=15", [], 0),
    ("age=35", ["P-0"], 3), ("age=36", [], 0), ("route is missing", ["P-2"], 0),
    ("course=1", ["P-0", "P-1"], 4), ("site=Tampa", ["P-0", "P-2"], 3),
  ])
  func `a cohort is asked by the first treatment`(
    expression: String, subjects: [String], units: Int
  ) throws {
    let clinic = try SelectionClinic(Self.patients)
    let value = try CohortProjection(AnalysisPlan.asking(expression)).fold(clinic.registry)
    #expect(value.subjects.map(\.subject) == subjects)
    #expect(value.flow.units == units)
    #expect(value.flow.subjects == subjects.count)
  }

  @Test func `a timeline is whole or not there`() throws {
    let clinic = try SelectionClinic(Self.patients)
    let history = try clinic.record(0).history
    for (expression, count) in [("route=IV and baseline=20 and age=35", 3), ("route=IM", nil)] {
      let timelines = try TimelineProjection(AnalysisPlan.asking(expression))
        .project(history, shownAs: "P-0")
      #expect(timelines.first?.relief.count == count, "\(expression)")
    }
  }

  @Test func `with another drug the units are of that drug`() throws {
    var plan = try AnalysisPlan.asking("drug=midazolam and course=1")
    let control = Patient(
      sessions: [
        Self.session("2026-01-05T10:00:00Z"),
        Patient.Session(start: Instant("2026-02-05T10:00:00Z")!, drug: "midazolam", mg: "3"),
      ])
    let clinic = try SelectionClinic([control])
    #expect(try clinic.units(plan) == [])
    plan.drug = "midazolam"
    #expect(try clinic.units(plan) == ["P-0 1"])
  }

  /// mg, kg, and the quotient as it has to be written to be met exactly:
  /// 35 / 70 = 0.5; 0.3 / 1 is not 0.1 + 0.2 in doubles; 21 / 70 = 0.3; 1 / 3 is no decimal at all;
  /// 24.3 / 81 = 0.3, where doubles give 0.30000000000000004.
  @Test(arguments: [
    ("35", "70", "0.5"), ("0.3", "1", "0.3"), ("21", "70", "0.3"), ("24.3", "81", "0.3"),
    ("52.5", "75", "0.7"), ("0.001", "8", "0.000125"), ("1000000", "0.001", "1e9"),
    ("67.5", "67.5", "1.00000000000000000"),
  ])
  func `mg per kg are compared without rounding`(mg: String, kg: String, quotient: String) throws {
    let clinic = try SelectionClinic([
      Patient(sessions: [Patient.Session(mg: mg, weight: kg)])
    ])
    let attributes = try clinic.attributes(0)
    for (sign, truth) in [("=", true), ("<=", true), (">=", true), ("<", false), (">", false)] {
      let expression = "mgPerKg\(sign)\(quotient)"
      #expect(try Selection(expression).includes(attributes) == truth, "\(mg)/\(kg): \(expression)")
    }
  }

  /// 1/3 lies between any two decimals around it, up to the 18 digits that can be written.
  @Test func `a quotient without end is met by no decimal`() throws {
    let clinic = try SelectionClinic([Patient(sessions: [Patient.Session(mg: "1", weight: "3")])])
    let attributes = try clinic.attributes(0)
    let low = "0.333333333333333333"
    let high = "0.333333333333333334"
    #expect(try Selection("mgPerKg>\(low) and mgPerKg<\(high)").includes(attributes))
    #expect(try Selection("mgPerKg>-1 and mgPerKg>1e-900").includes(attributes))
    #expect(try Selection("mgPerKg<1e900 and mgPerKg>0").includes(attributes))
    #expect(try !Selection("mgPerKg in (\(low), \(high))").includes(attributes))
  }
}
