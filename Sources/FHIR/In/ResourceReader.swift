import Bytes
import Definitions
import Events

/// Reads single resources, as anybody's system writes them: each to what it says, whatever it belongs
/// to.
struct ResourceReader: Sendable {
  /// What became of a resource.
  enum Outcome: Sendable {
    case fact(ResourceFact)
    case patient(PatientFact)
    /// A medication that others refer to, by id; `nil`: no drug of a dosing session.
    case medication(id: String, drug: String?)
    /// It says nothing that a log has a place for, or that counts: why, in words that are counted.
    case passed(String)

    /// The same of words that people typed, where `isTyped`.
    func typed(_ isTyped: Bool) -> Outcome {
      guard isTyped, case .fact(var fact) = self else { return self }
      fact.isTyped = true
      return .fact(fact)
    }
  }

  /// A person, as far as anything of them may enter.
  struct PatientFact: Sendable {
    var place: Int
    var id: String?
    /// Their identifiers: system and value.
    var identifiers: [(system: String, value: String)]
    var birthYear: Int?
    var sex: String?
    /// When they died, where that is placed in time.
    var died: String?
    var entered: Instant?
    /// Whether an export of ours wrote it.
    var isOurs: Bool
  }

  let rules: ReadingRules
  let definitions: Definitions

  /// Reads a resource.
  ///
  /// - Parameter place: which of the resources that were given it is.
  ///
  /// Throws `ReadingProblem`.
  func read(_ node: JSONNode, place: Int) throws(ReadingProblem) -> Outcome {
    guard let type = node["resourceType"]?.text else {
      throw ReadingProblem(
        "resourceType", "it does not say what resource it is",
        remedy: "a line is one FHIR R4 resource: {\"resourceType\":\"Observation\",…}")
    }
    switch type {
    case "Patient": return try patient(node, place)
    case "Condition": return try condition(node, place)
    case "EpisodeOfCare": return try episode(node, place)
    case "MedicationRequest": return try order(node, place)
    case "MedicationAdministration": return try administration(node, place)
    case "MedicationStatement": return try statement(node, place)
    case "Medication": return medication(node)
    case "Observation": return try observation(node, place)
    case "QuestionnaireResponse": return try form(node, place)
    case "AdverseEvent": return try adverse(node, place)
    case "CarePlan": return try plan(node, place)
    case "Bundle":
      throw ReadingProblem(
        "resourceType", "it is a Bundle: many resources in one",
        remedy: "bulk NDJSON has one resource on a line")
    default: return .passed(Self.typeName(type, else: "resources of a type that can't be read"))
    }
  }

  /// The name of a type, where it can be one.
  static func typeName(_ text: String, else other: String = "resource") -> String {
    (1...64).contains(text.utf8.count) && text.allSatisfy { $0.isASCII && $0.isLetter }
      ? text : other
  }

  /// What may stand in a message of a token that should be short: others may be sentences.
  static func shown(_ token: String) -> String {
    ResourceOutline.isToken(token) ? token : "…"
  }

  // MARK: what all have in common

  /// A fact of a resource, about somebody.
  ///
  /// - Parameter subject: the member that says about whom.
  func fact(
    _ node: JSONNode, _ place: Int, _ says: ResourceFact.Says, time: String?,
    subject: String = "subject"
  ) throws(ReadingProblem) -> Outcome {
    guard let patient = PatientReference(node[subject]) else {
      let isMissing = node[subject] == nil
      throw ReadingProblem(
        subject, isMissing ? "it is about nobody" : "it is about something else than a patient",
        remedy: "it needs \(subject).reference, such as Patient/17")
    }
    let name = Self.name(node)
    let known = ["issued", "recordedDate"].lazy.compactMap {
      node[$0]?.text.flatMap { Instant($0) }
    }
    let administrations =
      node.references("partOf").compactMap(JSONNode.target)
      + (node["suspectEntity"]?.elements ?? []).compactMap { $0["instance"]?.target }
    return .fact(
      ResourceFact(
        place: place, type: node["resourceType"]?.text ?? "", id: node["id"]?.text, name: name,
        line: name == nil ? nil : node.extended("line")?.whole.flatMap(Int.init(exactly:)),
        actor: node.extended("entered-by")?.text, session: node.extended("session")?.text,
        entered: known.first ?? node["meta"]?["lastUpdated"]?.text.flatMap { Instant($0) },
        patient: patient,
        administration: administrations.first { $0.type == "MedicationAdministration" }?.id,
        time: time, says: says))
  }

  /// The event that an export of ours made a resource from.
  static func name(_ node: JSONNode) -> EventName? {
    node.identifiers.first { $0["system"]?.text == FHIRSystem.event }?["value"]?.text
      .flatMap { EventName($0) }
  }

  /// The one time of the members that may say it; `nil` where none does.
  ///
  /// Throws `ReadingProblem` where two do, or where what is said places no event.
  func time(_ node: JSONNode, _ members: [String]) throws(ReadingProblem) -> String? {
    let given = members.filter { node[$0] != nil }
    guard given.count <= 1 else {
      throw ReadingProblem(
        given[1], "\(given.joined(separator: " and ")) are both there",
        remedy: "a resource has one of them")
    }
    guard let member = given.first, let node = node[member] else { return nil }
    if node.kind == .object {
      guard let start = node["start"]?.text else {
        throw ReadingProblem(
          member + ".start", "the period has no start", remedy: "give the time it began")
      }
      return try rules.time(start, member + ".start")
    }
    return try rules.time(node.text ?? "", member)
  }

  /// A time that must be there.
  func requiredTime(_ node: JSONNode, _ members: [String]) throws(ReadingProblem) -> String {
    guard let time = try time(node, members) else {
      throw ReadingProblem(
        members[0], "it does not say when it happened",
        remedy: "it needs \(members.joined(separator: " or "))")
    }
    return time
  }

  /// Why a resource of that status says nothing that counts; `nil` where it counts.
  ///
  /// - Parameters:
  ///   - counting: those that count.
  ///   - others: those that R4 allows besides.
  func passed(
    _ node: JSONNode, counting: [String], others: [String]
  ) throws(ReadingProblem) -> Outcome? {
    guard let status = node["status"]?.text else {
      throw ReadingProblem(
        "status", "it has no status", remedy: "such as \(counting.joined(separator: ", "))")
    }
    if counting.contains(status) { return nil }
    let all = counting + others + ["entered-in-error"]
    guard all.contains(status) else {
      throw ReadingProblem(
        "status", "what stands there is no status of R4",
        remedy: "one of \(all.joined(separator: ", "))")
    }
    return .passed("\(node["resourceType"]?.text ?? "") with status \(status)")
  }

  /// The amount of a quantity as it was written; `nil` where it has none.
  ///
  /// Throws `ReadingProblem` for a comparator: "less than 5" is no number.
  func value(_ quantity: JSONNode, _ member: String) throws(ReadingProblem) -> [UInt8] {
    guard quantity["comparator"] == nil else {
      throw ReadingProblem(
        member + ".comparator", "it is a bound, not a value", remedy: "give the value itself")
    }
    guard let value = quantity["value"], value.kind == .number else {
      throw ReadingProblem(
        member + ".value", "the quantity has no number", remedy: "give value and unit")
    }
    return value.raw
  }

  /// The unit of a quantity: the code where there is one, else what people call it.
  func unit(_ quantity: JSONNode) -> String {
    quantity["code"]?.text ?? quantity["unit"]?.text ?? ""
  }

  /// The exact value of a number as written.
  func decimal(_ number: [UInt8], _ member: String) throws(ReadingProblem) -> ExactDecimal {
    guard let value = ExactDecimal(number.span, in: 0..<number.count) else {
      throw ReadingProblem(
        member, "the number has too many digits", remedy: "give at most 18 digits")
    }
    return value
  }
}
