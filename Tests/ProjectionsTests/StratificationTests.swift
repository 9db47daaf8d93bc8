import Bytes
import Projections
import TestSupport
import Testing

@Suite struct StratificationTests {
  /// 35 mg / 70 kg = 0.5 mg/kg; born 1990, treated in 2026: 36.
  private static let patient = Patient(
    indication: "F41.1", site: "Tampa", sex: "female", birthYear: 1990, failedTrials: 2,
    sessions: [Patient.Session(weight: "70")])

  private func stratum(
    _ keys: String, of patient: Patient = patient, baseline: Int? = 12
  ) throws -> Stratum {
    try Stratification(keys).stratum(
      of: SelectionClinic([patient]).attributes(0, baseline: baseline))
  }

  @Test(arguments: [
    ("indication", ["F41.1"]), ("indicationGroup", ["F41"]), ("site", ["Tampa"]),
    ("arm", ["missing"]), ("sex", ["female"]), ("instrument", ["GAD-7"]), ("failedTrials", ["2"]),
    ("age", ["30-39"]), ("drug", ["ketamine"]), ("route", ["IV"]), ("phase", ["induction"]),
    ("course", ["1"]), ("mgPerKg", ["0.50 to <0.75"]), ("baseline", ["GAD-7 10-14 moderate"]),
    ("site,age", ["Tampa", "30-39"]), (" site , arm ", ["Tampa", "missing"]),
    ("mgPerKg:0.4/0.75", ["0.4 to <0.75"]), ("mgPerKg:0.5", [">=0.5"]), ("mgPerKg:0.51", ["<0.51"]),
    ("mgPerKg:0.3/.50", [">=.50"]), ("age:36", [">=36"]), ("age : 18 / 36.5 ", ["18 to <36.5"]),
    ("baseline:5/10/15", ["10 to <15"]), ("failedTrials:1/2", [">=2"]),
    ("course:2,sex", ["<2", "female"]),
  ])
  func `a unit lies in the stratum of its values`(keys: String, values: [String]) throws {
    #expect(try stratum(keys).values == values)
  }

  @Test func `what is missing is a stratum of its own`() throws {
    let keys = "indication,site,sex,failedTrials,age,drug,route,phase,course,mgPerKg,baseline"
    let nobody = try stratum(keys, of: Patient(hasIntake: false), baseline: nil)
    #expect(nobody.values == Array(repeating: "missing", count: 11))
    let named = try stratum("site", of: Patient(site: "missing"))
    let without = try stratum("site", of: Patient())
    #expect(named.values == ["\"missing\""])
    #expect(without.values == ["missing"])
    #expect(named != without)
  }

  /// mg for 100 kg, and the band: a bound belongs to the band that it begins.
  @Test(arguments: [
    ("0.001", "0.00 to <0.25"), ("24.999", "0.00 to <0.25"), ("25", "0.25 to <0.50"),
    ("49.999", "0.25 to <0.50"), ("50", "0.50 to <0.75"), ("75", "0.75 to <1.00"),
    ("100", "1.00 to <1.25"), ("99999.999", "999.75 to <1000.00"), ("100000", ">=1000.00"),
    ("900000", ">=1000.00"),
  ])
  func `a dose falls into a quarter of a mg per kg`(mg: String, band: String) throws {
    let patient = Patient(sessions: [Patient.Session(mg: mg, weight: "100")])
    #expect(try stratum("mgPerKg", of: patient).values == [band])
  }

  /// 2026 - 2026 = 0; a birth after the treatment, an error in the intake, is shown as it is.
  @Test(arguments: [
    (2026, "0-9"), (2017, "0-9"), (2016, "10-19"), (1987, "30-39"), (1986, "40-49"),
    (1927, "90-99"), (1926, "100-109"), (2027, "-10 to -1"), (2036, "-10 to -1"),
    (2037, "-20 to -11"),
  ])
  func `an age falls into a decade`(birthYear: Int, band: String) throws {
    var patient = Self.patient
    patient.birthYear = birthYear
    #expect(try stratum("age", of: patient).values == [band])
  }

  /// The bands of `instruments.json`; the PCL-5 has none.
  @Test(arguments: [
    ("GAD-7", 0, "GAD-7 0-4 minimal"), ("GAD-7", 9, "GAD-7 5-9 mild"),
    ("GAD-7", 15, "GAD-7 15-21 severe"), ("LSAS", 80, "LSAS 80-94 severe"),
    ("PCL-5", 33, "PCL-5 30-39"), ("PCL-5", 0, "PCL-5 0-9"),
  ])
  func `a baseline falls into a severity band of its instrument`(
    instrument: String, total: Int, band: String
  ) throws {
    let patient = Patient(instrument: instrument)
    #expect(try stratum("baseline", of: patient, baseline: total).values == [band])
  }

  @Test func `strata stand in the order of their numbers or letters, missing last`() throws {
    func order(_ keys: String, _ patients: [(Patient, Int?)]) throws -> [String] {
      try patients.map { try stratum(keys, of: $0.0, baseline: $0.1) }.sorted()
        .map { $0.values.joined(separator: "|") }
    }
    func aged(_ year: Int?) -> (Patient, Int?) {
      var patient = Self.patient
      patient.birthYear = year
      return (patient, nil)
    }
    #expect(
      try order("age", [aged(nil), aged(1920), aged(2020), aged(1990), aged(2030)])
        == ["-10 to -1", "0-9", "30-39", "100-109", "missing"])
    let sites = ["b", "a", "B", "é", "z", nil].map { (Patient(site: $0), Int?.none) }
    #expect(try order("site", sites) == ["B", "a", "b", "z", "é", "missing"])
    let scales = [("PHQ-9", 3), ("GAD-7", 18), ("GAD-7", 3), ("GAD-7", nil), ("PHQ-9", 12)]
    #expect(
      try order("baseline", scales.map { (Patient(instrument: $0.0), $0.1) }) == [
        "GAD-7 0-4 minimal", "GAD-7 15-21 severe", "PHQ-9 0-4 minimal", "PHQ-9 10-14 moderate",
        "missing",
      ])
    let doses = ["1000", "250", "99", "30"].map {
      (Patient(sessions: [Patient.Session(mg: $0, weight: "100")]), Int?.none)
    }
    #expect(
      try order("mgPerKg", doses)
        == ["0.25 to <0.50", "0.75 to <1.00", "2.50 to <2.75", "10.00 to <10.25"])
    #expect(
      try order("mgPerKg:0.5/3,site", doses)
        == ["<0.5|missing", "0.5 to <3|missing", "0.5 to <3|missing", ">=3|missing"])
  }

  @Test func `equal values make one stratum`() throws {
    #expect(try stratum("age,site") == stratum("age,site"))
    #expect(try Set([stratum("age"), stratum("age"), stratum("site")]).count == 2)
    #expect(try !(stratum("age") < stratum("age")))
  }

  @Test func `keys are known by their names`() throws {
    let strata = try Stratification("site,mgPerKg:0.4/0.75")
    #expect(strata.keys == ["site", "mgPerKg"])
    #expect(strata.text == "site,mgPerKg:0.4/0.75")
    #expect(try Stratification("site,failedTrials").isAboutSubjects)
    #expect(!strata.isAboutSubjects)
  }

  @Test func `each unit of relief knows its stratum`() throws {
    var plan = AnalysisPlan()
    plan.strata = try Stratification("course,route")
    let patient = Patient(sessions: [
      Patient.Session(), Patient.Session(start: Instant("2026-03-05T10:00:00Z")!, route: "IM"),
    ])
    let units = try ReliefProjection(plan).fold(SelectionClinic([patient]).registry).units
    #expect(units.map { $0.stratum?.values } == [["1", "IV"], ["2", "IM"]])
  }

  private static let faults: [(marked: String, length: Int, expected: String)] = [
    ("‸", 0, "one, such as site, or site,phase for two"),
    ("site,‸", 0, "one, such as site, or site,phase for two"),
    ("‸,site", 0, "one, such as site, or site,phase for two"),
    ("site,  ‸", 0, "one, such as site, or site,phase for two"),
    ("site, ‸drugs", 5, "drug"), ("‸Age", 3, "age"),
    ("‸subject", 7, "another key; the answer without --summary lists every subject"),
    ("age,site, ‸age", 3, "each key once"), ("age:30,‸age:40", 6, "each key once"),
    ("site:‸3", 1, "site alone"), ("route: ‸IV/IM", 5, "route alone"),
    ("age:‸", 0, "numbers between slashes, such as age:30"),
    ("age:30/‸", 0, "numbers between slashes, such as age:30"),
    ("age:‸old", 3, "numbers between slashes, such as age:30"),
    ("age:‸30:40", 5, "numbers between slashes, such as age:30"),
    ("mgPerKg:0.5/‸0.4", 3, "cut points from the lowest to the highest"),
    ("mgPerKg:0.5/ ‸0.50", 4, "cut points from the lowest to the highest"),
    ("mgPerKg:1e-900/1/‸1", 1, "cut points from the lowest to the highest"),
  ]

  @Test(arguments: faults)
  func `the first fault is named, with its place and what would do`(
    marked: String, length: Int, expected: String
  ) throws {
    let place = try #require(marked.firstIndex(of: "‸"))
    let offset = marked.distance(from: marked.startIndex, to: place)
    let text = marked.filter { $0 != "‸" }
    let fault = #expect(throws: Stratification.Fault.self) { try Stratification(text) }
    #expect(fault?.offset == offset, "\(marked)")
    #expect(fault?.length == length, "\(marked)")
    #expect(fault?.expected == expected, "\(marked)")
  }
}
