import Bytes
import Definitions

extension EventResources {
  /// The form that was filled in, where the log has its items, and the score that came out.
  func rating(_ event: StatedEvent) -> [Resource] {
    guard let instrument = event.text("instrument") else { return [] }
    let items = event.data["items"].flatMap { $0.kind == .array ? $0.elements : nil }
    let form = items.map { self.form(event, instrument, $0) }
    let score = event.total.map { self.score(event, instrument, $0, form: form) }
    return [form, score].compactMap(\.self)
  }

  private func form(_ event: StatedEvent, _ instrument: String, _ items: [JSONNode]) -> Resource {
    var writer = ResourceWriter(.questionnaireResponse, of: event)
    let version = event.text("version").map { "|" + Escaping.encodePath($0) } ?? ""
    writer.string("questionnaire", Self.questionnaire(instrument) + version)
    // A form whose score can't be told is one that nobody finished.
    writer.string(
      "status", event.isPartial ? status(event, "in-progress") : resultStatus(event, "completed"))
    writer.subject(event)
    writer.string("authored", FHIRTime.dateTime(event.time))
    let codes = CodeBook.scale(instrument)?.items ?? []
    writer.write { json in
      rater(event, "source", to: &json)
      json.array("item", items.enumerated()) { json, item in
        let (place, value) = item
        json.object { json in
          json.string("linkId", codes.count == items.count ? codes[place] : "\(place + 1)")
          guard let points = value.whole.map(Int.init) else { return }
          json.array("answer", [points]) { json, points in
            json.object { $0.integer("valueInteger", points) }
          }
        }
      }
    }
    return writer.finish()
  }

  /// The canonical address of an instrument's form: LOINC's where it has the panel, else ours.
  private static func questionnaire(_ instrument: String) -> String {
    if let scale = CodeBook.scale(instrument) {
      return FHIRSystem.loincQuestionnaires + scale.panel
    }
    return FHIRSystem.questionnaires + Escaping.encodePath(instrument)
  }

  private func score(
    _ event: StatedEvent, _ instrument: String, _ total: Int, form: Resource?
  ) -> Resource {
    var extensions: [Extension] = []
    if form == nil { extensions += Extension.texts("form-version", event.text("version")) }
    // The log has the items alone: a total that nobody wrote down is not said to be written down.
    if event.data["total"] == nil { extensions.append(Extension("total-from-items", .bool(true))) }
    let own = Coding(
      FHIRSystem.instruments, instrument, definitions.instrument(instrument)?.name)
    var writer = observation(
      event, part: "score", category: ("survey", "Survey"),
      (CodeBook.scale(instrument).map { [$0.total] } ?? []) + [own], text: instrument, extensions)
    writer.write { json in
      rater(event, "performer", to: &json)
      json.integer("valueInteger", total)
      if let form {
        json.array("derivedFrom", [form]) { json, form in
          json.object { $0.string("reference", form.type.rawValue + "/" + form.id) }
        }
      }
    }
    return writer.finish()
  }

  /// Who rated: the patient, or somebody of whom only the role is known.
  private func rater(_ event: StatedEvent, _ key: StaticString, to json: inout JSONWriter) {
    guard let rater = event.text("rater") else { return }
    func write(_ json: inout JSONWriter) {
      if rater == "self" {
        json.string(
          "reference",
          FHIRType.patient.rawValue + "/" + PatientResource.id(of: event.subject))
      } else {
        json.string("display", rater)
      }
    }
    if "\(key)" == "source" {
      json.object(key) { write(&$0) }
    } else {
      json.array(key, [0]) { json, _ in json.object { write(&$0) } }
    }
  }
}
