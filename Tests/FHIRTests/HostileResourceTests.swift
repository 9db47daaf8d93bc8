import Bytes
import FHIR
import Testing

/// Resources that are wrong: each gets a reason of its own, and the others are read all the same.
@Suite struct HostileResourceTests {
  static let wrong: [(line: String, problem: String)] = [
    (#"{"id":"x"}"#, "resourceType: it does not say what resource it is"),
    ("[1]", ": the line is no JSON object"),
    (
      #"{"resourceType":"Bundle","type":"collection"}"#,
      "resourceType: it is a Bundle: many resources in one"
    ),
    (
      ReadResources.score("x", #""valueInteger":1"#).replacing(
        #""subject":{"reference":"Patient/1"},"#, with: ""), "subject: it is about nobody"
    ),
    (
      ReadResources.score("x", #""valueInteger":1"#).replacing("Patient/1", with: "Group/1"),
      "subject: it is about something else than a patient"
    ),
    (
      ReadResources.score("x", #""valueInteger":1"#).replacing("Patient/1", with: "Patient/2"),
      "subject: it is about a Patient who is not in these files"
    ),
    (
      ReadResources.score("x", #""valueInteger":1,"valueQuantity":{"value":1}"#),
      "value: it has 2 values"
    ),
    (
      ReadResources.score("x", #""valueInteger":1.5"#),
      "valueInteger: the total is no whole number"
    ),
    (
      ReadResources.score("x", #""valueString":"seventeen""#),
      "valueString: the total is no whole number"
    ),
    (
      ReadResources.score("x", #""valueQuantity":{"value":5,"comparator":"<"}"#),
      "valueQuantity.comparator: it is a bound, not a value"
    ),
    (
      ReadResources.score("x", #""valueQuantity":{"value":5,"code":"kg"}"#),
      "valueQuantity: its unit is none of a score"
    ),
    (
      ReadResources.score("x", #""valueInteger":1"#, status: "banana"),
      "status: what stands there is no status of R4"
    ),
    (
      ReadResources.score("x", #""valueInteger":1"#, at: "2026-01-05"),
      "effectiveDateTime: 2026-01-05 is a day without a time of day"
    ),
    (
      ReadResources.score("x", #""valueInteger":1"#, at: "2026-01"),
      "effectiveDateTime: 2026-01 is a month: no event can be placed in it"
    ),
    (
      ReadResources.score("x", #""valueInteger":1"#, at: "2026"),
      "effectiveDateTime: 2026 is a year: no event can be placed in it"
    ),
    (
      ReadResources.score("x", #""valueInteger":1"#, at: "05.01.2026"),
      "effectiveDateTime: what stands there is no dateTime of FHIR"
    ),
    (
      ReadResources.score("x", #""valueInteger":1"#).replacing(#""id":"x","#, with: ""),
      "id: it has no id: nobody could tell whether it was imported before"
    ),
    (
      ReadResources.administration("x", dosage: #""dose":{"value":5,"code":"mL"}"#),
      "dosage.dose: the unit is none that mg can be made of"
    ),
    (
      ReadResources.administration("x", dosage: #""dose":{"value":0.5,"code":"mg/kg"}"#),
      "dosage: a dose per kg needs the body weight at that time or before"
    ),
    (
      ReadResources.administration("x", dosage: #""rateQuantity":{"value":42,"code":"mg/h"}"#),
      "effectivePeriod.end: a rate needs the time for which it ran"
    ),
    (
      ReadResources.administration("x", dosage: #""text":"as ordered""#),
      "dosage: it does not say how much was given"
    ),
    (
      ReadResources.administration(
        "x", dosage: #""dose":{"value":5,"code":"mg"}"#,
        when:
          #""effectivePeriod":{"start":"2026-01-06T09:00:00Z","end":"2026-01-06T08:00:00Z"}"#),
      "effectivePeriod.end: the period ends before it begins"
    ),
    (
      #"{"resourceType":"AdverseEvent","id":"x","event":{"text":"nausea"},"subject":{"reference":"Patient/1"},"date":"2026-01-06T09:00:00Z"}"#,
      "actuality: it does not say whether it happened"
    ),
  ]

  @Test(arguments: wrong)
  func `a wrong resource is rejected for what is wrong, and the rest is read`(
    line: String, problem: String
  ) {
    let read = ReadResources([
      ReadResources.patient, line, ReadResources.score("good", #""valueInteger":3"#),
    ])
    #expect(read.problems == [problem])
    #expect(read.data("rating") == [#"{"instrument":"GAD-7","total":3}"#])
  }

  @Test func `the same resource twice is one, and two that share an id are told apart by no one`() {
    let score = ReadResources.score("o", #""valueInteger":3"#)
    let twice = ReadResources([ReadResources.patient, score, score])
    #expect(twice.data("rating").count == 1)
    #expect(twice.passed == ["resources that are there twice": 1])
    let other = ReadResources([
      ReadResources.patient, score, ReadResources.score("o", #""valueInteger":4"#),
    ])
    #expect(
      other.problems == [
        "id: another Observation of these files has the same id and says something else: none of them is imported",
        "id: another Observation of these files has the same id and says something else: none of them is imported",
      ])
    #expect(other.data("rating").isEmpty, "not even the first: nobody knows which is true")
  }

  @Test func `white space, the order of members and what servers renew make no other version`() {
    let score = ReadResources.score("o", #""valueInteger":3"#)
    let start = #"{"valueInteger":3,"meta":{"versionId":"2"},"#
    let others: [String] = [
      score.replacing(",", with: " , "),
      start + String(score.dropFirst()).replacing(#","valueInteger":3"#, with: ""),
    ]
    let read = ReadResources([ReadResources.patient, score] + others)
    #expect(read.problems.isEmpty)
    #expect(read.data("rating") == [#"{"instrument":"GAD-7","total":3}"#])
    #expect(read.passed == ["resources that are there twice": 2])
  }

  @Test func `of a patient with two versions nothing is imported`() {
    let read = ReadResources([
      ReadResources.patient, ReadResources.patient.replacing("female", with: "male"),
      ReadResources.score("o", #""valueInteger":3"#),
    ])
    #expect(read.events.isEmpty)
    #expect(
      read.problems.contains(
        "subject: it is about a Patient of whom these files have different versions"))
  }

  @Test func `who is born after the first event is rejected`() {
    let read = ReadResources([
      ReadResources.patient.replacing("1985", with: "2999"),
      ReadResources.score("o", #""valueInteger":3"#),
    ])
    #expect(read.problems == ["birthDate: the year of birth lies after the person's first event"])
    #expect(read.data("intake").isEmpty)
  }

  /// A period of days without a time of day says not how long anything ran.
  @Test(arguments: [
    (#"{"start":"2026-01-05","end":"2026-01-06"}"#, true),
    (#"{"start":"2026-01-05","end":"2026-01-05"}"#, true),
    (#"{"start":"2026-01-05T08:00:00Z","end":"2026-01-05"}"#, true),
    (#"{"start":"2026-01-05","end":"2026-01-05T08:40:00Z"}"#, true),
    (#"{"start":"2026-01-05T08:00:00Z","end":"2026-01-05T08:00:00Z"}"#, false),
  ])
  func `from days no duration and no dose is made`(period: String, isDays: Bool) {
    let when = #""effectivePeriod":\#(period)"#
    let rate = ReadResources(
      [
        ReadResources.patient,
        ReadResources.administration(
          "a", dosage: #""rateQuantity":{"value":40,"code":"mg/h"}"#, when: when),
      ]
    ) { $0.dateHour = 9 }
    #expect(rate.events.isEmpty)
    #expect(
      rate.problems.count == 1 && rate.problems[0].hasPrefix("effectivePeriod.end: a rate needs"))
    let dose = ReadResources(
      [
        ReadResources.patient,
        ReadResources.administration("a", dosage: #""dose":{"value":40,"code":"mg"}"#, when: when),
      ]
    ) { $0.dateHour = 9 }
    #expect(dose.problems.isEmpty)
    #expect(dose.data("dose").map { $0.contains("minutes") } == [!isDays])
  }

  @Test func `an answer beyond its item is rejected, however large`() {
    let links = ["69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"]
    let items = links.map {
      #"{"linkId":"\#($0)","answer":[{"valueInteger":999999999999999999}]}"#
    }
    let form =
      #"{"resourceType":"QuestionnaireResponse","id":"q","questionnaire":"http://loinc.org/q/69737-5","status":"completed","subject":{"reference":"Patient/1"},"authored":"2026-01-05T10:00:00Z","item":[\#(items.joined(separator: ","))]}"#
    let total = ReadResources.score(
      "o", #""valueInteger":3"#,
      more: #","derivedFrom":[{"reference":"QuestionnaireResponse/q"}]"#)
    let read = ReadResources([ReadResources.patient, form, total])
    #expect(
      read.problems == [
        "item[linkId=69725-0].answer: GAD-7 takes 0 to 3 there, not 999999999999999999"
      ])
  }

  @Test func `words that people typed are told, where no code names an event`() {
    let event =
      #"{"resourceType":"AdverseEvent","id":"a","actuality":"actual","subject":{"reference":"Patient/1"},"date":"2026-01-05T10:00:00Z","event":{"text":"nausea"}}"#
    let typed = ReadResources([ReadResources.patient, event])
    #expect(typed.remarks.contains { $0.contains("1 of the AdverseEvents") })
    let coded = ReadResources([
      ReadResources.patient,
      event.replacing(
        #""text":"nausea""#,
        with:
          #""coding":[{"system":"http://snomed.info/sct","code":"422587007","display":"Nausea"}],"text":"sick, says Mr Duck""#
      ),
    ])
    #expect(!coded.remarks.contains { $0.contains("typed") })
    #expect(coded.data("adverse") == [#"{"term":"Nausea"}"#])
  }

  @Test func `a form without an answer makes no total`() {
    let items = ["69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8"].map {
      #"{"linkId":"\#($0)","answer":[{"valueInteger":1}]}"#
    }
    let form =
      #"{"resourceType":"QuestionnaireResponse","id":"q","questionnaire":"http://loinc.org/q/69737-5","status":"completed","subject":{"reference":"Patient/1"},"authored":"2026-01-05T10:00:00Z","item":[\#(items.joined(separator: ","))]}"#
    let read = ReadResources([ReadResources.patient, form])
    #expect(read.problems == ["item: GAD-7 has no answer to item 7"])
    #expect(read.events.isEmpty)
  }

  @Test func `a session of which one part can't be told is not imported in part`() {
    let more = #","partOf":[{"reference":"MedicationAdministration/a"}]"#
    let read = ReadResources([
      ReadResources.patient,
      ReadResources.administration("a", dosage: #""dose":{"value":50,"code":"mg"}"#),
      ReadResources.administration("b", dosage: #""dose":{"value":20,"code":"mg"}"#, more: more),
      ReadResources.administration("c", dosage: #""dose":{"value":20,"code":"mg"}"#, more: more),
    ])
    #expect(read.problems == ["dosage.dose: the amount is not the sum of its parts"])
    #expect(read.groups.first { !$0.problems.isEmpty }?.places == [1, 2, 3])
    #expect(read.events.isEmpty)
  }

  @Test(arguments: [
    ("{\"observations\":{\"a|b\":\"GAD-8\"}}", "observations.a|b: there is no instrument GAD-8"),
    ("{\"observation\":{}}", "observation is no member of a mapping"),
    ("{\"routes\":{\"a|b\":\"nose\"}}", "a|b: nose is no route"),
    ("{\"conditions\":{\"a|b\":\"anxiety\"}}", "conditions.a|b: anxiety is no ICD-10-CM code"),
    ("{\"answers\":{\"a|b\":\"1\"}}", "answers.a|b is no whole number"),
    ("[]", "is no JSON object"), ("{", "is no JSON, at byte 1"), ("", "is empty"),
    (
      "{\"answers\":" + String(repeating: "[", count: 30_000)
        + String(repeating: "]", count: 30_000) + "}", "is nested more than 100 levels deep"
    ),
    ("{\"answers\":[1]}", "answers is no object"),
    (
      "{\"observations\":{\"HAMA\":\"GAD-7\"}}",
      "observations.HAMA is no code of a system, and would never be met"
    ),
    (
      "{\"questionnaires\":{\"q\":{\"instrument\":\"GAD-7\",\"items\":[\"1\",\"2\"]}}}",
      "questionnaires.q.items is no list of 7 texts, each of its own"
    ),
    (
      "{\"questionnaires\":{\"q\":{\"instrument\":\"GAD-7\",\"items\":[1,2,3,4,5,6,7]}}}",
      "questionnaires.q.items is no list of 7 texts, each of its own"
    ),
    (
      "{\"questionnaires\":{\"q\":{\"instrument\":\"GAD-7\",\"sum\":\"t\"}}}",
      "questionnaires.q.sum means nothing there"
    ),
    (
      "{\"drugs\":{\"a|b\":\"Medication/1\"}}",
      "drugs.a|b: Medication/1 is no name of a drug"
    ),
  ])
  func `a mapping that is wrong says where`(text: String, problem: String) {
    var found: String?
    do throws(FHIRMapping.Fault) { _ = try FHIRMapping(Array(text.utf8), .builtIn) } catch {
      found = error.problem
    }
    #expect(found == problem)
  }
}
