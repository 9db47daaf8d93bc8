/// The systems that codes and identifiers come from, as URIs.
///
/// What no public system has a sure code for gets a code of our own: an unsure code would be read as
/// a sure one.
package enum FHIRSystem {
  /// What our own identifiers, codes, questionnaires and extensions begin with.
  package static let ours = "https://reprieve.example/fhir"
  /// Identifiers of events: `SOURCE ID`, see `EventName`.
  package static let event = ours + "/event"
  /// Identifiers of subjects: the pseudonym.
  package static let subject = ours + "/subject"
  /// Rating scales by their ids in the definitions.
  package static let instruments = ours + "/CodeSystem/instrument"
  /// Observations that no public code was found for: `exit`, `note`, `moaas`.
  package static let observations = ours + "/CodeSystem/observation"
  /// Reasons for the end of care, as the log has them.
  package static let exitReasons = ours + "/CodeSystem/exit-reason"
  /// Extensions.
  package static let extensions = ours + "/StructureDefinition/"
  /// Questionnaires that LOINC has no panel for, by the instrument's id.
  package static let questionnaires = ours + "/Questionnaire/"

  /// LOINC.
  package static let loinc = "http://loinc.org"
  /// Questionnaires of LOINC panels, by the panel's code.
  package static let loincQuestionnaires = "http://loinc.org/q/"
  /// SNOMED CT.
  package static let snomed = "http://snomed.info/sct"
  /// RxNorm.
  package static let rxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm"
  /// ICD-10-CM.
  package static let icd10cm = "http://hl7.org/fhir/sid/icd-10-cm"
  /// ICD-10-CM as an OID, as some systems still write it.
  package static let icd10cmOID = "urn:oid:2.16.840.1.113883.6.90"
  /// UCUM.
  package static let ucum = "http://unitsofmeasure.org"
  /// HL7's own code systems.
  package static let hl7 = "http://terminology.hl7.org/CodeSystem/"
}

/// A code of a system, with the words that go with it.
package struct Coding: Equatable, Sendable {
  /// The system, as a URI.
  package let system: String
  /// The code.
  package let code: String
  /// What it means, for people; `nil` where nothing is said.
  package let display: String?

  package init(_ system: String, _ code: String, _ display: String? = nil) {
    self.system = system
    self.code = code
    self.display = display
  }
}

/// The types of resources that events are written as, one file for each.
package enum FHIRType: String, CaseIterable, Sendable {
  case patient = "Patient"
  case condition = "Condition"
  case episodeOfCare = "EpisodeOfCare"
  case medicationRequest = "MedicationRequest"
  case medicationAdministration = "MedicationAdministration"
  case medicationStatement = "MedicationStatement"
  case observation = "Observation"
  case questionnaireResponse = "QuestionnaireResponse"
  case adverseEvent = "AdverseEvent"
  case carePlan = "CarePlan"
}
