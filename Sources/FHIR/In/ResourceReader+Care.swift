import Bytes
import Events

extension ResourceReader {
  /// A person: year of birth and sex, and nothing else. Names, addresses and numbers to call are not
  /// even looked at.
  func patient(_ node: JSONNode, _ place: Int) throws(ReadingProblem) -> Outcome {
    let identifiers = node.identifiers.compactMap { entry in
      entry["value"]?.text.map { (system: entry["system"]?.text ?? "", value: $0) }
    }
    var year: Int?
    if let birth = node["birthDate"] {
      let text = birth.text ?? ""
      switch FHIRTime.read(text) {
      case .day, .coarse: year = Int(text.prefix(4))
      case .time, .wrong:
        throw ReadingProblem(
          "birthDate", "what stands there is no date of FHIR",
          remedy: "a year is enough: only the year enters")
      }
    }
    let sex = node["gender"]?.text
    guard sex == nil || ["female", "male", "other", "unknown"].contains(sex) else {
      throw ReadingProblem(
        "gender", "what stands there is no gender of R4",
        remedy: "one of male, female, other, unknown")
    }
    var died: String?
    if let time = node["deceasedDateTime"]?.text {
      if case .coarse = FHIRTime.read(time) {
      } else {
        died = try rules.time(time, "deceasedDateTime")
      }
    }
    return .patient(
      PatientFact(
        place: place, id: node["id"]?.text, identifiers: identifiers, birthYear: year, sex: sex,
        died: died, entered: node["meta"]?["lastUpdated"]?.text.flatMap { Instant($0) },
        isOurs: identifiers.contains { $0.system == FHIRSystem.subject }))
  }

  /// A diagnosis, where its code can be a reason for treatment.
  func condition(_ node: JSONNode, _ place: Int) throws(ReadingProblem) -> Outcome {
    let verification = node["verificationStatus"]?.codings.map(\.code) ?? []
    if let status = verification.first(where: { ["entered-in-error", "refuted"].contains($0) }) {
      return .passed("Condition that is \(status)")
    }
    guard let concept = node["code"] else {
      throw ReadingProblem(
        "code", "it does not say what the condition is", remedy: "give an ICD-10-CM code")
    }
    var codes: [String] = []
    for coding in concept.codings {
      if let mapped = rules.mapping.conditions[joined(coding)] {
        codes.append(mapped)
      } else if [FHIRSystem.icd10cm, FHIRSystem.icd10cmOID].contains(coding.system) {
        codes.append(coding.code)
      }
    }
    guard let code = codes.first else {
      return .passed(Self.unknown("Condition", concept.codings))
    }
    guard Set(codes).count == 1 else {
      throw ReadingProblem(
        "code.coding", "it has two ICD-10-CM codes", remedy: "a condition has one code")
    }
    let isOurs = Self.name(node) != nil
    guard isOurs || rules.mapping.indicationPrefixes.contains(where: code.hasPrefix) else {
      return .passed("Condition that is no indication (indicationPrefixes)")
    }
    guard DataShape.isCode(Array(code.utf8)) else {
      throw ReadingProblem(
        "code.coding", "what stands there has not the form of an ICD-10-CM code",
        remedy: "upper case and with its dot: F41.1")
    }
    // When it began orders conditions; it is no event, so a coarse date does no harm.
    let times = ["recordedDate", "onsetDateTime"].compactMap { node[$0]?.text }
    let time = times.lazy.compactMap { time -> String? in
      switch FHIRTime.read(time) {
      case .time(let time): time
      case .day(let day): day + "T00:00:00Z"
      case .coarse, .wrong: nil
      }
    }.first
    return try fact(node, place, .condition(code: code), time: time)
  }

  /// An episode of care: of ours an intake, of others the order of its diagnoses.
  func episode(_ node: JSONNode, _ place: Int) throws(ReadingProblem) -> Outcome {
    if let passed = try passed(
      node, counting: ["planned", "waitlist", "active", "onhold", "finished"],
      others: ["cancelled"])
    {
      return passed
    }
    var intake = Members()
    intake.set("instrument", text: node.extended("index-instrument")?.text)
    intake.set("birthYear", node.extended("birth-year")?.raw)
    intake.set("sex", text: node.extended("sex")?.text)
    if Self.name(node) != nil {
      intake.set("site", text: node["managingOrganization"]?["display"]?.text)
    }
    intake.set("arm", text: node.extended("arm")?.text)
    intake.set("consent", text: node.extended("consent")?.text)
    let diagnoses = (node["diagnosis"]?.elements ?? []).enumerated().map { place, entry in
      (rank: entry["rank"]?.whole ?? Int64.max, place: place, id: entry["condition"]?.target?.id)
    }
    let ordered = diagnoses.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.compactMap(\.id)
    return try fact(
      node, place, .episode(intake, diagnoses: ordered), time: try time(node, ["period"]),
      subject: "patient")
  }

  /// Another drug: of ours the event, or an earlier treatment of an intake.
  func statement(_ node: JSONNode, _ place: Int) throws(ReadingProblem) -> Outcome {
    if let passed = try passed(
      node, counting: ["active", "completed", "stopped"],
      others: ["intended", "on-hold", "unknown", "not-taken"])
    {
      return passed
    }
    let dose = node["dosage"]?.elements.first?["doseAndRate"]?.elements.first?["doseQuantity"]
    let milligrams = dose.flatMap { unit($0) == "mg" ? $0["value"]?.raw : nil }
    let concept = node["medicationCodeableConcept"]
    let isAbsent = concept?.codings.contains { $0.system == FHIRSystem.hl7 + "data-absent-reason" }
    let drug = isAbsent == true ? nil : concept?.words.first
    if let number = node.extended("trial")?.whole {
      var json = JSONWriter()
      json.object { json in
        if let drug { json.string("drug", drug) }
        if let name = node.extended("class")?.text { json.string("class", name) }
        if let weeks = node.extended("weeks") { json.verbatim("weeks", weeks.raw) }
        if let milligrams { json.verbatim("doseMg", milligrams) }
        if let outcome = node.extended("outcome")?.text { json.string("outcome", outcome) }
      }
      return try fact(node, place, .trial(json.bytes, place: Int(clamping: number)), time: nil)
    }
    guard let drug else {
      return .passed("MedicationStatement that names no drug in words")
    }
    let status = node["status"]?.text ?? ""
    // A period says two things, a start and an end; its end is the later and is what status is about.
    let isStop = status != "active"
    var medication = Members()
    medication.set("drug", text: drug)
    medication.set(
      "action", text: node.extended("action")?.text ?? (isStop ? "stop" : "start"))
    medication.set("class", text: node.extended("class")?.text)
    medication.set("doseMg", milligrams)
    medication.set("purpose", text: node.extended("purpose")?.text)
    let time: String
    if isStop, let end = node["effectivePeriod"]?["end"]?.text {
      time = try rules.time(end, "effectivePeriod.end")
    } else if isStop, node["effectivePeriod"] != nil {
      return .passed("MedicationStatement that ended nobody knows when")
    } else {
      time = try requiredTime(node, ["effectiveDateTime", "effectivePeriod"])
    }
    return try fact(node, place, .whole(.medication, medication), time: time)
      .typed(concept?["text"]?.text != nil)
  }

  /// When the next treatment is due; plans of other systems say too many other things.
  func plan(_ node: JSONNode, _ place: Int) throws(ReadingProblem) -> Outcome {
    guard Self.name(node) != nil else { return .passed("CarePlan of another system") }
    if let passed = try passed(
      node, counting: ["active"],
      others: ["draft", "on-hold", "revoked", "completed", "unknown"])
    {
      return passed
    }
    let timing = node["activity"]?.elements.first?["detail"]?["scheduledTiming"]
    var plan = Members()
    if let due = timing?["event"]?.elements.first?.text {
      plan.set(
        "nextDue", text: try rules.time(due, "activity[0].detail.scheduledTiming.event[0]"))
    }
    plan.set("intervalDays", timing?["repeat"]?["period"]?.raw)
    plan.set("toleranceDays", node.extended("tolerance-days")?.raw)
    return try fact(
      node, place, .whole(.plan, plan), time: try requiredTime(node, ["created"]))
  }

  /// An adverse event.
  func adverse(_ node: JSONNode, _ place: Int) throws(ReadingProblem) -> Outcome {
    guard let actuality = node["actuality"]?.text, ["actual", "potential"].contains(actuality)
    else {
      throw ReadingProblem(
        "actuality", "it does not say whether it happened", remedy: "actual or potential")
    }
    if actuality == "potential" { return .passed("AdverseEvent that is potential") }
    // A coding's words before the text: text is typed by people.
    let coded = node["event"]?["coding"]?.elements.compactMap { $0["display"]?.text }.first
    guard let term = coded ?? node["event"]?["text"]?.text, !term.isEmpty else {
      throw ReadingProblem(
        "event", "it does not say what happened", remedy: "give event.coding.display or event.text")
    }
    var adverse = Members()
    adverse.set("term", text: term)
    let severity = node["severity"]?.codings.map(\.code).first
    guard severity == nil || ["mild", "moderate", "severe"].contains(severity) else {
      throw ReadingProblem(
        "severity.coding", "what stands there is no severity of R4",
        remedy: "one of mild, moderate, severe")
    }
    adverse.set("severity", text: severity)
    switch node["seriousness"]?.codings.map({ $0.code.lowercased() }).first {
    case "serious"?: adverse.set("serious", Array("true".utf8))
    case "non-serious"?: adverse.set("serious", Array("false".utf8))
    default: break
    }
    if let resolved = node.extended("resolved")?.text {
      adverse.set("resolved", text: try rules.time(resolved, "extension.resolved"))
    }
    return try fact(
      node, place, .whole(.adverse, adverse),
      time: try requiredTime(node, node["date"] != nil ? ["date"] : ["date", "detected"])
    ).typed(coded == nil)
  }

  /// What a resource is counted as whose codes nobody knows: its system and code, where those are
  /// short and can be no sentence.
  static func unknown(_ type: String, _ codings: [Coding]) -> String {
    guard let coding = codings.first else { return "\(type) without a code" }
    let text = joined(coding)
    return ResourceOutline.isToken(text) ? "\(type) \(text)" : "\(type) with an unknown code"
  }
}
