package import Bytes
import Definitions
import Events
import Histories

/// What can be asked of a unit: who its subject is, what it began with, and from where.
package struct UnitAttributes: Sendable {
  private let subject: String
  private let intake: Intake?
  private let firstIndication: [UInt8]?
  private let words: NameTable
  private let instrument: String
  private let scale: Instrument?
  private var treatment: Treatment?
  private var drug: [UInt8]?
  private var t0: Instant?
  private var baseline: Int?

  /// A unit of a subject.
  ///
  /// - Parameters:
  ///   - shownAs: the subject, as shown.
  ///   - firstTreatment: the unit's first treatment; `nil`: a subject without one.
  ///   - t0: the end of the unit's last treatment.
  ///   - baseline: the total of the unit's baseline rating, in points.
  package init(
    _ record: CaseRecord, shownAs subject: String, firstTreatment: Treatment?, t0: Instant?,
    baseline: Int?
  ) {
    self.subject = subject
    intake = record.history.intake
    words = record.words
    firstIndication = record.history.firstIndication.map { Array($0.utf8) }
    instrument = record.instrument
    scale = record.scale
    treatment = firstTreatment
    drug = firstTreatment.map { record.words.bytes($0.drug) }
    self.t0 = t0
    self.baseline = baseline
  }

  /// A subject as a whole: its first treatment that courses are built from, the end of that, and
  /// the baseline of course 1.
  package init(_ record: CaseRecord, _ plan: AnalysisPlan, shownAs subject: String) {
    let course = record.treatmentPlan.courses.first
    let first = course.map { record.treatmentPlan.first(of: $0) }
    let baseline = course.flatMap { record.baseline(of: $0, plan)?.total }
    self.init(
      record, shownAs: subject, firstTreatment: first, t0: first?.end, baseline: baseline)
  }

  /// The same subject with an age where nothing was given: in the year of an instant, as long as no
  /// treatment tells a better one.
  func aged(at instant: Instant?) -> UnitAttributes {
    var other = self
    other.t0 = t0 ?? instant
    return other
  }

  /// A subject of whom only attributes of subjects are asked: nothing need be derived for that.
  init(subject history: History, _ plan: AnalysisPlan, shownAs subject: String) {
    self.subject = subject
    intake = history.intake
    words = history.table.words
    firstIndication = history.firstIndication.map { Array($0.utf8) }
    instrument = plan.indexInstrument(history).id
    scale = nil
  }

  /// A text as the bytes that it is compared by, or a number.
  enum Value {
    case text([UInt8])
    case number(ExactRatio)
  }

  /// `nil` where it is missing.
  func value(of attribute: Attribute) -> Value? {
    switch attribute {
    case .mgPerKg: milligramsPerKilogram.map(Value.number)
    case .failedTrials, .age, .course, .baseline:
      whole(attribute).map { .number(ExactRatio($0)) }
    default: text(attribute).map(Value.text)
    }
  }

  /// An attribute that is a text; `nil` where it is missing.
  func text(_ attribute: Attribute) -> [UInt8]? {
    switch attribute {
    case .indication: firstIndication
    case .indicationGroup: firstIndication.map { Array($0.prefix { $0 != UInt8(ascii: ".") }) }
    case .site: word(intake?.site)
    case .arm: word(intake?.arm)
    case .sex: word(intake?.sex)
    case .instrument: Array(instrument.utf8)
    case .subject: Array(subject.utf8)
    case .drug: drug
    case .route: treatment.map { Array($0.route.rawValue.utf8) }
    case .phase: treatment?.phase.map { Array($0.rawValue.utf8) }
    case .failedTrials, .age, .mgPerKg, .course, .baseline: nil
    }
  }

  private func word(_ number: Int32?) -> [UInt8]? {
    number.flatMap { $0 < 0 ? nil : Array(words.text($0).utf8) }
  }

  /// An attribute that is a whole number; `nil` where it is missing.
  func whole(_ attribute: Attribute) -> Int? {
    switch attribute {
    case .failedTrials: intake?.failedTrials
    case .age: age
    case .course: treatment?.course
    case .baseline: baseline
    default: nil
    }
  }

  /// A line that no append took may state any year of birth: what is no difference is missing.
  private var age: Int? {
    guard let t0, let birthYear = intake?.birthYear else { return nil }
    let (age, overflow) = t0.year.subtractingReportingOverflow(birthYear)
    return overflow ? nil : age
  }

  /// Delivered mg per kg, exact; `nil` where no weight is known.
  var milligramsPerKilogram: ExactRatio? {
    treatment.flatMap { treatment in
      treatment.weight.flatMap {
        ExactRatio(ExactDecimal(mantissa: treatment.micrograms, exponent: -3), over: $0)
      }
    }
  }

  /// The instrument that the baseline was rated on, and the named range that its total lies in.
  var severity: (instrument: String, band: Instrument.Band?) {
    let band = baseline.flatMap { total in
      scale?.bands.first { $0.from <= total && total <= $0.to }
    }
    return (instrument, band)
  }
}
