import Bytes
import Definitions
import Events

extension ResourceReader {
  /// A total, a body weight, vital signs, or what ours are besides.
  func observation(_ node: JSONNode, _ place: Int) throws(ReadingProblem) -> Outcome {
    if let passed = try passed(
      node, counting: ["final", "amended", "corrected"],
      others: ["registered", "preliminary", "cancelled", "unknown"])
    {
      return passed
    }
    guard let code = node["code"] else {
      throw ReadingProblem("code", "it does not say what was observed", remedy: "give a code")
    }
    let codings = code.codings
    if let own = codings.first(where: { $0.system == FHIRSystem.observations }),
      own.code != "moaas"
    {
      return try ownObservation(node, place, own.code)
    }
    if codings.contains(where: { $0.system == FHIRSystem.loinc && $0.code == CodeBook.weight.code })
    {
      return try weight(node, place)
    }
    if let instrument = try instrument(codings) {
      return try score(node, place, instrument, value: node, "value")
    }
    if let signs = try signs(node, codings) {
      return try fact(node, place, .signs(signs), time: try requiredTime(node, Self.moments))
    }
    // Some write the total as a component of the form.
    var totals: [(instrument: String, node: JSONNode, member: String)] = []
    for (index, component) in (node["component"]?.elements ?? []).enumerated() {
      if let found = try instrument(component["code"]?.codings ?? []) {
        totals.append((found, component, "component[\(index)].value"))
      }
    }
    guard totals.count <= 1 else {
      throw ReadingProblem(
        "component", "it has \(totals.count) totals", remedy: "a rating has one total")
    }
    if let total = totals.first {
      return try score(node, place, total.instrument, value: total.node, total.member)
    }
    return .passed(Self.unknown("Observation", codings))
  }

  private static let moments = ["effectiveDateTime", "effectiveInstant", "effectivePeriod"]

  private func ownObservation(
    _ node: JSONNode, _ place: Int, _ code: String
  ) throws(ReadingProblem) -> Outcome {
    let time = try requiredTime(node, Self.moments)
    var members = Members()
    switch code {
    case "exit":
      guard let reason = node["valueCodeableConcept"]?.codings.first?.code else {
        throw ReadingProblem(
          "valueCodeableConcept", "it does not say why care ended",
          remedy: "one of \(ExitReason.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      members.set("reason", text: reason)
      return try fact(node, place, .whole(.exit, members), time: time)
    case "note":
      members.set("text", text: "(not carried over)")
      return try fact(node, place, .whole(.note, members), time: time)
    default: return .passed(Self.unknown("Observation", node["code"]?.codings ?? []))
    }
  }

  /// The instrument that codes are a total of; `nil` where they are of none.
  private func instrument(_ codings: [Coding]) throws(ReadingProblem) -> String? {
    var found: Set<String> = []
    for coding in codings {
      if let mapped = rules.mapping.observations[joined(coding)] { found.insert(mapped) }
      if coding.system == FHIRSystem.instruments { found.insert(coding.code) }
      guard coding.system == FHIRSystem.loinc else { continue }
      // The panel's code on a value is a common slip, and can mean nothing else.
      for (id, scale) in CodeBook.scales
      where scale.total.code == coding.code || scale.panel == coding.code {
        found.insert(id)
      }
    }
    guard found.count <= 1 else {
      throw ReadingProblem(
        "code.coding",
        "its codes are of \(found.sorted().map(Self.shown).joined(separator: " and "))",
        remedy: "a rating is on one instrument")
    }
    return found.first
  }

  private func score(
    _ node: JSONNode, _ place: Int, _ instrument: String, value: JSONNode, _ member: String
  ) throws(ReadingProblem) -> Outcome {
    guard let total = try whole(value, member) else {
      return .passed("Observation without a value")
    }
    let performer = node["performer"]?.elements.first
    let says = ResourceFact.Score(
      instrument: instrument, total: total, rater: rater(performer),
      version: node.extended("form-version")?.text,
      isFromItems: node.extended("total-from-items")?.bool ?? false,
      forms: node.references("derivedFrom").compactMap(JSONNode.target)
        .filter { $0.type == "QuestionnaireResponse" }.map(\.id))
    return try fact(node, place, .score(says), time: try requiredTime(node, Self.moments))
  }

  /// Who rated, as far as it is said.
  func rater(_ node: JSONNode?) -> String? {
    switch node?.target?.type {
    case "Patient"?: return "self"
    case "Practitioner"?, "PractitionerRole"?: return "clinician"
    case _?: return nil
    case nil:
      let word = node?["display"]?.text
      return ["clinician", "unknown"].contains(word) ? word : nil
    }
  }

  /// The whole number of a value; `nil` where none is there.
  ///
  /// Throws `ReadingProblem` where two are there, or something else than a whole number.
  private func whole(_ node: JSONNode, _ member: String) throws(ReadingProblem) -> Int? {
    let values = node.members.filter { $0.key.starts(with: Array("value".utf8)) }
    guard values.count <= 1 else {
      throw ReadingProblem(
        member, "it has \(values.count) values", remedy: "a resource has one value")
    }
    guard let (key, value) = values.first else { return nil }
    let number: JSONNode?
    switch key.text {
    case "valueInteger", "valueDecimal": number = value
    case "valueQuantity":
      guard ["", "{score}", "1", "{points}", "score", "points"].contains(unit(value)) else {
        throw ReadingProblem(
          member + "Quantity", "its unit is none of a score", remedy: "UCUM's {score}, or no unit")
      }
      _ = try self.value(value, member + "Quantity")
      number = value["value"]
    default: number = nil
    }
    guard let points = number?.whole.flatMap(Int.init(exactly:)) else {
      throw ReadingProblem(
        key.text, "the total is no whole number", remedy: "valueInteger or valueQuantity, whole")
    }
    return points
  }

  private func weight(_ node: JSONNode, _ place: Int) throws(ReadingProblem) -> Outcome {
    guard let quantity = node["valueQuantity"] else {
      return .passed("Observation without a value")
    }
    let number = try value(quantity, "valueQuantity")
    let kilograms: [UInt8]
    switch unit(quantity) {
    case "kg": kilograms = number
    case "g", "[lb_av]", "lb", "lbs":
      // The international pound is 0.45359237 kg exactly.
      let factor =
        unit(quantity) == "g"
        ? ExactDecimal(mantissa: 1, exponent: -3) : ExactDecimal(mantissa: 45_359_237, exponent: -8)
      guard let exact = try decimal(number, "valueQuantity.value").times(factor) else {
        throw ReadingProblem("valueQuantity.value", "too many digits", remedy: "give fewer digits")
      }
      kilograms = Array(exact.written.utf8)
    default:
      throw ReadingProblem(
        "valueQuantity.unit", "the unit is none of a body weight", remedy: "UCUM's kg, g or [lb_av]"
      )
    }
    return try fact(
      node, place, .weight(kilograms), time: try requiredTime(node, Self.moments))
  }

  /// The vital signs of an observation; `nil` where it has none.
  private func signs(_ node: JSONNode, _ codings: [Coding]) throws(ReadingProblem) -> Members? {
    var signs = Members()
    var isKnown = false
    func take(_ codings: [Coding], _ node: JSONNode, _ member: String) throws(ReadingProblem) {
      let all = CodeBook.pressures + CodeBook.vitalSigns
      guard
        let sign = all.first(where: { sign in
          sign.codings.contains { known in
            codings.contains { $0.system == known.system && $0.code == known.code }
          }
        })
      else { return }
      isKnown = true
      guard let quantity = node["valueQuantity"] else { return }
      let names: [String: [String]] = [
        "mm[Hg]": ["mmHg"], "/min": ["{beats}/min", "beats/minute", "bpm", "breaths/minute"],
        "{score}": ["", "score", "1"],
      ]
      guard unit(quantity) == sign.unit || (names[sign.unit] ?? []).contains(unit(quantity)) else {
        throw ReadingProblem(
          member + ".unit", "the unit is not \(sign.unit)",
          remedy: "give it in \(sign.unit) of UCUM")
      }
      signs.set(sign.member, try value(quantity, member))
    }
    try take(codings, node, "valueQuantity")
    for (index, component) in (node["component"]?.elements ?? []).enumerated() {
      try take(
        component["code"]?.codings ?? [], component, "component[\(index)].valueQuantity")
    }
    return isKnown && !signs.values.isEmpty ? signs : nil
  }
}
