import Bytes
import Definitions
import Events

extension ResourceReader {
  // MARK: observations

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
        "code.coding", "its codes are of \(found.sorted().joined(separator: " and "))",
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
  private func rater(_ node: JSONNode?) -> String? {
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

  // MARK: forms

  /// The answers of a form that is one of the instruments.
  func form(_ node: JSONNode, _ place: Int) throws(ReadingProblem) -> Outcome {
    if let passed = try passed(
      node, counting: ["completed", "amended"], others: ["in-progress", "stopped"])
    {
      return passed
    }
    var answers: [(link: String, node: JSONNode)] = []
    collect(node["item"]?.elements ?? [], into: &answers)
    guard let (form, version) = form(of: node, links: answers.map(\.link)) else {
      let address = node["questionnaire"]?.text ?? ""
      return .passed(Self.unknown("QuestionnaireResponse", [Coding(address, "")]))
    }
    guard let instrument = definitions.instrument(form.instrument) else {
      throw ReadingProblem(
        "questionnaire", "there is no instrument \(form.instrument)",
        remedy: "--definitions FILE adds instruments")
    }
    var items = [Int?](repeating: nil, count: instrument.itemCount)
    var total: Int?
    for (link, answer) in answers {
      if link == form.total {
        total = try points(answer, instrument, link)
      } else if let item = form.items.firstIndex(of: link) {
        guard items[item] == nil else {
          throw ReadingProblem(
            "item", "item \(link) is there twice", remedy: "an item has one answer")
        }
        items[item] = try points(answer, instrument, link)
      }
    }
    let missing = items.indices.filter { items[$0] == nil }
    if missing.count == items.count, total == nil {
      return .passed("QuestionnaireResponse without answers")
    }
    if missing.count == items.count {
      items = []
    } else if !missing.isEmpty, instrument.scoring != .none {
      throw ReadingProblem(
        "item",
        "\(instrument.id) has no answer to item \(missing.map { "\($0 + 1)" }.joined(separator: ", "))",
        remedy: "without all answers there is no total: give the total alone, or leave it out")
    }
    let says = ResourceFact.Form(
      instrument: instrument.id, items: items, total: total,
      rater: rater(node["source"]), version: version)
    return try fact(node, place, .form(says), time: try requiredTime(node, ["authored"]))
  }

  private func collect(_ items: [JSONNode], into answers: inout [(link: String, node: JSONNode)]) {
    for item in items {
      let link = item["linkId"]?.text ?? ""
      // `/45900-0/44259-0` is item 44259-0 of a group.
      let last = link.split(separator: "/").last.map(String.init) ?? link
      for answer in item["answer"]?.elements ?? [] {
        answers.append((rules.mapping.knowsLink(link) ? link : last, answer))
        collect(answer["item"]?.elements ?? [], into: &answers)
      }
      collect(item["item"]?.elements ?? [], into: &answers)
    }
  }

  /// Which form it is, by its address or by the items that it has.
  private func form(
    of node: JSONNode, links: [String]
  ) -> (form: FHIRMapping.Form, version: String?)? {
    let parts = (node["questionnaire"]?.text ?? "").split(
      separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
    let address = parts.first.map(String.init) ?? ""
    let isOurs = Self.name(node) != nil
    let version = isOurs && parts.count == 2 ? Escaping.decode(String(parts[1])) : nil
    if let mapped = rules.mapping.questionnaires[address] {
      return (complete(mapped), version)
    }
    var instrument: String?
    if address.hasPrefix(FHIRSystem.questionnaires) {
      instrument = Escaping.decode(String(address.dropFirst(FHIRSystem.questionnaires.count)))
    } else {
      instrument =
        CodeBook.scales.first { _, scale in
          address == FHIRSystem.loincQuestionnaires + scale.panel
            || (!scale.items.isEmpty && Set(scale.items).isSubset(of: links))
        }?.id
    }
    return instrument.map {
      (complete(FHIRMapping.Form(instrument: $0, items: [], total: nil)), version)
    }
  }

  /// A form with the links of its items and its total.
  private func complete(_ form: FHIRMapping.Form) -> FHIRMapping.Form {
    var form = form
    let scale = CodeBook.scale(form.instrument)
    if form.items.isEmpty {
      let count = definitions.instrument(form.instrument)?.itemCount ?? 0
      form.items =
        scale.map(\.items).flatMap { $0.isEmpty ? nil : $0 } ?? (0..<count).map { "\($0 + 1)" }
    }
    form.total = form.total ?? scale?.total.code
    return form
  }

  /// The points of an answer.
  private func points(
    _ answer: JSONNode, _ instrument: Instrument, _ link: String
  ) throws(ReadingProblem) -> Int {
    let member = "item[linkId=\(link)].answer"
    if let number = (answer["valueInteger"] ?? answer["valueDecimal"])?.whole {
      return Int(clamping: number)
    }
    if let yes = answer["valueBoolean"]?.bool, instrument.itemRanges.allSatisfy({ $0 == 0...1 }) {
      return yes ? 1 : 0
    }
    if let coding = answer["valueCoding"] {
      let code = Coding(coding["system"]?.text ?? "", coding["code"]?.text ?? "")
      if let mapped = rules.mapping.answers[joined(code)] { return mapped }
      let weight = (coding["extension"]?.elements ?? []).first {
        Self.ordinals.contains($0["url"]?.text ?? "")
      }
      if let points = weight?["valueDecimal"]?.whole { return Int(clamping: points) }
      if code.system == FHIRSystem.loinc || code.system.isEmpty,
        ["GAD-7", "PHQ-9"].contains(instrument.id),
        let known = CodeBook.answers.first(where: { $0.code == code.code })
      {
        return known.points
      }
    }
    throw ReadingProblem(
      member, "the answer has no points that are known",
      remedy: "valueInteger, or a coding with ordinalValue, or name it under answers in the mapping"
    )
  }

  /// Extensions that say how many points an answer is worth.
  private static let ordinals: Set<String> = [
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/iso21090-CO-value",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
  ]
}

extension FHIRMapping {
  /// Whether a mapping names a link as it stands.
  fileprivate func knowsLink(_ link: String) -> Bool {
    questionnaires.values.contains { $0.items.contains(link) || $0.total == link }
  }
}
