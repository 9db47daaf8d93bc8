import Bytes

/// The tables of section 2: which members the data of a type have, in which order they are
/// written, and what each may be.
package enum DataShape {
  /// One member.
  package struct Field: Sendable {
    /// Its name.
    package let name: String
    /// Whether the type is nothing without it.
    package let isRequired: Bool
    /// What it may be.
    package let rule: Rule
  }

  /// What a member may be.
  package enum Rule: Sendable {
    case text(mayBeEmpty: Bool)
    case vocabulary([String])
    case bool
    case number(Bounds)
    case time, date, subject, object
    case instrument, codes, trials, items
  }

  /// The numbers that a member may be.
  package struct Bounds: Sendable {
    var low: ExactDecimal
    var high: ExactDecimal
    var lowIsExcluded = false
    var isWhole = false
    /// The most decimals, as written.
    var decimals: Int?

    func contains(_ number: ExactDecimal) -> Bool {
      let isHigh = number.double <= high.double
      return isHigh && (lowIsExcluded ? number.double > low.double : number.double >= low.double)
    }

    var sentence: String {
      let least = Int(low.double)
      let start = lowIsExcluded ? "more than \(least)" : "\(least) or more"
      return "\(start), at most \(Int(high.double))"
    }
  }

  /// The members of a type's data in the order in which they are written.
  package static func fields(of kind: EventKind) -> [Field] {
    switch kind {
    case .intake: intake
    case .infusion: infusion
    case .dose: dose
    case .rating: rating
    case .vital: vital
    case .adverse: adverse
    case .medication: medication
    case .plan: plan
    case .exit: exit
    case .note: note
    case .correction: correction
    case .log, .unknown: []
    }
  }

  /// The members of one of an intake's `trials`.
  package static let trialFields: [Field] = [
    optional("drug", .text(mayBeEmpty: false)), optional("class", .text(mayBeEmpty: false)),
    optional("weeks", amount), optional("doseMg", amount),
    optional("outcome", .vocabulary(["response", "partial", "none", "intolerant", "unknown"])),
  ]

  /// The measurements of which a vital has at least one.
  package static let vitalSigns = [
    "systolic", "diastolic", "pulse", "spo2", "respiration", "moaas",
  ]

  /// Whether a text has the form of an ICD-10-CM code: upper case, with its dot.
  package static func isCode(_ text: [UInt8]) -> Bool {
    func isLetter(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "A") < 26 }
    func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
    guard text.count >= 3, isLetter(text[0]), isDigit(text[1]),
      isDigit(text[2]) || isLetter(text[2])
    else { return false }
    if text.count == 3 { return true }
    return text[3] == UInt8(ascii: ".") && (5...8).contains(text.count)
      && text[4...].allSatisfy { isDigit($0) || isLetter($0) }
  }

  private static func required(_ name: String, _ rule: Rule) -> Field {
    Field(name: name, isRequired: true, rule: rule)
  }

  private static func optional(_ name: String, _ rule: Rule) -> Field {
    Field(name: name, isRequired: false, rule: rule)
  }

  private static let word = Rule.text(mayBeEmpty: false)
  private static let amount = Rule.number(Bounds(low: .zero, high: .most))
  private static let positive = Rule.number(Bounds(low: .zero, high: .most, lowIsExcluded: true))
  private static let reading = Rule.number(Bounds(low: .zero, high: .most))

  private static func upTo(_ high: Int64) -> Rule {
    .number(Bounds(low: .zero, high: ExactDecimal(mantissa: high, exponent: 0)))
  }

  private static func words<Word: RawRepresentable & CaseIterable>(
    _ type: Word.Type
  ) -> Rule where Word.RawValue == String {
    .vocabulary(Word.allCases.map(\.rawValue))
  }

  private static let intake: [Field] = [
    required("indications", .codes), optional("instrument", .instrument),
    optional(
      "birthYear",
      .number(
        Bounds(
          low: ExactDecimal(mantissa: 1850, exponent: 0),
          high: ExactDecimal(mantissa: 9999, exponent: 0), isWhole: true))),
    optional("sex", .vocabulary(["female", "male", "other", "unknown"])),
    optional("weightKg", positive), optional("site", word), optional("arm", word),
    optional("trials", .trials), optional("consent", .date),
  ]

  private static let infusion: [Field] = [
    required("infusion", word), required("drug", word), required("route", words(Route.self)),
    optional("orderedMg", amount), optional("orderedMgPerKg", amount),
    optional("weightKg", positive), optional("plannedMinutes", amount),
    optional("phase", words(Phase.self)), optional("arm", word),
  ]

  private static let dose: [Field] = [
    required("infusion", word),
    required("mg", .number(Bounds(low: .zero, high: .most, decimals: 3))),
    optional("minutes", amount),
  ]

  private static let rating: [Field] = [
    required("instrument", .instrument), optional("items", .items),
    optional("total", .number(Bounds(low: .least, high: .most, isWhole: true))),
    optional("rater", .vocabulary(["self", "clinician", "unknown"])), optional("version", word),
  ]

  private static let vital: [Field] = [
    optional("systolic", reading), optional("diastolic", reading), optional("pulse", reading),
    optional("spo2", upTo(100)), optional("respiration", reading), optional("moaas", upTo(5)),
    optional("infusion", word),
  ]

  private static let adverse: [Field] = [
    required("term", word), optional("severity", words(Severity.self)), optional("serious", .bool),
    optional("infusion", word), optional("resolved", .time),
  ]

  private static let medication: [Field] = [
    required("drug", word), required("action", words(MedicationAction.self)),
    optional("class", word), optional("doseMg", amount),
    optional("purpose", .vocabulary(["regular", "rescue"])),
  ]

  private static let plan: [Field] = [
    optional("nextDue", .time), optional("intervalDays", amount), optional("toleranceDays", amount),
  ]

  private static let exit: [Field] = [required("reason", words(ExitReason.self))]

  private static let note: [Field] = [required("text", .text(mayBeEmpty: true))]

  private static let correction: [Field] = [
    required("source", word), required("id", word),
    required("action", words(CorrectionAction.self)),
    required("reason", word), optional("time", .time), optional("data", .object),
    optional("subject", .subject),
  ]
}

extension ExactDecimal {
  static let zero = ExactDecimal(mantissa: 0, exponent: 0)
  /// A billion: more than any amount, weight or duration that a clinic writes down, and small
  /// enough that sums stay exact.
  static let most = ExactDecimal(mantissa: 1, exponent: 9)
  static let least = ExactDecimal(mantissa: -1, exponent: 9)
}
