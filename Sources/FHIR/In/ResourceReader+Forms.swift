import Bytes
import Definitions
import Events

extension ResourceReader {
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
        "questionnaire", "there is no instrument \(Self.shown(form.instrument))",
        remedy: "--definitions FILE adds instruments")
    }
    var items = [Int?](repeating: nil, count: instrument.itemCount)
    var total: Int?
    for (link, answer) in answers {
      if link == form.total {
        total = try points(answer, instrument, link, nil)
      } else if let item = form.items.firstIndex(of: link), items.indices.contains(item) {
        guard items[item] == nil else {
          throw ReadingProblem(
            "item", "item \(Self.shown(link)) is there twice", remedy: "an item has one answer")
        }
        items[item] = try points(answer, instrument, link, item)
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

  /// The points of an answer, which must be in the range of its item, or of the total.
  ///
  /// - Parameter item: which item it is, from 0; `nil`: the total.
  private func points(
    _ answer: JSONNode, _ instrument: Instrument, _ link: String, _ item: Int?
  ) throws(ReadingProblem) -> Int {
    let points = try points(answer, instrument, link)
    let range = item.map { instrument.itemRanges[$0] } ?? instrument.total
    if let range, !range.contains(points) {
      throw ReadingProblem(
        "item[linkId=\(Self.shown(link))].answer",
        "\(instrument.id) takes \(range.lowerBound) to \(range.upperBound) there, not \(points)",
        remedy: "mend the answer")
    }
    return points
  }

  private func points(
    _ answer: JSONNode, _ instrument: Instrument, _ link: String
  ) throws(ReadingProblem) -> Int {
    let member = "item[linkId=\(Self.shown(link))].answer"
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
