import Bytes
import Events

extension ResourceReader {
  private static let notFinal = ["in-progress", "on-hold", "unknown"]

  /// What was given, or was to be and was not.
  func administration(_ node: JSONNode, _ place: Int) throws(ReadingProblem) -> Outcome {
    if let passed = try passed(
      node, counting: ["completed", "stopped", "not-done"], others: Self.notFinal)
    {
      return passed
    }
    guard let drug = try drug(of: node) else {
      return .passed("MedicationAdministration of other drugs")
    }
    let isGiven = node["status"]?.text != "not-done"
    let dosage = node["dosage"]
    let time = try requiredTime(node, ["effectiveDateTime", "effectivePeriod"])
    var minutes = node.extended("minutes")?.raw
    if let period = node["effectivePeriod"], let end = period["end"]?.text {
      minutes = try self.minutes(from: period["start"]?.text ?? "", to: end)
    }
    let encounter = node["context"]?.target.flatMap { $0.type == "Encounter" ? $0.id : nil }
    let request = node["request"]?.target.flatMap { $0.type == "MedicationRequest" ? $0.id : nil }
    return try fact(
      node, place,
      .administration(
        ResourceFact.Administration(
          drug: drug, route: try route(dosage?["route"], drug), amount: try amount(dosage),
          minutes: minutes, isGiven: isGiven, request: request, encounter: encounter)), time: time)
  }

  /// How long a period lasted, in minutes; `nil` where one of its ends has no time of day, whatever hour
  /// such days stand for: a time between two days is known to no minute.
  private func minutes(from start: String, to end: String) throws(ReadingProblem) -> [UInt8]? {
    let ends = ReadingProblem(
      "effectivePeriod.end", "the period ends before it begins", remedy: "start is not after end")
    switch (FHIRTime.read(start), FHIRTime.read(end)) {
    case (.time(let start), .time(let end)):
      guard let first = Instant(start), let last = Instant(end), first <= last else { throw ends }
      return Self.minutes(first, last)
    case (.day(let first), .day(let last)):
      guard first <= last else { throw ends }
      return nil
    case (_, .day): return nil
    default:
      _ = try rules.time(end, "effectivePeriod.end")
      return nil
    }
  }

  private static func minutes(_ first: Instant, _ last: Instant) -> [UInt8] {
    let milliseconds = last.milliseconds - first.milliseconds
    // A thousandth of a second is no decimal of a minute that ends: six places are finer than it is.
    let span = ExactDecimal(mantissa: milliseconds, exponent: 0)
    let minute = ExactDecimal(mantissa: 60_000, exponent: 0)
    let millionths = (span.divided(by: minute) * 1_000_000).rounded(.toNearestOrAwayFromZero)
    return Array(ExactDecimal(mantissa: Int64(millionths), exponent: -6).written.utf8)
  }

  /// The amount of a dosage; `nil` where it has none.
  private func amount(_ dosage: JSONNode?) throws(ReadingProblem) -> ResourceFact.Amount? {
    guard let dosage else { return nil }
    if let dose = dosage["dose"] {
      let number = try value(dose, "dosage.dose")
      if unit(dose) == "mg" { return .milligrams(number) }
      let (factor, perKilogram) = try Self.mass(unit(dose), "dosage.dose")
      let value = try decimal(number, "dosage.dose.value")
      return .absolute(try product(value, factor, "dosage.dose.value"), perKilogram: perKilogram)
    }
    if let rate = dosage["rateQuantity"] {
      let parts = unit(rate).split(separator: "/").map(String.init)
      guard parts.count >= 2, let minutes = Self.minutes[parts[parts.count - 1]] else {
        throw Self.unknownUnit("dosage.rateQuantity")
      }
      let (factor, perKilogram) = try Self.mass(
        parts.dropLast().joined(separator: "/"), "dosage.rateQuantity")
      let value = try decimal(try value(rate, "dosage.rateQuantity"), "dosage.rateQuantity.value")
      return .rate(
        try product(value, factor, "dosage.rateQuantity.value"), perKilogram: perKilogram,
        minutes: minutes)
    }
    if let ratio = dosage["rateRatio"], let above = ratio["numerator"],
      let below = ratio["denominator"]
    {
      guard let minute = Self.minutes[unit(below)] else {
        throw Self.unknownUnit("dosage.rateRatio.denominator")
      }
      let (factor, perKilogram) = try Self.mass(unit(above), "dosage.rateRatio.numerator")
      let value = try decimal(
        try value(above, "dosage.rateRatio.numerator"), "dosage.rateRatio.numerator.value")
      let span = try decimal(
        try self.value(below, "dosage.rateRatio.denominator"), "dosage.rateRatio.denominator.value")
      guard span.mantissa > 0 else {
        throw ReadingProblem(
          "dosage.rateRatio.denominator", "the rate is for no time", remedy: "give a time above 0")
      }
      return .rate(
        try product(value, factor, "dosage.rateRatio"), perKilogram: perKilogram,
        minutes: try product(span, minute, "dosage.rateRatio.denominator"))
    }
    return nil
  }

  private func product(
    _ left: ExactDecimal, _ right: ExactDecimal, _ member: String
  ) throws(ReadingProblem) -> ExactDecimal {
    guard let product = left.times(right) else {
      throw ReadingProblem(member, "the number has too many digits", remedy: "give fewer digits")
    }
    return product
  }

  /// Minutes of a UCUM unit of time.
  private static let minutes: [String: ExactDecimal] = [
    "min": ExactDecimal(mantissa: 1, exponent: 0), "h": ExactDecimal(mantissa: 60, exponent: 0),
    "hr": ExactDecimal(mantissa: 60, exponent: 0),
  ]

  /// How many mg a UCUM unit of mass is, and whether it is for each kg of body weight.
  private static func mass(
    _ unit: String, _ member: String
  ) throws(ReadingProblem) -> (factor: ExactDecimal, perKilogram: Bool) {
    let parts = unit.split(separator: "/").map(String.init)
    let factors: [String: Int32] = ["mg": 0, "g": 3, "ug": -3, "mcg": -3]
    guard let first = parts.first, let power = factors[first],
      parts.count == 1 || parts.count == 2 && parts[1] == "kg"
    else { throw unknownUnit(member) }
    return (ExactDecimal(mantissa: 1, exponent: power), parts.count == 2)
  }

  private static func unknownUnit(_ member: String) -> ReadingProblem {
    ReadingProblem(
      member, "the unit is none that mg can be made of",
      remedy:
        "UCUM's mg, g, ug or one of them per kg; volumes need a concentration, which nobody knows"
    )
  }

  /// An order: of ours a session.
  func order(_ node: JSONNode, _ place: Int) throws(ReadingProblem) -> Outcome {
    if let passed = try passed(
      node, counting: ["active", "completed", "stopped"],
      others: ["on-hold", "cancelled", "draft", "unknown"])
    {
      return passed
    }
    guard let drug = try drug(of: node) else { return .passed("MedicationRequest of other drugs") }
    let dosage = node["dosageInstruction"]?.elements.first
    var order = Members()
    order.set("drug", text: drug)
    order.set("route", text: try route(dosage?["route"], drug)?.rawValue)
    for amount in dosage?["doseAndRate"]?.elements ?? [] {
      guard let quantity = amount["doseQuantity"] else { continue }
      switch unit(quantity) {
      case "mg": order.set("orderedMg", quantity["value"]?.raw)
      case "mg/kg": order.set("orderedMgPerKg", quantity["value"]?.raw)
      default: break
      }
    }
    if let length = dosage?["timing"]?["repeat"], length["durationUnit"]?.text == "min" {
      order.set("plannedMinutes", length["duration"]?.raw)
    }
    order.set("phase", text: node.extended("phase")?.text)
    order.set("arm", text: node.extended("arm")?.text)
    var time: String?
    if let text = dosage?["timing"]?["event"]?.elements.first?.text {
      time = try rules.time(text, "dosageInstruction[0].timing.event[0]")
    }
    // Of ours it is the session itself; of others the session is what was given.
    guard Self.name(node) == nil || time != nil else {
      throw ReadingProblem(
        "dosageInstruction[0].timing.event", "it does not say when the session was",
        remedy: "give its time")
    }
    return try fact(node, place, .order(order), time: time)
  }

  // MARK: drugs and routes

  /// A medication that others refer to.
  func medication(_ node: JSONNode) -> Outcome {
    guard let id = node["id"]?.text else { return .passed("Medication without an id") }
    return .medication(id: id, drug: node["code"].flatMap { drug($0, isOurs: false) })
  }

  /// The drug of an order or administration; `nil` where it is none of a dosing session. One that
  /// another resource names is written as `Medication/ID`, to be looked up once all are read.
  private func drug(of node: JSONNode) throws(ReadingProblem) -> String? {
    if let concept = node["medicationCodeableConcept"] {
      return drug(concept, isOurs: Self.name(node) != nil)
    }
    guard let reference = node["medicationReference"] else {
      throw ReadingProblem(
        "medicationCodeableConcept", "it does not say which drug",
        remedy: "give a code of RxNorm, or its name as text")
    }
    if let text = reference["reference"]?.text, text.hasPrefix("#") {
      let wanted = String(text.dropFirst())
      let inside = (node["contained"]?.elements ?? []).first { $0["id"]?.text == wanted }
      guard let code = inside?["code"] else {
        throw ReadingProblem(
          "medicationReference", "it refers to a contained resource that is not there",
          remedy: "give medicationCodeableConcept")
      }
      return drug(code, isOurs: false)
    }
    if let target = reference.target, target.type == "Medication" {
      return Self.reference + target.id
    }
    return nil
  }

  /// What stands before the id of a medication that is to be looked up.
  static let reference = "Medication/"

  /// The drug that a concept names; `nil` where it is none of a dosing session.
  func drug(_ concept: JSONNode, isOurs: Bool) -> String? {
    if isOurs { return concept["text"]?.text }
    for coding in concept.codings {
      if let mapped = rules.mapping.drugs[joined(coding)] { return mapped }
      if let known = CodeBook.drugs.first(where: {
        $0.coding.system == coding.system && $0.coding.code == coding.code
      }) {
        return known.name
      }
    }
    // Words, where they name one drug: "Ketamine 50 MG/ML Injectable Solution".
    var named: Set<String> = []
    for text in concept.words {
      let words = text.lowercased().split { !($0.isASCII && $0.isLetter) }.map(String.init)
      for drug in CodeBook.sessionDrugs where words.contains(drug) { named.insert(drug) }
    }
    return named.count == 1 ? named.first : nil
  }

  /// A route; `nil` where none is said and the mapping has none for the drug.
  private func route(_ concept: JSONNode?, _ drug: String) throws(ReadingProblem) -> Route? {
    guard let concept else {
      return rules.mapping.defaultRoutes[drug].flatMap(Route.init)
    }
    for coding in concept.codings {
      if let mapped = rules.mapping.routes[joined(coding)].flatMap(Route.init) { return mapped }
      if let known = CodeBook.routes.first(where: {
        $0.coding.system == coding.system && $0.coding.code == coding.code
      }) {
        return known.route
      }
    }
    if let text = concept["text"]?.text, let route = Route(rawValue: text.uppercased()) {
      return route
    }
    throw ReadingProblem(
      "dosage.route", "the route is none that is known",
      remedy: "a code of SNOMED CT; or name it under routes in the mapping of --map")
  }
}
