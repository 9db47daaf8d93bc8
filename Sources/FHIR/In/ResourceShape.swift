import Events

/// Which members of a resource are read, and in what form each of them may stand in a file of rejects.
///
/// An array has the shape of its elements. What is not named here is read by nobody: names, addresses,
/// narratives, notes, words of codes, record numbers.
indirect enum ResourceShape: Sendable {
  /// A token: a code, an id, an address. No spaces, at most 120 signs.
  case token
  /// A word of R4's own: small letters and hyphens.
  case word
  /// A date or time.
  case time
  /// Of a date the year.
  case year
  /// A number or a truth value.
  case number
  /// Words that would stand in the log as they are.
  case words
  /// Words that are read for what they name; others are left out.
  case known(@Sendable (String) -> String?)
  /// Another resource, by its type and id.
  case reference
  /// The patient, by reference: one that is known by a record number alone gets it.
  case patient
  /// Another resource of which only the type matters.
  case someone
  /// A drug: codes, and the name of the drug that its words name.
  case drug
  /// The drug of a statement: what it is called stands in the log.
  case calledDrug
  /// What an adverse event is called stands in the log.
  case term
  /// Extensions of ours.
  case extensions
  /// Identifiers of ours: those of events and pseudonyms.
  case identifiers
  /// Contained medications.
  case contained
  /// The answers of a form, with those below them.
  case items
  /// An object.
  case members([(name: String, shape: ResourceShape)])

  private static let coding = members([("system", .token), ("code", .token)])
  /// Codes without the words that go with them.
  static let codes = members([("coding", coding)])
  private static let quantity = members([
    ("value", .number), ("comparator", .token), ("unit", .token), ("system", .token),
    ("code", .token),
  ])
  private static let period = members([("start", .time), ("end", .time)])
  private static let medication: [(name: String, shape: ResourceShape)] = [
    ("medicationCodeableConcept", .drug), ("medicationReference", .reference),
    ("contained", .contained),
  ]
  private static let route = members([
    ("coding", coding), ("text", .known { Route(rawValue: $0.uppercased())?.rawValue }),
  ])
  private static let values: [(name: String, shape: ResourceShape)] = [
    ("valueInteger", .number), ("valueDecimal", .number), ("valueBoolean", .number),
    ("valueQuantity", quantity), ("valueCodeableConcept", codes), ("valueCoding", answer),
  ]
  /// A coded answer, with the extensions that say how many points it is worth.
  private static let answer = members([
    ("system", .token), ("code", .token),
    ("extension", members([("url", .token), ("valueDecimal", .number)])),
  ])
  /// What an item of a form may have.
  static let item: [(name: String, shape: ResourceShape)] = [
    ("linkId", .token), ("answer", members(values + [("item", .items)])), ("item", .items),
  ]

  /// What all types have.
  private static let common: [(name: String, shape: ResourceShape)] = [
    ("resourceType", .token), ("id", .token), ("identifier", .identifiers),
    ("extension", .extensions), ("status", .word), ("subject", .patient),
  ]

  private static let moments: [(name: String, shape: ResourceShape)] = [
    ("effectiveDateTime", .time), ("effectiveInstant", .time), ("effectivePeriod", period),
  ]

  /// The shape of resources of a type; of those that are never read what tells them apart.
  static func of(_ type: String) -> ResourceShape {
    .members(common + (own[type] ?? []))
  }

  private static let own: [String: [(name: String, shape: ResourceShape)]] = [
    "Patient": [("birthDate", .year), ("gender", .word), ("deceasedDateTime", .time)],
    "Condition": [
      ("verificationStatus", codes), ("code", codes), ("recordedDate", .time),
      ("onsetDateTime", .time),
    ],
    "EpisodeOfCare": [
      ("patient", .patient), ("period", period),
      ("diagnosis", members([("condition", .reference), ("rank", .number)])),
      ("managingOrganization", members([("display", .words)])),
    ],
    "Medication": [("code", .drug)],
    "MedicationStatement": moments + [
      ("medicationCodeableConcept", .calledDrug),
      ("dosage", members([("doseAndRate", members([("doseQuantity", quantity)]))])),
    ],
    "MedicationRequest": medication + [
      (
        "dosageInstruction",
        members([
          ("route", route), ("doseAndRate", members([("doseQuantity", quantity)])),
          (
            "timing",
            members([
              ("event", .time),
              ("repeat", members([("duration", .number), ("durationUnit", .word)])),
            ])
          ),
        ])
      )
    ],
    "MedicationAdministration": medication + moments + [
      ("context", .reference), ("request", .reference), ("partOf", .reference),
      (
        "dosage",
        members([
          ("route", route), ("dose", quantity), ("rateQuantity", quantity),
          ("rateRatio", members([("numerator", quantity), ("denominator", quantity)])),
        ])
      ),
    ],
    "Observation": moments + values + [
      ("code", codes), ("performer", .someone), ("partOf", .reference),
      ("derivedFrom", .reference), ("component", members([("code", codes)] + values)),
    ],
    "QuestionnaireResponse": [
      ("questionnaire", .token), ("authored", .time), ("source", .someone), ("item", .items),
    ],
    "AdverseEvent": [
      ("actuality", .word), ("event", .term), ("date", .time), ("detected", .time),
      ("severity", codes), ("seriousness", codes),
      ("suspectEntity", members([("instance", .reference)])),
    ],
    "CarePlan": [
      ("created", .time),
      (
        "activity",
        members([
          (
            "detail",
            members([
              (
                "scheduledTiming",
                members([("event", .time), ("repeat", members([("period", .number)]))])
              )
            ])
          )
        ])
      ),
    ],
  ]

  /// The words of a rater where it is nobody in particular.
  static func rater(_ text: String) -> String? {
    ["clinician", "unknown"].contains(text) ? text : nil
  }
}
