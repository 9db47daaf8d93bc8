import Bytes
import Events

extension EventResources {
  /// A session as it was ordered: drug, route, dose, time and length. What was given are its
  /// MedicationAdministrations.
  func order(_ event: StatedEvent) -> [Resource] {
    let weight = weight(event)
    let label = Extension.texts("session", event.text("infusion"))
    var writer = ResourceWriter(
      .medicationRequest, of: event,
      label + Extension.codes("phase", event.text("phase"))
        + Extension.texts("arm", event.text("arm")))
    writer.string("status", status(event, "completed"))
    writer.string("intent", "order")
    medication(event.text("drug") ?? "", to: &writer)
    writer.subject(event)
    writer.write { json in
      if let weight = weight.first {
        json.array("supportingInformation", [weight]) { json, weight in
          json.object {
            $0.string("reference", FHIRType.observation.rawValue + "/" + weight.id)
          }
        }
      }
      json.array("dosageInstruction", [event]) { json, event in
        json.object { dosage(event, to: &$0) }
      }
    }
    return [writer.finish()] + weight
  }

  private func dosage(_ event: StatedEvent, to json: inout JSONWriter) {
    json.object("timing") { json in
      json.array("event", [FHIRTime.dateTime(event.time)]) { $0.string(nil, $1) }
      if let minutes = event.number("plannedMinutes") {
        json.object("repeat") { json in
          json.verbatim("duration", minutes)
          json.string("durationUnit", "min")
        }
      }
    }
    if let route = event.text("route").flatMap(Route.init) { self.route(route, to: &json) }
    let amounts = [("orderedMg", "mg"), ("orderedMgPerKg", "mg/kg")].compactMap { member, unit in
      event.number(member).map { (value: $0, unit: unit) }
    }
    guard !amounts.isEmpty else { return }
    json.array("doseAndRate", amounts) { json, amount in
      json.object { json in
        json.object("doseQuantity") {
          $0.quantity(amount.value, amount.unit, shown: amount.unit)
        }
      }
    }
  }

  /// What was given in one step; `nil` for a dose whose session is not known.
  func administration(_ event: StatedEvent) -> Resource? {
    guard let session = event.session, let amount = event.number("mg") else { return nil }
    let end = end(event)
    var writer = ResourceWriter(
      .medicationAdministration, of: event,
      end == nil ? Extension.decimals("minutes", event.number("minutes")) : [])
    writer.string("status", status(event, "completed"))
    medication(session.drug, to: &writer)
    writer.subject(event)
    if let end {
      writer.write { json in
        json.object("effectivePeriod") { json in
          json.string("start", FHIRTime.dateTime(event.time))
          json.string("end", end)
        }
      }
    } else {
      writer.string("effectiveDateTime", FHIRTime.dateTime(event.time))
    }
    writer.reference("request", .medicationRequest, session.order)
    writer.write { json in
      json.object("dosage") { json in
        route(session.route, to: &json)
        json.object("dose") { $0.quantity(amount, "mg", shown: "mg") }
      }
    }
    return writer.finish()
  }

  /// When a dose ended; `nil` where it is not said how long it ran, or where no whole number of
  /// milliseconds says it.
  private func end(_ event: StatedEvent) -> String? {
    let minute = ExactDecimal(mantissa: 60_000, exponent: 0)
    guard let minutes = event.data["minutes"]?.number?.decimal, !minutes.isNegative,
      let milliseconds = minutes.times(minute)?.scaled(0)
    else { return nil }
    return FHIRTime.dateTime(event.time, later: milliseconds)
  }

  /// What the drug is: its code where one is sure, its name in any case.
  func medication(_ name: String, to writer: inout ResourceWriter) {
    writer.concept("medicationCodeableConcept", codings(ofDrug: name), text: name)
  }

  private func route(_ route: Route, to json: inout JSONWriter) {
    json.object("route") { json in
      json.concept(
        CodeBook.routes.filter { $0.route == route }.map(\.coding), text: route.rawValue)
    }
  }
}
