import Bytes
import Definitions
import Events
import Histories
public import Statistics

/// Who the people of a cohort are, before their first treatment: "Table 1".
public struct BaselineTable: Sendable {
  /// What is known of one subject.
  package struct Row: Sendable {
    /// What the first treatment delivered, in thousandths of a milligram, and to what weight in kg.
    struct FirstDose {
      var micrograms: Int64
      var weight: ExactDecimal
    }

    /// In years.
    var age: Int?
    /// `nil`: the intake lists no earlier treatments, not even that there were none.
    var failedTrials: Int?
    var firstDose: FirstDose?
    var treatments: Int
    var courses: Int
    /// From the first treatment to the end of follow-up, in milliseconds.
    var followed: Int64?
    var words: [String?]
    var baseline: Int?
    var instrument: String

    /// By quantity, those of `quantities`.
    fileprivate var numbers: [Double?] {
      let amount = firstDose.map { ExactDecimal(mantissa: $0.micrograms, exponent: -3) }
      let dose = amount.flatMap { amount in firstDose.map { amount.divided(by: $0.weight) } }
      return [
        age.map(Double.init), failedTrials.map(Double.init),
        dose.flatMap { $0.isFinite ? $0 : nil }, Double(treatments), Double(courses),
        followed.map { Double($0) / Double(Instant.day) },
      ]
    }
  }

  /// What is measured.
  package enum Quantity: Equatable, Sendable {
    case age, failedTrials, firstDose, treatments, courses, followed
    /// The baseline of those whose index instrument it is.
    case baseline(String)

    /// What it is, with its unit.
    package var name: String {
      switch self {
      case .age: "age, years"
      case .failedTrials: "failed trials"
      case .firstDose: "first dose, mg/kg"
      case .treatments: "treatments"
      case .courses: "courses"
      case .followed: "followed since then, d"
      case .baseline(let instrument): "baseline, \(instrument)"
      }
    }
  }

  /// A number over all subjects.
  public struct Measure: Sendable {
    /// What it is.
    package let quantity: Quantity
    /// What it is, with its unit.
    public var name: String { quantity.name }
    /// Mean and SD of those who have it.
    public let moments: Moments
    /// Quartiles (type 7), median between; `nil` where nobody has it.
    public let quartiles: [Double]?
    /// How many people have exactly the value that each quartile is.
    package let sharing: [Int]
    /// Subjects without it.
    public let missing: Int
  }

  /// What subjects are told apart by.
  package enum Characteristic: String, CaseIterable, Sendable {
    case sex, site, arm, indication
    case instrument = "index instrument"
    case drug = "first drug"
    case route = "first route"

    /// Whether exactly those have it who were treated.
    package var isAboutTreatment: Bool { self == .drug || self == .route }
  }

  /// How many subjects have which of several values.
  public struct Breakdown: Sendable {
    /// What it is.
    package let characteristic: Characteristic
    /// What it is, in words.
    public var name: String { characteristic.rawValue }
    /// Values by their bytes, and how many subjects have each.
    public let levels: [(level: String, count: Int)]
    /// Subjects without one.
    public let missing: Int
  }

  /// Subjects.
  public let subjects: Int
  /// Numbers; the baseline of each instrument by itself.
  public let measures: [Measure]
  /// Characteristics, those that nobody has too.
  public let breakdowns: [Breakdown]

  private static let quantities: [Quantity] = [
    .age, .failedTrials, .firstDose, .treatments, .courses, .followed,
  ]

  package init(_ rows: [Row]) {
    subjects = rows.count
    let numbers = rows.map(\.numbers)
    var measures = Self.quantities.enumerated().map { place, quantity in
      Self.measure(quantity, numbers.map { $0[place] })
    }
    // Totals of different instruments are never one number.
    let instruments = Set(rows.map(\.instrument)).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    for instrument in instruments {
      measures.append(
        Self.measure(
          .baseline(instrument),
          rows.filter { $0.instrument == instrument }.map { $0.baseline.map(Double.init) }))
    }
    self.measures = measures
    breakdowns = Characteristic.allCases.enumerated().map { place, characteristic in
      Self.breakdown(characteristic, rows.map { $0.words[place] })
    }
  }

  private static func measure(_ quantity: Quantity, _ all: [Double?]) -> Measure {
    let known = all.compactMap { $0 }.sorted()
    let quartiles = [0.25, 0.5, 0.75].compactMap { SampleQuantile.type7(known, $0) }
    return Measure(
      quantity: quantity, moments: Moments(known),
      quartiles: quartiles.count == 3 ? quartiles : nil,
      sharing: quartiles.map { quartile in known.count { $0 == quartile } },
      missing: all.count - known.count)
  }

  private static func breakdown(_ characteristic: Characteristic, _ all: [String?]) -> Breakdown {
    var counts: [String: Int] = [:]
    for value in all { if let value { counts[value, default: 0] += 1 } }
    let levels = counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return Breakdown(
      characteristic: characteristic, levels: levels.map { ($0.key, $0.value) },
      missing: all.count(where: { $0 == nil }))
  }
}

extension BaselineTable.Row {
  init(_ record: CaseRecord, _ plan: AnalysisPlan, shownAs name: String) {
    let attributes = UnitAttributes(record, plan, shownAs: name)
    func word(_ attribute: Attribute) -> String? { attributes.text(attribute)?.text }
    let first = record.treatments.first(where: \.isChosen)
    age = attributes.whole(.age)
    // For `--where` who lists none had none; a mean is of those who were asked.
    failedTrials =
      record.history.intake?.listsTrials == true ? attributes.whole(.failedTrials) : nil
    firstDose = first.flatMap { first in
      first.weight.map { FirstDose(micrograms: first.micrograms, weight: $0) }
    }
    treatments = record.treatments.count(where: \.isChosen)
    courses = record.treatmentPlan.courses.count
    followed = first.map {
      record.history.followUp.end.milliseconds - $0.start.milliseconds
    }
    words = [
      word(.sex), word(.site), word(.arm), word(.indicationGroup), word(.instrument), word(.drug),
      word(.route),
    ]
    baseline = attributes.whole(.baseline)
    instrument = record.instrument
  }
}
