import Bytes

extension EventResources {
  /// The vital signs of one moment: blood pressure with its two values, each other sign apart.
  func vital(_ event: StatedEvent) -> [Resource] {
    var resources: [Resource] = []
    let pressures = CodeBook.pressures.filter { event.number($0.member) != nil }
    if !pressures.isEmpty {
      var writer = sign(event, part: "bp", [CodeBook.bloodPressure])
      writer.write { json in
        json.array("component", pressures) { json, sign in
          json.object { json in
            json.object("code") { $0.concept(sign.codings, text: nil) }
            json.object("valueQuantity") { json in
              json.quantity(event.number(sign.member) ?? [], sign.unit, shown: sign.shownUnit)
            }
          }
        }
      }
      resources.append(writer.finish())
    }
    for sign in CodeBook.vitalSigns {
      guard let value = event.number(sign.member) else { continue }
      var writer = self.sign(event, part: sign.member, sign.codings)
      writer.quantity("valueQuantity", value, sign.unit, shown: sign.shownUnit)
      resources.append(writer.finish())
    }
    return resources
  }

  private func sign(_ event: StatedEvent, part: String, _ codings: [Coding]) -> ResourceWriter {
    var writer = observation(event, part: part, category: Self.vitalSigns, codings)
    if let dose = event.session?.firstDose {
      writer.write { json in
        json.array("partOf", [dose]) { json, dose in
          json.object { $0.string("reference", Self.administration(dose)) }
        }
      }
    }
    return writer
  }

  private static func administration(_ dose: String) -> String {
    FHIRType.medicationAdministration.rawValue + "/" + dose
  }

  /// An adverse event. R4 gives it no status: what was voided is not written at all.
  func adverse(_ event: StatedEvent) -> Resource {
    var extensions: [Extension] = []
    if let resolved = event.text("resolved") {
      extensions.append(Extension("resolved", .dateTime(FHIRTime.dateTime(resolved))))
    }
    var writer = ResourceWriter(.adverseEvent, of: event, extensions)
    writer.string("actuality", "actual")
    writer.concept("event", [], text: event.text("term"))
    writer.subject(event)
    writer.string("date", FHIRTime.dateTime(event.time))
    writer.write { $0.instant("recordedDate", event.recorded) }
    if let serious = event.data["serious"]?.bool {
      // As the examples of R4 write these codes; R5 has them in lower case.
      let code = serious ? "Serious" : "Non-serious"
      writer.concept(
        "seriousness", [Coding(FHIRSystem.hl7 + "adverse-event-seriousness", code, code)])
    }
    if let severity = event.text("severity"), Self.severities.contains(severity) {
      writer.concept("severity", [Coding(FHIRSystem.hl7 + "adverse-event-severity", severity)])
    }
    if event.text("resolved") != nil {
      writer.concept(
        "outcome", [Coding(FHIRSystem.hl7 + "adverse-event-outcome", "resolved", "Resolved")])
    }
    if let dose = event.session?.firstDose {
      writer.write { json in
        json.array("suspectEntity", [dose]) { json, dose in
          json.object { json in
            json.object("instance") { $0.string("reference", Self.administration(dose)) }
          }
        }
      }
    }
    return writer.finish()
  }

  private static let severities: Set<String> = ["mild", "moderate", "severe"]
}
