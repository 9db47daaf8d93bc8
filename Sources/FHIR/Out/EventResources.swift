import Bytes
package import Definitions
import Events

/// Turns effective events into the resources of FHIR R4 that say the same (`docs/fhir.md`).
///
/// | event | resources |
/// |---|---|
/// | intake | EpisodeOfCare, a Condition for each indication, MedicationStatement for each earlier treatment, body weight |
/// | infusion | MedicationRequest, body weight |
/// | dose | MedicationAdministration |
/// | rating | QuestionnaireResponse where there are items, Observation where there is a total |
/// | vital, exit, note | Observation |
/// | adverse | AdverseEvent |
/// | medication | MedicationStatement |
/// | plan | CarePlan |
package struct EventResources: Sendable {
  let definitions: Definitions

  package init(_ definitions: Definitions) { self.definitions = definitions }

  /// The resources of an event: none for what FHIR has no place for.
  package func resources(of event: StatedEvent) -> [Resource] {
    switch event.kind {
    case .intake: intake(event)
    case .infusion: order(event)
    case .dose: administration(event).map { [$0] } ?? []
    case .rating: rating(event)
    case .vital: vital(event)
    case .adverse: event.isVoided ? [] : [adverse(event)]
    case .medication: [statement(event)]
    case .plan: [plan(event)]
    case .exit: [exit(event)]
    case .note: [note(event)]
    case .log, .correction, .unknown: []
    }
  }

  /// A status, or what FHIR says of what was entered in error.
  func status(_ event: StatedEvent, _ status: String) -> String {
    event.isVoided ? "entered-in-error" : status
  }

  /// The status of observations and filled-in forms.
  func resultStatus(_ event: StatedEvent, _ status: String) -> String {
    self.status(event, event.isAmended ? "amended" : status)
  }

  /// Begins an observation of an event, up to whom it is about and when.
  func observation(
    _ event: StatedEvent, part: String, category: (code: String, display: String)?,
    _ codings: [Coding], text: String? = nil, _ extensions: [Extension] = []
  ) -> ResourceWriter {
    var writer = ResourceWriter(.observation, of: event, part: part, extensions)
    writer.string("status", resultStatus(event, "final"))
    if let category {
      writer.concepts(
        "category",
        Coding(FHIRSystem.hl7 + "observation-category", category.code, category.display))
    }
    writer.concept("code", codings, text: text)
    writer.subject(event)
    writer.string("effectiveDateTime", FHIRTime.dateTime(event.time))
    writer.write { $0.instant("issued", event.recorded) }
    return writer
  }

  /// A body weight that an intake or an infusion states, as an observation; none where it states none.
  func weight(_ event: StatedEvent) -> [Resource] {
    guard let kilograms = event.number("weightKg") else { return [] }
    var writer = observation(
      event, part: "weight", category: Self.vitalSigns, [CodeBook.weight])
    writer.quantity("valueQuantity", kilograms, "kg", shown: "kg")
    return [writer.finish()]
  }

  static let vitalSigns = (code: "vital-signs", display: "Vital Signs")

  /// The codes of a drug; none where no code is sure.
  func codings(ofDrug name: String) -> [Coding] {
    CodeBook.drugs.filter { $0.name == name }.map(\.coding)
  }
}
