import Bytes

extension EventResources {
  // MARK: intake

  /// Who somebody is when treatment is considered: an episode of care with its diagnoses.
  func intake(_ event: StatedEvent) -> [Resource] {
    let codes = (event.data["indications"]?.elements ?? []).compactMap(\.text)
    let conditions = codes.enumerated().map { place, code in
      condition(event, code, part: "indication-\(place + 1)")
    }
    let trials = (event.data["trials"]?.elements ?? []).enumerated().map { place, trial in
      self.trial(event, trial, place + 1)
    }
    return [episode(event, conditions)] + conditions + trials + weight(event)
  }

  private func episode(_ event: StatedEvent, _ conditions: [Resource]) -> Resource {
    var extensions: [Extension] = []
    if let year = event.data["birthYear"]?.whole.flatMap(Int.init(exactly:)) {
      extensions.append(Extension("birth-year", .integer(year)))
    }
    extensions += Extension.codes("sex", event.text("sex"))
    extensions += Extension.texts("index-instrument", event.text("instrument"))
    extensions += Extension.texts("arm", event.text("arm"))
    if let consent = event.text("consent") {
      extensions.append(Extension("consent", .date(consent)))
    }
    var writer = ResourceWriter(.episodeOfCare, of: event, extensions)
    writer.string("status", status(event, event.isOpen ? "active" : "finished"))
    writer.write { json in
      if !conditions.isEmpty {
        json.array("diagnosis", conditions.enumerated()) { json, entry in
          json.object { json in
            json.object("condition") {
              $0.string("reference", FHIRType.condition.rawValue + "/" + entry.element.id)
            }
            json.integer("rank", entry.offset + 1)
          }
        }
      }
    }
    writer.subject(event, as: "patient")
    writer.write { json in
      if let site = event.text("site") {
        json.object("managingOrganization") { $0.string("display", site) }
      }
      json.object("period") { $0.string("start", FHIRTime.dateTime(event.time)) }
    }
    return writer.finish()
  }

  private func condition(_ event: StatedEvent, _ code: String, part: String) -> Resource {
    var writer = ResourceWriter(.condition, of: event, part: part)
    if event.isVoided {
      writer.concept(
        "verificationStatus",
        [Coding(FHIRSystem.hl7 + "condition-ver-status", "entered-in-error", "Entered in Error")])
    } else {
      writer.concept(
        "clinicalStatus", [Coding(FHIRSystem.hl7 + "condition-clinical", "active", "Active")])
    }
    writer.concept("code", [Coding(FHIRSystem.icd10cm, code)])
    writer.subject(event)
    writer.string("recordedDate", FHIRTime.dateTime(event.time))
    return writer.finish()
  }

  /// A treatment that was tried before.
  private func trial(_ event: StatedEvent, _ trial: JSONNode, _ place: Int) -> Resource {
    func number(_ name: String) -> [UInt8]? {
      trial[name].flatMap { $0.kind == .number ? $0.raw : nil }
    }
    var extensions = [Extension("trial", .integer(place))]
    extensions += Extension.texts("class", trial["class"]?.text)
    extensions += Extension.decimals("weeks", number("weeks"))
    extensions += Extension.codes("outcome", trial["outcome"]?.text)
    var writer = ResourceWriter(
      .medicationStatement, of: event, part: "trial-\(place)", extensions)
    writer.string("status", status(event, "completed"))
    if let drug = trial["drug"]?.text {
      medication(drug, to: &writer)
    } else {
      writer.concept(
        "medicationCodeableConcept",
        [Coding(FHIRSystem.hl7 + "data-absent-reason", "unknown", "Unknown")])
    }
    writer.subject(event)
    writer.reference("context", .episodeOfCare, event.name.resourceID)
    dosage(number("doseMg"), to: &writer)
    return writer.finish()
  }

  private func dosage(_ milligrams: [UInt8]?, to writer: inout ResourceWriter) {
    guard let milligrams else { return }
    writer.write { json in
      json.array("dosage", [milligrams]) { json, milligrams in
        json.object { json in
          json.array("doseAndRate", [milligrams]) { json, milligrams in
            json.object { json in
              json.object("doseQuantity") { $0.quantity(milligrams, "mg", shown: "mg") }
            }
          }
        }
      }
    }
  }

  // MARK: what surrounds treatment

  /// Another drug that was started, stopped or changed.
  func statement(_ event: StatedEvent) -> Resource {
    let action = event.text("action")
    var writer = ResourceWriter(
      .medicationStatement, of: event,
      Extension.codes("action", action) + Extension.texts("class", event.text("class"))
        + Extension.codes("purpose", event.text("purpose")))
    writer.string("status", status(event, action == "stop" ? "stopped" : "active"))
    medication(event.text("drug") ?? "", to: &writer)
    writer.subject(event)
    writer.string("effectiveDateTime", FHIRTime.dateTime(event.time))
    dosage(event.number("doseMg"), to: &writer)
    return writer.finish()
  }

  /// When the next treatment is due.
  func plan(_ event: StatedEvent) -> Resource {
    var writer = ResourceWriter(
      .carePlan, of: event,
      Extension.decimals("tolerance-days", event.number("toleranceDays")))
    writer.string("status", status(event, "active"))
    writer.string("intent", "plan")
    writer.subject(event)
    writer.string("created", FHIRTime.dateTime(event.time))
    writer.write { json in
      json.array("activity", [event]) { json, event in
        json.object { json in
          json.object("detail") { json in
            json.string("kind", "MedicationRequest")
            json.string("status", "scheduled")
            json.object("scheduledTiming") { timing(event, to: &$0) }
          }
        }
      }
    }
    return writer.finish()
  }

  private func timing(_ event: StatedEvent, to json: inout JSONWriter) {
    if let due = event.text("nextDue") {
      json.array("event", [FHIRTime.dateTime(due)]) { $0.string(nil, $1) }
    }
    if let days = event.number("intervalDays") {
      json.object("repeat") { json in
        json.integer("frequency", 1)
        json.verbatim("period", days)
        json.string("periodUnit", "d")
      }
    }
  }

  /// The end of care, and why.
  func exit(_ event: StatedEvent) -> Resource {
    var writer = observation(
      event, part: "", category: nil,
      [Coding(FHIRSystem.observations, "exit", "End of care")])
    writer.concept(
      "valueCodeableConcept",
      [Coding(FHIRSystem.exitReasons, event.text("reason") ?? "other")])
    return writer.finish()
  }

  /// That a note was written, and when: what it says stays in the log, as free text may name anybody.
  func note(_ event: StatedEvent) -> Resource {
    var writer = observation(
      event, part: "", category: nil, [Coding(FHIRSystem.observations, "note", "Note")])
    writer.concept(
      "dataAbsentReason", [Coding(FHIRSystem.hl7 + "data-absent-reason", "masked", "Masked")])
    return writer.finish()
  }
}
