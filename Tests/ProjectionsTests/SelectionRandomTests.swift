import Bytes
import Histories
import Projections
import TestSupport
import Testing

/// Expressions by chance, against an evaluator that is too simple to be wrong, and texts by chance.
@Suite struct SelectionRandomTests {
  /// Seconds are short; what counts is that the same seed fails again.
  static let seeds = UInt64(1)...8

  @Test(arguments: seeds)
  func `a random expression means what a naive evaluator says`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let guests = (0..<12).map { _ in Guest(&generator) }
    let clinic = try SelectionClinic(guests.map(\.patient))
    let attributes = try guests.indices.map {
      try clinic.attributes($0, baseline: guests[$0].baseline)
    }
    for _ in 0..<300 {
      let formula = Formula(&generator, depth: 4)
      let text = formula.text(&generator)
      let selection = try Selection(text)
      for (number, guest) in guests.enumerated() {
        let wanted = formula.truth(of: guest)
        let title = Comment("seed \(seed): \(text) of guest \(number)")
        #expect(selection.includes(attributes[number]) == (wanted == .yes), title)
      }
    }
  }

  /// Words, signs, letters of many scripts, marks that join, what steers a terminal, no character.
  private static let alphabet = [
    "indication", "age", "mgPerKg", "route", "site", "baseline", "instrument", "agee", "F41.1",
    "IV", "30", "0.5", "-1", ".5", "1e400", "99999999999999999999", "missing", "and", "or", "not",
    "in", "is", "IN", "=", "!=", "<", "<=", ">", ">=", "~", "==", "&&", "!", "(", ")", "((", "))",
    ",", "\"", "'", "\"a\"", "'b'", "\\", "\\\"", " ", "  ", "\t", "\r\n", "\u{0}", "é", "e\u{301}",
    "\u{301}", "東京", "👩‍⚕️", "\u{202E}", "\u{FEFF}", "ß", "K", "½", "*", "/", ":", "\u{338}",
  ]

  /// Half of them are comparisons one after the other, in which a few pieces were exchanged.
  private static func text(_ generator: inout SeededGenerator) -> String {
    func any() -> String { alphabet[generator.below(alphabet.count)] }
    if generator.coin() {
      let start = ["", "age", "site=", "route in", "(not arm="][generator.below(5)]
      return start + (0..<generator.below(12)).map { _ in any() }.joined()
    }
    let shape = [
      "age", ">=", "30", " and ", "(", "site", "~", "'b'", " or ", "route", "in", "(IV)", ")",
    ]
    return shape.map { generator.below(12) == 0 ? any() : $0 }.joined(separator: " ")
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `texts by chance are read or refused, and none stops the program`(seed: UInt64) throws {
    let patient = Patient(indication: "F41.1", sessions: [Patient.Session()])
    let attributes = try SelectionClinic([patient]).attributes(0, baseline: 3)
    var generator = SeededGenerator(seed: seed)
    var read = 0
    let count = LongRun.pick(7_000, 25_000)
    for number in 0..<count {
      let text = Self.text(&generator)
      do throws(Selection.Fault) {
        _ = try Selection(text, definitions: .builtIn).includes(attributes)
        read += 1
      } catch { check(error, text, seed) }
      if number % 20 > 0 { continue }
      do throws(Stratification.Fault) {
        _ = try Stratification(text).stratum(of: attributes)
      } catch { check(error, text, seed) }
    }
    #expect(read * 12 > count && read * 5 < count * 4, "seed \(seed): \(read) of \(count)")
  }

  private func check(_ fault: Selection.Fault, _ text: String, _ seed: UInt64) {
    let isInside =
      fault.offset >= 0 && fault.length >= 0 && fault.offset + fault.length <= text.count
    if !isInside || fault.problem.isEmpty || fault.expected.isEmpty {
      Issue.record("seed \(seed): \(text.debugDescription): \(fault)")
    }
  }
}

/// Three-valued truth, spelled out.
private enum Truth { case yes, no, unknown }

/// A patient whose attributes the naive evaluator knows in its own way.
private struct Guest {
  var patient = Patient()
  var baseline: Int?
  /// Texts by key.
  var texts: [String: String] = [:]
  /// Numbers by key, as counts of thousandths over a denominator.
  var numbers: [String: (thousandths: Int, over: Int)] = [:]

  init(_ generator: inout SeededGenerator) {
    func one<Value>(_ values: [Value?]) -> Value? { values[generator.below(values.count)] }
    patient.hasIntake = generator.below(5) > 0
    patient.indication = one(["F41.1", "F41.0", "F33", nil])
    patient.site = one(["Tampa", "Tam", nil])
    patient.arm = one(["A", "and", nil])
    patient.birthYear = one([1990, 1996, nil])
    patient.failedTrials = generator.below(3)
    if generator.below(4) > 0 {
      patient.sessions = [
        Patient.Session(
          drug: one(["ketamine", "saline"]) ?? "", route: one(["IV", "IN"]) ?? "",
          mg: one(["35", "0.5", "42.125"]) ?? "", weight: one(["70", "84.25", nil]))
      ]
    }
    baseline = one([0, 10, 21, nil])
    if patient.hasIntake {
      texts["indication"] = patient.indication
      texts["indicationGroup"] = patient.indication.map { String($0.prefix(3)) }
      texts["site"] = patient.site
      texts["arm"] = patient.arm
      numbers["failedTrials"] = (patient.failedTrials * 1000, 1)
    }
    texts["instrument"] = patient.hasIntake && patient.indication == "F41.0" ? "PDSS" : "GAD-7"
    if patient.hasIntake, patient.indication == "F33" { texts["instrument"] = "MADRS" }
    if let baseline { numbers["baseline"] = (baseline * 1000, 1) }
    guard let session = patient.sessions.first else { return }
    texts["drug"] = session.drug
    texts["route"] = session.route
    if session.drug == "ketamine" {
      texts["phase"] = "induction"
      numbers["course"] = (1000, 1)
    }
    if patient.hasIntake, let year = patient.birthYear {
      numbers["age"] = ((2026 - year) * 1000, 1)
    }
    // mg / kg = (thousandths of a mg × 1000) / (thousandths of a kg), so in thousandths ×1000 once more.
    let thousandths = ["35": 35_000, "0.5": 500, "42.125": 42_125]
    let kilograms = ["70": 70_000, "84.25": 84_250]
    if let weight = session.weight, let mg = thousandths[session.mg] {
      numbers["mgPerKg"] = (mg * 1000, kilograms[weight] ?? 1)
    }
  }
}

/// An expression as a tree of its own, which can write itself down.
private indirect enum Formula {
  case text(key: String, sign: String, values: [String])
  case number(key: String, sign: String, thousandths: [Int])
  case missing(key: String, isNegated: Bool)
  case not(Formula)
  case both(Formula, Formula)
  case either(Formula, Formula)

  private static let textValues = [
    "indication": ["F41.1", "F41", "F33"], "indicationGroup": ["F41", "F3"],
    "site": ["Tampa", "Tam", "missing"], "arm": ["A", "and"], "drug": ["ketamine", "sal"],
    "route": ["IV", "IN"], "phase": ["induction", "booster"], "instrument": ["GAD-7", "PDSS"],
  ]
  private static let numberKeys = ["age", "failedTrials", "mgPerKg", "course", "baseline"]

  init(_ generator: inout SeededGenerator, depth: Int) {
    switch generator.below(depth == 0 ? 3 : 7) {
    case 0:
      let key = Self.textValues.keys.sorted()[generator.below(Self.textValues.count)]
      let values = Self.textValues[key]!
      let sign = ["=", "!=", "~", "in", "not in"][generator.below(5)]
      self = .text(
        key: key, sign: sign,
        values: (0...(sign.hasSuffix("in") ? generator.below(3) : 0)).map { _ in
          values[generator.below(values.count)]
        })
    case 1:
      let sign = ["=", "!=", "<", "<=", ">", ">=", "in", "not in"][generator.below(8)]
      let values = [0, 500, 1000, 2000, 10_000, 21_000, 30_000, 36_000, 415]
      self = .number(
        key: Self.numberKeys[generator.below(5)], sign: sign,
        thousandths: (0...(sign.hasSuffix("in") ? generator.below(3) : 0)).map { _ in
          values[generator.below(values.count)]
        })
    case 2:
      let keys = Self.numberKeys + Self.textValues.keys.sorted()
      self = .missing(key: keys[generator.below(keys.count)], isNegated: generator.coin())
    case 3: self = .not(Formula(&generator, depth: depth - 1))
    case 4, 5:
      self = .both(
        Formula(&generator, depth: depth - 1), Formula(&generator, depth: depth - 1))
    default:
      self = .either(
        Formula(&generator, depth: depth - 1), Formula(&generator, depth: depth - 1))
    }
  }

  func truth(of guest: Guest) -> Truth {
    switch self {
    case .text(let key, let sign, let values):
      guard let text = guest.texts[key] else { return .unknown }
      switch sign {
      case "~": return text.hasPrefix(values[0]) ? .yes : .no
      case "!=", "not in": return values.contains(text) ? .no : .yes
      default: return values.contains(text) ? .yes : .no
      }
    case .number(let key, let sign, let thousandths):
      guard let (number, over) = guest.numbers[key] else { return .unknown }
      let limit = thousandths[0] * over
      let isAmong = thousandths.contains { $0 * over == number }
      let holds =
        switch sign {
        case "<": number < limit
        case "<=": number <= limit
        case ">": number > limit
        case ">=": number >= limit
        case "!=", "not in": !isAmong
        default: isAmong
        }
      return holds ? .yes : .no
    case .missing(let key, let isNegated):
      return (guest.texts[key] == nil && guest.numbers[key] == nil) != isNegated ? .yes : .no
    case .not(let part):
      switch part.truth(of: guest) {
      case .yes: return .no
      case .no: return .yes
      case .unknown: return .unknown
      }
    case .both(let left, let right):
      let both = [left.truth(of: guest), right.truth(of: guest)]
      return both.contains(.no) ? .no : both.contains(.unknown) ? .unknown : .yes
    case .either(let left, let right):
      let both = [left.truth(of: guest), right.truth(of: guest)]
      return both.contains(.yes) ? .yes : both.contains(.unknown) ? .unknown : .no
    }
  }

  /// How tightly it binds: only what binds less than its surroundings needs parentheses.
  private var strength: Int {
    switch self {
    case .either: 0
    case .both: 1
    case .not: 2
    default: 3
    }
  }

  func text(_ generator: inout SeededGenerator, within strength: Int = 0) -> String {
    let plain =
      switch self {
      case .text(let key, let sign, let values):
        Self.comparison(key, sign, values.map { Self.quoted($0, &generator) }, &generator)
      case .number(let key, let sign, let values):
        Self.comparison(key, sign, values.map { Self.decimal($0, &generator) }, &generator)
      case .missing(let key, let isNegated): "\(key) is \(isNegated ? "not " : "")missing"
      case .not(let part):
        Self.keyword("not", &generator) + " " + part.text(&generator, within: 2)
      case .both(let left, let right):
        left.text(&generator, within: 1) + " " + Self.keyword("and", &generator) + " "
          + right.text(&generator, within: 1)
      case .either(let left, let right):
        left.text(&generator) + " " + Self.keyword("or", &generator) + " " + right.text(&generator)
      }
    let needsThem = self.strength < strength
    return needsThem || generator.below(8) == 0 ? "(\(plain))" : plain
  }

  private static func comparison(
    _ key: String, _ sign: String, _ values: [String], _ generator: inout SeededGenerator
  ) -> String {
    if sign.hasSuffix("in") { return "\(key) \(sign) (\(values.joined(separator: ", ")))" }
    return generator.coin() ? key + sign + values[0] : "\(key) \(sign)  \(values[0])"
  }

  private static func keyword(_ word: String, _ generator: inout SeededGenerator) -> String {
    generator.coin()
      ? word : generator.coin() ? word.uppercased() : word.prefix(1).uppercased() + word.dropFirst()
  }

  private static func quoted(_ text: String, _ generator: inout SeededGenerator) -> String {
    if text == "and" || text == "missing" || generator.below(4) == 0 {
      return generator.coin() ? "\"\(text)\"" : "'\(text)'"
    }
    return text
  }

  private static func decimal(_ thousandths: Int, _ generator: inout SeededGenerator) -> String {
    switch generator.below(3) {
    case 0: "\(thousandths)e-3"
    case 1 where thousandths % 1000 == 0: "\(thousandths / 1000)"
    default:
      "\(thousandths / 1000)." + String("\(1000 + thousandths % 1000)".dropFirst())
    }
  }
}
