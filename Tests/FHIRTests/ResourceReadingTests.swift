import FHIR
import Testing

/// Resources as other systems write them, worked out by hand.
@Suite struct ResourceReadingTests {
  @Test func `a person and a total become an intake and a rating, and no name enters`() {
    let read = ReadResources([
      ReadResources.patient,
      #"{"resourceType":"Condition","id":"c","clinicalStatus":{"coding":[{"code":"active"}]},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F41.1"}]},"subject":{"reference":"Patient/1"}}"#,
      ReadResources.score(
        "o", #""valueInteger":17"#, more: #","performer":[{"reference":"Patient/1"}]"#),
    ])
    #expect(
      read.events == [
        #"{"id":"e(intake 2026-01-05T10:00:00Z {"indications":["F41.1"],"birthYear":1985,"sex":"female"} 1)","source":"/fhir","type":"intake","subject":"P-1","time":"2026-01-05T10:00:00Z","data":{"indications":["F41.1"],"birthYear":1985,"sex":"female"}}"#
          .replacing(
            #"{"indications":["F41.1"],"birthYear":1985,"sex":"female"} 1"#,
            with: #"{\"indications\":[\"F41.1\"],\"birthYear\":1985,\"sex\":\"female\"} 1"#),
        #"{"id":"e(Observation/o)","source":"/fhir","type":"rating","subject":"P-1","time":"2026-01-05T10:00:00Z","data":{"instrument":"GAD-7","total":17,"rater":"self"}}"#,
      ])
    #expect(!read.events.joined().contains("Duck"))
    #expect(!read.events.joined().contains("1985-03"))
  }

  @Test(arguments: [
    (#""valueInteger":17"#, ""), (#""valueQuantity":{"value":17}"#, ""),
    (#""valueQuantity":{"value":17.0,"code":"{score}","system":"http://unitsofmeasure.org"}"#, ""),
    (
      #""component":[{"code":{"coding":[{"system":"http://loinc.org","code":"70274-6"}]},"valueInteger":17}]"#,
      "69737-5-none"
    ),
  ])
  func `a total may be an integer, a quantity or a component`(value: String, code: String) {
    let read = ReadResources([
      ReadResources.patient, ReadResources.score("o", value, code: code.isEmpty ? "70274-6" : code),
    ])
    #expect(read.data("rating") == [#"{"instrument":"GAD-7","total":17}"#])
  }

  @Test func `a form is read by link and points, whatever way it gives them`() {
    let links = ["69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"]
    let answers = [
      #""valueCoding":{"system":"http://loinc.org","code":"LA6568-5"}"#,
      #""valueCoding":{"system":"http://loinc.org","code":"LA6571-9"}"#, #""valueInteger":2"#,
      #""valueDecimal":1.0"#,
      #""valueCoding":{"code":"x","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":3}]}"#,
      #""valueInteger":0"#, #""valueInteger":1"#,
    ]
    let items = zip(links, answers).map { #"{"linkId":"/69737-5/\#($0)","answer":[{\#($1)}]}"# }
    let form =
      #"{"resourceType":"QuestionnaireResponse","id":"q","status":"completed","subject":{"reference":"Patient/1"},"authored":"2026-01-05T10:00:00+01:00","source":{"reference":"Patient/1"},"item":[{"linkId":"g","item":[\#(items.joined(separator: ","))]}]}"#
    // Named by its items, with the total that was made from it.
    let score = ReadResources.score(
      "o", #""valueInteger":10"#,
      more: #","derivedFrom":[{"reference":"https://ehr.example/fhir/QuestionnaireResponse/q"}]"#)
    let wanted = [#"{"instrument":"GAD-7","items":[0,3,2,1,3,0,1],"rater":"self"}"#]
    #expect(ReadResources([ReadResources.patient, form]).data("rating") == wanted)
    let both = ReadResources([ReadResources.patient, form, score])
    #expect(both.data("rating") == wanted)
    let disagreeing = ReadResources([
      ReadResources.patient, form,
      score.replacing(#""valueInteger":10"#, with: #""valueInteger":11"#),
    ])
    #expect(disagreeing.data("rating").isEmpty)
    #expect(disagreeing.problems == ["derivedFrom: the total is not the one that its form gives"])
    let later = ReadResources([
      ReadResources.patient, form,
      score.replacing("2026-01-05T10:00:00Z", with: "2026-01-07T10:00:00Z"),
    ])
    #expect(later.events.isEmpty)
    #expect(
      later.problems == [
        "derivedFrom: the total and its form say different times, more than a day apart"
      ])
  }

  @Test(arguments: [
    (#""dose":{"value":27.50,"code":"mg"}"#, "27.50"),
    (#""dose":{"value":0.0275,"unit":"g"}"#, "27.5"),
    (#""dose":{"value":27500,"code":"ug"}"#, "27.5"),
    // 0.5 mg/kg × 70.25 kg
    (#""dose":{"value":0.5,"code":"mg/kg"}"#, "35.125"),
    // 0.75 mg/kg/h × 70.25 kg × 40 min / 60
    (#""rateQuantity":{"value":0.75,"code":"mg/kg/h"}"#, "35.125"),
    // 42 mg/h × 40 min / 60
    (#""rateQuantity":{"value":42,"code":"mg/h"}"#, "28"),
    // 1 mg / 3 min × 40 min, to a thousandth of a mg
    (
      #""rateRatio":{"numerator":{"value":1,"code":"mg"},"denominator":{"value":3,"code":"min"}}"#,
      "13.333"
    ),
  ])
  func `a dose in any unit of mass is one in mg`(dosage: String, milligrams: String) {
    let read = ReadResources([
      ReadResources.patient,
      ReadResources.weight("70.25", "kg", at: "2026-01-05T09:00:00Z"),
      ReadResources.weight("90", "kg", at: "2026-02-05T09:00:00Z"),
      ReadResources.administration(
        "m", dosage: dosage,
        when:
          #""effectivePeriod":{"start":"2026-01-06T09:00:00+01:00","end":"2026-01-06T09:40:00+01:00"}"#
      ),
    ])
    #expect(read.problems.isEmpty)
    #expect(
      read.data("dose") == [
        #"{"infusion":"e(session m)","mg":\#(milligrams),"minutes":40}"#
      ])
    #expect(
      read.data("infusion") == [
        #"{"infusion":"e(session m)","drug":"ketamine","route":"IV","weightKg":70.25}"#
      ])
  }

  @Test func `pounds are 0.45359237 kg`() {
    let read = ReadResources([
      ReadResources.patient, ReadResources.weight("185", "[lb_av]", at: "2026-01-01T09:00:00Z"),
      ReadResources.administration("m", dosage: #""dose":{"value":35,"code":"mg"}"#),
    ])
    #expect(
      read.data("infusion") == [
        #"{"infusion":"e(session m)","drug":"ketamine","route":"IV","weightKg":83.91458845}"#
      ])
  }

  @Test func `parts of one administration are one session, and so are those of one encounter`() {
    let mg20 = #""dose":{"value":20,"code":"mg"}"#
    let parts = ReadResources([
      ReadResources.patient,
      ReadResources.administration("a", dosage: #""dose":{"value":40,"code":"mg"}"#),
      ReadResources.administration(
        "b", dosage: mg20, more: #","partOf":[{"reference":"MedicationAdministration/a"}]"#),
      ReadResources.administration(
        "c", dosage: mg20, when: #""effectiveDateTime":"2026-01-06T09:20:00Z""#,
        more: #","partOf":[{"reference":"MedicationAdministration/a"}]"#),
    ])
    #expect(parts.data("infusion").count == 1)
    #expect(
      parts.data("dose") == [
        #"{"infusion":"e(session a)","mg":20}"#, #"{"infusion":"e(session a)","mg":20}"#,
      ])
    let encounter = #","context":{"reference":"Encounter/7"}"#
    let stay = ReadResources([
      ReadResources.patient, ReadResources.administration("a", dosage: mg20, more: encounter),
      ReadResources.administration(
        "b", dosage: mg20, when: #""effectiveDateTime":"2026-01-06T20:59:00Z""#, more: encounter),
      ReadResources.administration(
        "c", dosage: mg20, when: #""effectiveDateTime":"2026-01-08T09:00:00Z""#, more: encounter),
    ])
    #expect(stay.data("infusion").count == 2)
    #expect(stay.data("dose").count == 3)
  }

  @Test func `what was not done is a session without a dose, what is not final is none`() {
    let dose = #""dose":{"value":20,"code":"mg"}"#
    let read = ReadResources([
      ReadResources.patient, ReadResources.administration("a", dosage: dose, status: "not-done"),
      ReadResources.administration("b", dosage: dose, status: "in-progress"),
      ReadResources.administration("c", dosage: dose, status: "entered-in-error"),
      ReadResources.administration(
        "d", dosage: dose, when: #""effectiveDateTime":"2026-01-09T09:00:00Z""#, status: "stopped"),
    ])
    #expect(read.data("infusion").count == 2)
    #expect(read.data("dose") == [#"{"infusion":"e(session d)","mg":20}"#])
    #expect(
      read.passed == [
        "MedicationAdministration with status in-progress": 1,
        "MedicationAdministration with status entered-in-error": 1,
      ])
  }

  @Test func `conditions are ranked by an episode of care, else by when they were recorded`() {
    func condition(_ id: String, _ code: String, _ date: String) -> String {
      #"{"resourceType":"Condition","id":"\#(id)","recordedDate":"\#(date)","code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"\#(code)"}]},"subject":{"reference":"Patient/1"}}"#
    }
    let lines = [
      ReadResources.patient, condition("a", "F33.1", "2025-05-01"),
      condition("b", "F41.1", "2024-01-01"), condition("c", "I10", "2020-01-01"),
      ReadResources.score("o", #""valueInteger":17"#),
    ]
    let plain = ReadResources(lines)
    #expect(
      plain.data("intake") == [
        #"{"indications":["F41.1","F33.1"],"birthYear":1985,"sex":"female"}"#
      ])
    #expect(plain.remarks.count == 1)
    #expect(plain.passed == ["Condition that is no indication (indicationPrefixes)": 1])
    let ranked = ReadResources(
      lines + [
        #"{"resourceType":"EpisodeOfCare","id":"x","status":"active","patient":{"reference":"Patient/1"},"diagnosis":[{"condition":{"reference":"Condition/b"},"rank":2},{"condition":{"reference":"Condition/a"},"rank":1}]}"#
      ])
    #expect(
      ranked.data("intake") == [
        #"{"indications":["F33.1","F41.1"],"birthYear":1985,"sex":"female"}"#
      ])
  }

  @Test func `a mapping gives local codes a meaning`() throws {
    let mapping = try FHIRMapping(
      Array(
        #"""
        {"observations":{"https://ehr.example|HAMA":"HAM-A"},
         "drugs":{"https://ehr.example/drugs|SPR":"esketamine"},"defaultRoutes":{"esketamine":"IN"},
         "conditions":{"http://snomed.info/sct|21897009":"F41.1"}}
        """#.utf8), .builtIn)
    let lines = [
      ReadResources.patient,
      #"{"resourceType":"Condition","id":"c","code":{"coding":[{"system":"http://snomed.info/sct","code":"21897009"}]},"subject":{"reference":"Patient/1"}}"#,
      #"{"resourceType":"Observation","id":"h","status":"final","code":{"coding":[{"system":"https://ehr.example","code":"HAMA"}]},"subject":{"reference":"Patient/1"},"effectiveDateTime":"2026-01-05","valueQuantity":{"value":25}}"#,
      #"{"resourceType":"MedicationAdministration","id":"m","status":"completed","medicationReference":{"reference":"Medication/s"},"subject":{"reference":"Patient/1"},"effectiveDateTime":"2026-01-06T09:00:00Z","dosage":{"dose":{"value":56,"code":"mg"}}}"#,
      #"{"resourceType":"Medication","id":"s","code":{"coding":[{"system":"https://ehr.example/drugs","code":"SPR"}]}}"#,
    ]
    let without = ReadResources(lines)
    #expect(
      without.passed == [
        "Condition http://snomed.info/sct|21897009": 1, "Observation https://ehr.example|HAMA": 1,
        "MedicationAdministration of other drugs": 1, "Patient of whom no event is told": 1,
      ])
    let read = ReadResources(lines) {
      $0.mapping = mapping
      $0.dateHour = 12
    }
    #expect(read.problems.isEmpty)
    #expect(read.data("rating") == [#"{"instrument":"HAM-A","total":25}"#])
    #expect(read.groups.flatMap(\.events).contains { $0.time == "2026-01-05T12:00:00Z" })
    #expect(
      read.data("infusion") == [
        #"{"infusion":"e(session m)","drug":"esketamine","route":"IN"}"#
      ])
    #expect(read.data("intake").first?.contains("F41.1") == true)
  }
}
